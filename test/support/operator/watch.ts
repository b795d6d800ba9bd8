import { Agent as PlainAgent, get as plainGet } from "node:http";
import { Agent, get } from "node:https";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { isMap, type ValueMap, valueAt } from "../../../src/nim/value.ts";
import type { ControlPlane } from "../../cluster/control-plane.ts";
import { collectionOf } from "./cluster.ts";

export interface Change {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: ValueMap;
}

/**
 * Tells every object of a kind, then every change, until stopped. A kind that nothing serves is looked for again.
 * Apart from src/kube, which is tested with the help of what uses this.
 */
export async function watch(
  plane: Pick<ControlPlane, "url" | "authority" | "admin" | "api">,
  kind: string,
  tell: (change: Change) => void,
  signal: AbortSignal,
): Promise<void> {
  const path = collectionOf(kind);
  const tls = {
    ca: plane.authority,
    ...(plane.admin.certificate && { cert: plane.admin.certificate }),
    ...(plane.admin.key && { key: plane.admin.key }),
  };
  // The stand-in in memory is served without TLS.
  const agent = plane.url.startsWith("http:") ? new PlainAgent() : new Agent(tls);
  const known = new Map<string, ValueMap>();
  const learn = (change: Change) => {
    const uid = String(valueAt(change.object, ["metadata", "uid"]));
    if (change.type === "DELETED") known.delete(uid);
    else known.set(uid, change.object);
    tell(change);
  };
  try {
    while (!signal.aborted) {
      const listed = await plane.api.ask("GET", path).catch(() => undefined);
      if (listed?.code !== 200) {
        await sleep(500, undefined, { signal }).catch(() => {});
        continue;
      }
      relist(listed.body, kind, known, learn);
      const version = String(valueAt(listed.body, ["metadata", "resourceVersion"]));
      await stream(
        new URL(`${path}?watch=1&resourceVersion=${version}`, plane.url),
        plane,
        agent,
        signal,
        learn,
      );
    }
  } finally {
    agent.destroy();
  }
}

function relist(
  list: ValueMap,
  kind: string,
  known: ReadonlyMap<string, ValueMap>,
  learn: (change: Change) => void,
): void {
  const { apiVersion } = list;
  const items = (Array.isArray(list.items) ? list.items : []).filter(isMap);
  const uids = new Set(items.map((item) => valueAt(item, ["metadata", "uid"])));
  for (const [uid, object] of [...known]) if (!uids.has(uid)) learn({ type: "DELETED", object });
  // Items of a list do not say their kind.
  for (const item of items) {
    learn({ type: "ADDED", object: { ...item, kind, ...(apiVersion !== undefined && { apiVersion }) } });
  }
}

function stream(
  url: URL,
  { admin }: Pick<ControlPlane, "admin">,
  agent: Agent | PlainAgent,
  signal: AbortSignal,
  learn: (change: Change) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const headers = admin.token ? { authorization: `Bearer ${admin.token}` } : {};
    const send = url.protocol === "http:" ? plainGet : get;
    const sent = send(url, { agent, headers, signal }, (response) => {
      response.on("error", () => resolve());
      const lines = createInterface({ input: response });
      lines.on("line", (line) => {
        const change: unknown = JSON.parse(line);
        if (!isMap(change) || !isMap(change.object)) return;
        const { type, object } = change;
        if (type === "ADDED" || type === "MODIFIED" || type === "DELETED") learn({ type, object });
        else sent.destroy();
      });
      lines.on("error", () => resolve());
      lines.on("close", () => resolve());
    });
    sent.on("error", () => resolve());
    sent.on("close", () => resolve());
  });
}
