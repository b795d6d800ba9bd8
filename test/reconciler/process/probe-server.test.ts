import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { emptyStatus } from "../../../reconciler/pass/status-of.ts";
import type { OpenWatch } from "../../../reconciler/process/live-copies.ts";
import { Metrics } from "../../../reconciler/process/metrics.ts";
import { probeServer } from "../../../reconciler/process/probe-server.ts";
import type { Watch, WatchFault } from "../../../src/kube/watch.ts";

const minute = 60_000;

describe("/healthz", () => {
  test("is well while watches are heard, or know that they are in trouble", async () => {
    const fault: WatchFault = { fault: "unreachable", message: "", retryInMilliseconds: 30_000 };
    const { get } = await served({
      watches: [
        watch("NIMCache", 58 * minute),
        watch("NIMService", 5 * minute, fault),
        watch("NIMBuild", undefined),
      ],
      now: 60 * minute,
    });
    expect(await get("/healthz")).toEqual({ status: 200, text: "ok\n" });
  });

  test("is not when a watch has gone dead without noticing", async () => {
    const { get } = await served({ watches: [watch("NIMCache", 56 * minute)], now: 60 * minute });
    expect(await get("/healthz")).toEqual({
      status: 503,
      text: "the watch of NIMCache of models has heard nothing for too long\n",
    });
  });
});

test("/readyz tells what is missing", async () => {
  const { get } = await served({ notReady: "the NIMRepositories are not listed yet" });
  expect(await get("/readyz")).toEqual({ status: 503, text: "the NIMRepositories are not listed yet\n" });
});

test("anything else is not there", async () => {
  const { get } = await served({});
  for (const path of ["/", "/metrics/x", "/__proto__", "/constructor"])
    expect((await get(path)).status).toBe(404);
});

describe("/metrics", () => {
  test("is well-formed, as `promtool check metrics` has it", async () => {
    const { metrics, get } = await served({ watches: [watch("NIMCache", 1_000)], now: 3_000 });
    metrics.passed(0.2, "done");
    metrics.looked({ namespace: "nimops", name: "models" }, "new");
    metrics.did("created");
    metrics.fault("NIMCache", "reset");
    metrics.hooked(202);
    metrics.tell({ namespace: "nimops", name: "models" }, emptyStatus);
    const { status, text } = await get("/metrics");
    expect(status).toBe(200);
    const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = "", type = ""]) => ({
      name,
      type,
    }));
    const helps = new Map([...text.matchAll(/^# HELP (\S+) (.+)$/gm)].map(([, name, help]) => [name, help]));
    expect(types.length).toBeGreaterThan(9);
    for (const { name, type } of types) {
      expect(name).toMatch(/^nimops_[a-z]+(?:_[a-z]+)*$/);
      expect(helps.get(name)).toBeTruthy();
      expect(name.endsWith("_total")).toBe(type === "counter");
      expect(name).not.toMatch(/_(?:milliseconds|minutes|kilobytes|gauge|counter|histogram|info_total)$/);
    }
    for (const line of text.split("\n")) {
      expect(line).toMatch(
        /^(?:|#.*|[a-z_]+(?:\{[a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*\})? (?:[\d.e+-]+|\+Inf|NaN))$/,
      );
    }
    expect(text).toContain('nimops_watch_age_seconds{kind="NIMCache"} 2');
  });

  test("tells how long something has not been well, as of now", async () => {
    const { metrics, get } = await served({ wall: Date.parse("2026-11-21T12:10:00Z") });
    metrics.leads(true);
    metrics.tell(
      { namespace: "nimops", name: "models" },
      {
        ...emptyStatus,
        resources: [
          {
            kind: "NIMCache",
            namespace: "m",
            name: "a",
            phase: "Progressing",
            reason: "x",
            message: "",
            since: "2026-11-21T12:00:00Z",
          },
          {
            kind: "NIMCache",
            namespace: "m",
            name: "b",
            phase: "Healthy",
            reason: "x",
            message: "",
            since: "2026-11-21T10:00:00Z",
          },
        ],
      },
    );
    expect((await get("/metrics")).text).toContain(
      'nimops_repository_not_ready_seconds{namespace="nimops",name="models",kind="NIMCache"} 600',
    );
    metrics.forget({ namespace: "nimops", name: "models" });
    expect((await get("/metrics")).text).not.toContain('name="models"');
  });
});

interface Given {
  readonly watches?: readonly OpenWatch[];
  readonly now?: number;
  readonly wall?: number;
  readonly notReady?: string;
}

async function served({ watches = [], now = 0, wall = 0, notReady }: Given) {
  const metrics = new Metrics({
    version: "0.0.0",
    now: () => now,
    wall: () => wall,
    watches: () => watches,
    queued: () => 0,
  });
  const server = probeServer({ metrics, watches: () => watches, now: () => now, notReady: () => notReady });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return { status: response.status, text: await response.text() };
  };
  return { metrics, get };
}

function watch(kind: string, lastHeard: number | undefined, fault?: WatchFault): OpenWatch {
  const played: Watch = {
    synced: true,
    whenSynced: async () => {},
    lastHeard,
    fault,
    get: () => undefined,
    objects: () => [],
    stop: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
  return { kind, namespace: "models", watch: played };
}
