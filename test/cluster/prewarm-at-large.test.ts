import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Cluster } from "../../src/kube/cluster.ts";
import { connect } from "../../src/kube/connect.ts";
import { say } from "../support/fault-proxy.ts";
import { leapingClock } from "../support/leaping-clock.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import {
  addRoom,
  cacheManifest,
  cacheNamespace,
  Heard,
  kubeconfigOf,
  only,
  profile,
  proxied,
  runPrewarm,
  stateOf,
  writesIn,
} from "./prewarm-bed.ts";
import { type Storage, startStorage } from "./storage.ts";

let plane: ControlPlane;
let storage: Storage;
let operator: Operator;
let cluster: Cluster;

beforeAll(async () => {
  plane = await startControlPlane();
  cluster = await connect({ kubeconfig: [plane.kubeconfig], env: {} });
  await addRoom(plane);
  storage = await startStorage(plane.api, [{ name: "files", accessModes: ["ReadWriteMany"] }]);
  operator = startOperator(plane, { faster: 30 });
});
afterAll(async () => {
  await operator?.stop();
  await cluster?.close();
  await storage?.stop();
  await plane?.stop();
});

const hour = 3_600_000;

it("fills 50 caches at once, gives up none that can be filled, and writes nothing the second time", async () => {
  const namespace = await cacheNamespace(plane);
  const manifests = Array.from({ length: 50 }, (_, index) =>
    cacheManifest(namespace, `cache-${index}`, {
      played: index % 10 === 9 ? "played-cannot-pull" : `played-runs-for-${1 + (index % 3)}s`,
    }),
  );
  const timeouts = { whole: 3 * hour, cache: hour };
  const [clock, heard] = [leapingClock(), new Heard()];
  const { cluster: counted, proxy } = await proxied(plane);
  const running = runPrewarm(counted, manifests, { timeouts, clock, heard });
  await eventually(
    "those that can be filled are",
    () =>
      [...heard.tasks.values()].filter((told) => told.at(-1)?.words === "ready").length === 45 || undefined,
    300,
  );
  clock.leap(hour);
  const result = await running;
  const ready = result.caches.filter(({ outcome }) => outcome === "ready");
  const slowest = Math.max(...ready.map(({ seconds }) => seconds));
  console.log(
    `50 caches: ${ready.length} ready, the last after ${slowest} s; ${proxy.requests.length} requests`,
  );
  expect(ready).toHaveLength(45);
  expect(result.outcome).toBe("timed-out");
  expect(writesIn(proxy)).toHaveLength(50);
  const again = await proxied(plane);
  const second = await runPrewarm(
    again.cluster,
    manifests.filter((_, index) => index % 10 !== 9),
  );
  expect(second.outcome).toBe("ready");
  expect(writesIn(again.proxy)).toEqual([]);
}, 420_000);

it("wants a Ready that lasts, and tolerates profiles that are listed twice", async () => {
  await operator.stop();
  operator = startOperator(plane, { faster: 30, races: { readyFlap: true, podNotFound: true } });
  const namespace = await cacheNamespace(plane);
  const result = await runPrewarm(cluster, [cacheManifest(namespace, "llama")]);
  expect(only(result)).toMatchObject({
    outcome: "ready",
    state: "Ready",
    causes: [{ code: "ProfilesListedTwice" }],
    profiles: { listed: [profile], missing: [], duplicated: [profile] },
  });
  expect(await stateOf(plane, namespace, "llama")).toBe("Ready");
  await operator.stop();
  operator = startOperator(plane, { faster: 30 });
});

it("shows the bytes that are on the volume, of those that the plan knows", async () => {
  const namespace = await cacheNamespace(plane);
  const { cluster: watched, proxy } = await proxied(plane);
  let used = 1_000_000_000;
  proxy.fail(
    ({ path }) => path.startsWith("/api/v1/nodes/hopper/proxy/stats/summary"),
    (exchange) => {
      used += 1_000_000_000;
      const pvcRef = { name: "llama-pvc", namespace };
      const volume = [
        { pvcRef, usedBytes: used, capacityBytes: 549_755_813_888 },
        { name: "kube-api-access" },
      ];
      return say(JSON.stringify({ node: {}, pods: [{ volume }, {}] }))(exchange);
    },
  );
  const heard = new Heard();
  const manifest = cacheManifest(namespace, "llama", { played: "played-runs-for-6s" });
  const result = await runPrewarm(watched, [manifest], { heard });
  expect(only(result)).toMatchObject({ outcome: "ready", bytes: { planned: 16e9, done: 2e9 } });
  expect(heard.tasks.get(`${namespace}/llama`)?.map(({ bytes }) => bytes)).toContainEqual({
    done: 2e9,
    total: 16e9,
  });
  expect(proxy.requests.filter((request) => request.includes("stats/summary"))).toHaveLength(1);
});

it("looks whether a Secret is there without being sent what it holds", async () => {
  const namespace = await cacheNamespace(plane);
  const { cluster: watched, proxy } = await proxied(plane);
  const answers: string[] = [];
  proxy.fail(
    ({ path }) => path.includes("/secrets/"),
    async (exchange) => {
      const answer = await exchange.forward();
      const text = (await answer.setEncoding("utf8").toArray()).join("");
      answers.push(text);
      exchange.response.writeHead(answer.statusCode ?? 500, { "content-type": "application/json" }).end(text);
    },
  );
  const data = { NGC_API_KEY: Buffer.from("nvapi-held-back").toString("base64") };
  const body = { metadata: { name: "full" }, data };
  await plane.api.post(`/api/v1/namespaces/${namespace}/secrets`, body);
  const secret = { apiVersion: "v1", kind: "Secret", namespace };
  expect(await watched.exists({ ...secret, name: "full" })).toBe(true);
  expect(await watched.exists({ ...secret, name: "empty" })).toBe(false);
  expect(answers).toHaveLength(2);
  expect(answers.join()).toContain("PartialObjectMetadata");
  expect(answers.join()).not.toContain(data.NGC_API_KEY);
});

describe("with fewer rights", () => {
  const caches = { apiGroups: ["apps.nvidia.com"], resources: ["nimcaches"] };

  it("fills a cache with rights to NIMCaches alone, and says what it could not see", async () => {
    const namespace = await cacheNamespace(plane);
    const verbs = ["list", "watch", "create", "patch"];
    const narrow = await as("narrow", namespace, [{ ...caches, verbs }]);
    const result = await runPrewarm(narrow, [cacheManifest(namespace, "llama")]);
    expect(only(result)).toMatchObject({ outcome: "ready", did: "created" });
    expect(result.notes).toHaveLength(4);
    expect(result.notes.join("\n")).toContain(`these credentials may not watch Jobs in ${namespace}`);
  });

  it("says at once that caches may not be seen", async () => {
    const namespace = await cacheNamespace(plane);
    const blind = await as("blind", namespace, [{ ...caches, verbs: ["create", "patch"] }]);
    await expect(runPrewarm(blind, [cacheManifest(namespace, "llama")])).rejects.toThrow(/list NIMCache/);
    const deaf = await as("deaf", namespace, [{ ...caches, verbs: ["list", "create", "patch"] }]);
    await expect(runPrewarm(deaf, [cacheManifest(namespace, "llama")])).rejects.toThrow(
      `these credentials may not watch nimcaches.apps.nvidia.com in namespace "${namespace}"`,
    );
  });

  it("says that a cache may not be written", async () => {
    const namespace = await cacheNamespace(plane);
    const reader = await as("reader", namespace, [{ ...caches, verbs: ["list", "watch"] }]);
    const result = await runPrewarm(reader, [cacheManifest(namespace, "llama")]);
    expect(only(result)).toMatchObject({
      outcome: "failed",
      did: "nothing",
      causes: [{ code: "Forbidden" }],
    });
  });

  async function as(name: string, namespace: string, rules: Parameters<typeof kubeconfigOf>[3]) {
    const kubeconfig = await kubeconfigOf(plane, name, namespace, rules);
    return connect({ env: {}, kubeconfig: [kubeconfig] });
  }
});
