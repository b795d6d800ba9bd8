import { connect } from "../../../src/kube/connect.ts";
import { isMap, type Value } from "../../../src/nim/value.ts";
import { quickClock } from "../../support/quick-clock.ts";

/** What the process says to its parent; it is asked with the name of what it is to say. */
export type Said =
  | { readonly say: "event"; readonly type: string; readonly name: string; readonly value: number }
  | { readonly say: "ready" }
  | { readonly say: "fault"; readonly fault: string }
  | { readonly say: "copy"; readonly copy: readonly (readonly [name: string, value: number])[] }
  | { readonly say: "memory"; readonly heap: number; readonly resident: number };

/**
 * A process of its own that watches ConfigMaps, and reads some, for as long as it is told, so that its memory can be
 * measured: `node --expose-gc soaking.ts SERVER NAMESPACE`.
 */
if (import.meta.main) await soak(process.argv[2] ?? "", process.argv[3] ?? "");

async function soak(server: string, namespace: string): Promise<void> {
  const configMap = { apiVersion: "v1", kind: "ConfigMap" };
  // Watches end after forty seconds and more of the server; the proxy makes four of them.
  const cluster = await connect({ server, token: "played", env: {}, clock: quickClock(10) });
  const watch = cluster.watch(configMap, {
    namespace,
    labelSelector: "soak",
    onEvent: ({ type, object }) =>
      say({ say: "event", type, name: object.metadata.name, value: numberIn(object.data) }),
    onFault: ({ fault }) => say({ say: "fault", fault }),
  });
  void watch.whenSynced().then(() => say({ say: "ready" }));
  const reading = setInterval(() => {
    // Some fail, since the proxy plays faults: what counts is that they leave nothing behind.
    cluster.get({ ...configMap, namespace, name: "map-1" }).catch(() => {});
  }, 100);
  process.on("message", (asked) => {
    if (asked === "copy") {
      const copy = [...watch.objects()].map(({ metadata, data }) => [metadata.name, numberIn(data)] as const);
      say({ say: "copy", copy });
    }
    if (asked === "memory") {
      globalThis.gc?.();
      const { heapUsed, rss } = process.memoryUsage();
      say({ say: "memory", heap: heapUsed, resident: rss });
    }
  });
  process.on("disconnect", () => {
    clearInterval(reading);
    void cluster.close().finally(() => process.exit());
  });
}

function numberIn(data: Value | undefined): number {
  return isMap(data) ? Number(data.value) : Number.NaN;
}

function say(said: Said): void {
  process.send?.(said);
}
