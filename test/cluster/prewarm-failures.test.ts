import { afterAll, beforeAll, expect, it } from "vitest";
import type { Cluster } from "../../src/kube/cluster.ts";
import { connect } from "../../src/kube/connect.ts";
import { type ValueMap, valueAt } from "../../src/nim/value.ts";
import { silence } from "../support/fault-proxy.ts";
import { leapingClock } from "../support/leaping-clock.ts";
import { collectionOf } from "../support/operator/cluster.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { withinTime } from "../support/within-time.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { playPod, print } from "./kwok/play.ts";
import {
  addRoom,
  cacheManifest,
  cacheNamespace,
  Heard,
  manifestText,
  only,
  proxied,
  runPrewarm,
  stateOf,
  withAttempts,
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
  storage = await startStorage(plane.api, [
    { name: "files", accessModes: ["ReadWriteMany"] },
    { name: "never", accessModes: ["ReadWriteMany"], takes: "never" },
  ]);
  operator = startOperator(plane, { faster: 30 });
});
afterAll(async () => {
  await operator?.stop();
  await cluster?.close();
  await storage?.stop();
  await plane?.stop();
});

const hour = 3_600_000;

it("goes on with the others when one fails, and shows what its pod said without its key", async () => {
  const namespace = await cacheNamespace(plane);
  const said = `${manifestText}# OSError: [Errno 28] No space left on device, with key nvapi-1234567890abcdef1234`;
  await print(plane, { namespace }, said);
  const attempts = withAttempts(plane, namespace, "llama", 1);
  const result = await runPrewarm(cluster, [
    cacheManifest(namespace, "llama", { played: "played-fails" }),
    cacheManifest(namespace, "mistral"),
  ]);
  await attempts;
  expect(result.outcome).toBe("failed");
  const [llama, mistral] = result.caches;
  expect(mistral).toMatchObject({ name: "mistral", outcome: "ready" });
  expect(llama).toMatchObject({ outcome: "failed", did: "created", attempts: { failed: 1, most: 1 } });
  expect(llama?.causes[0]).toMatchObject({ code: "DownloadFailed" });
  expect(llama?.message).toContain("is full");
  expect(llama?.causes[0]?.commands).toContain(`kubectl -n ${namespace} delete job llama-job`);
  expect(llama?.log?.pod).toMatch(/^llama-job-/);
  expect(llama?.log?.lines.join("\n")).toContain("No space left on device");
  expect(JSON.stringify(result)).not.toContain("nvapi-1234567890abcdef1234");
});

it("waits through an attempt that failed, though the state says Failed, until the next one succeeds", async () => {
  const namespace = await cacheNamespace(plane);
  const heard = new Heard();
  const second = succeedLater(namespace, "llama", 1);
  const result = await runPrewarm(
    cluster,
    [cacheManifest(namespace, "llama", { played: "played-fails-for-2s" })],
    { heard },
  );
  await second;
  expect(only(result)).toMatchObject({ outcome: "ready", attempts: { failed: 1, most: 6 } });
  const words = heard.words(`${namespace}/llama`).join("\n");
  expect(words).toContain("1 of 6 attempts to download failed");
  expect(words).toContain("attempt 2 of 6");
});

it("waits for the next Job where the last one had given up before, and goes on where it resumes", async () => {
  const namespace = await cacheNamespace(plane);
  const manifest = cacheManifest(namespace, "llama", { played: "played-fails-for-2s" });
  const attempts = withAttempts(plane, namespace, "llama", 1);
  expect(only(await runPrewarm(cluster, [manifest]))).toMatchObject({ outcome: "failed" });
  await attempts;
  const heard = new Heard();
  const running = runPrewarm(cluster, [manifest], { heard });
  await eventually(
    "it is said",
    () => /gave up.*before this run/.test(heard.words(`${namespace}/llama`).join()) || undefined,
  );
  // What the TTL does ten minutes later.
  await plane.api.delete(`${collectionOf("Job", namespace)}/llama-job?propagationPolicy=Background`);
  await succeedLater(namespace, "llama", 0);
  expect(only(await running)).toMatchObject({ did: "untouched", outcome: "ready" });
});

it("reads a manifest anew that was corrected after the Job had given up", async () => {
  const namespace = await cacheNamespace(plane);
  const attempts = withAttempts(plane, namespace, "llama", 1);
  const wrong = cacheManifest(namespace, "llama", { played: "played-fails" });
  expect(only(await runPrewarm(cluster, [wrong]))).toMatchObject({ outcome: "failed" });
  await attempts;
  const right = cacheManifest(namespace, "llama", {
    played: "played-fails",
    resources: { cpu: "2", memory: "8Gi" },
  });
  const running = runPrewarm(cluster, [right]);
  await eventually("it is applied", async () => {
    const live = await plane.api.get(`${collectionOf("NIMCache", namespace)}/llama`);
    return valueAt(live, ["spec", "resources", "cpu"]) === "2" || undefined;
  });
  await plane.api.delete(`${collectionOf("Job", namespace)}/llama-job?propagationPolicy=Background`);
  await succeedLater(namespace, "llama", 0);
  expect(only(await running)).toMatchObject({ did: "updated", outcome: "ready" });
});

it("stops waiting when it is told to, loses nothing, and a second run takes over", async () => {
  await withinTime(2000, stopAndTakeOver);
});

/** @returns milliseconds from the wish to stop to the end */
async function stopAndTakeOver(): Promise<number> {
  const namespace = await cacheNamespace(plane);
  const manifest = cacheManifest(namespace, "llama", { played: "played-runs-on" });
  const stop = new AbortController();
  const heard = new Heard();
  const running = runPrewarm(cluster, [manifest], { stop, heard });
  await eventually(
    "it downloads, and the run has heard it",
    async () =>
      ((await stateOf(plane, namespace, "llama")) === "InProgress" &&
        heard.words(`${namespace}/llama`).at(-1) === "it downloads") ||
      undefined,
  );
  const started = performance.now();
  stop.abort();
  const cancelled = await running;
  const took = performance.now() - started;
  expect(cancelled.outcome).toBe("cancelled");
  expect(only(cancelled)).toMatchObject({ did: "created", message: "it downloads" });
  expect(only(cancelled).stillRuns).toContain(`kubectl -n ${namespace} get nimcache llama`);
  expect(await stateOf(plane, namespace, "llama")).toBe("InProgress");
  const second = runPrewarm(cluster, [manifest]);
  await playJobPods(namespace, "llama", "succeeds");
  expect(only(await second)).toMatchObject({ did: "untouched", outcome: "ready" });
  return took;
}

it("says what still runs when its time is over, with the cause", async () => {
  const namespace = await cacheNamespace(plane);
  await plane.api.delete(`/api/v1/namespaces/${namespace}/secrets/ngc`);
  const [clock, heard] = [leapingClock(), new Heard()];
  const running = runPrewarm(
    cluster,
    [
      cacheManifest(namespace, "cannot-pull", { played: "played-cannot-pull" }),
      cacheManifest(namespace, "unbound", { storageClass: "never" }),
    ],
    { timeouts: { whole: 3 * hour, cache: hour }, clock, heard },
  );
  await eventually("why both wait is heard", () => {
    const last = (name: string) => heard.words(`${namespace}/${name}`).at(-1) ?? "";
    return (/^Image/.test(last("cannot-pull")) && /is not bound/.test(last("unbound"))) || undefined;
  });
  clock.leap(hour);
  const result = await running;
  expect(result.caches.map(({ name, outcome }) => [name, outcome])).toEqual([
    ["cannot-pull", "timed-out"],
    ["unbound", "timed-out"],
  ]);
  const [pull] = result.caches;
  expect(pull?.causes[0]?.code).toMatch(/^Image/);
  expect(pull?.causes[0]?.commands).toEqual([`kubectl -n ${namespace} describe pod cannot-pull-pod`]);
  expect(pull?.causes.map(({ code }) => code)).toContain("SecretMissing");
  expect(heard.notes.join("\n")).toContain(`secret ngc does not exist in namespace ${namespace}`);
});

it("ends when the time for all is over, and says what it had not come to", async () => {
  await withinTime(2000, async () => {
    const namespace = await cacheNamespace(plane);
    const manifests = ["a", "b"].map((name) => cacheManifest(namespace, name, { played: "played-runs-on" }));
    const [clock, heard] = [leapingClock(), new Heard()];
    const timeouts = { whole: hour, cache: 3 * hour };
    const running = runPrewarm(cluster, manifests, { parallel: 1, timeouts, clock, heard });
    await eventually(
      "the first downloads",
      () => heard.words(`${namespace}/a`).at(-1) === "it downloads" || undefined,
    );
    const isOverAt = performance.now();
    clock.leap(hour);
    const result = await running;
    const took = performance.now() - isOverAt;
    expect(result.caches.map(({ did, outcome, message }) => [did, outcome, message])).toEqual([
      ["created", "timed-out", "it downloads"],
      ["nothing", "timed-out", "it was not begun: others were before it"],
    ]);
    return took;
  });
});

it("is stopped, or out of time, though the server answers nothing", async () => {
  const namespace = await cacheNamespace(plane);
  const manifests = [cacheManifest(namespace, "llama")];
  const { cluster: mute, proxy } = await proxied(plane);
  proxy.fail(({ path }) => path.includes("/nimcaches"), silence);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 500);
  expect(only(await runPrewarm(mute, manifests, { stop }))).toMatchObject({
    did: "nothing",
    outcome: "cancelled",
  });
  const timeouts = { whole: 1_000, cache: 1_000 };
  expect(only(await runPrewarm(mute, manifests, { timeouts }))).toMatchObject({
    did: "nothing",
    outcome: "timed-out",
  });
});

it("says at once that a namespace does not exist", async () => {
  await withinTime(5000, async () => {
    const started = performance.now();
    const result = await runPrewarm(cluster, [cacheManifest("nowhere", "llama")]);
    expect(only(result)).toMatchObject({
      outcome: "failed",
      did: "nothing",
      causes: [{ code: "NamespaceMissing", message: "namespace nowhere does not exist" }],
    });
    return performance.now() - started;
  });
});

it("says what the API server refuses", async () => {
  const namespace = await cacheNamespace(plane);
  const manifest = cacheManifest(namespace, "llama");
  const wrong: ValueMap = { ...manifest, spec: { ...(manifest.spec as ValueMap), source: {} } };
  const result = await runPrewarm(cluster, [wrong]);
  expect(only(result)).toMatchObject({ outcome: "failed", did: "nothing", causes: [{ code: "Refused" }] });
});

it("says that somebody deleted what it waits for", async () => {
  const namespace = await cacheNamespace(plane);
  const running = runPrewarm(cluster, [cacheManifest(namespace, "llama", { played: "played-runs-on" })]);
  await eventually(
    "it downloads",
    async () => (await stateOf(plane, namespace, "llama")) === "InProgress" || undefined,
  );
  await plane.api.delete(`${collectionOf("NIMCache", namespace)}/llama`);
  expect(only(await running)).toMatchObject({ outcome: "failed", causes: [{ code: "Deleted" }] });
});

it("asks again when a webhook or the server stumbles, and follows on when the connection was lost", async () => {
  const namespace = await cacheNamespace(plane);
  const { cluster: counted, proxy } = await proxied(plane);
  const heard = new Heard();
  const running = runPrewarm(counted, [cacheManifest(namespace, "llama", { played: "played-runs-on" })], {
    heard,
  });
  await eventually(
    "it downloads",
    async () => (await stateOf(plane, namespace, "llama")) === "InProgress" || undefined,
  );
  proxy.fail(
    () => true,
    ({ response }) => void response.socket?.resetAndDestroy(),
  );
  proxy.resetWatches();
  await new Promise((resolve) => setTimeout(resolve, 5000));
  proxy.heal();
  // Each watch comes back at its own time; a cache that became Ready before the last of them would end the run.
  await eventually(
    "the cluster is heard again",
    async () => heard.notes.at(-1) === "the cluster is heard again" || undefined,
  );
  await playJobPods(namespace, "llama", "succeeds");
  expect(only(await running)).toMatchObject({ outcome: "ready" });
});

/** The pods of a cache's Job, once that many have failed and another one is there. */
async function succeedLater(namespace: string, cache: string, failed: number): Promise<void> {
  const pod = await eventually(`${cache} has a pod that runs`, async () => {
    const pods = await jobPods(namespace, cache);
    const over = pods.filter((each) => valueAt(each, ["status", "phase"]) === "Failed").length;
    const open = pods.find((each) => valueAt(each, ["status", "phase"]) !== "Failed");
    return over >= failed ? open : undefined;
  });
  await playPod(plane.api, { namespace, name: String(valueAt(pod, ["metadata", "name"])) }, "succeeds");
}

async function playJobPods(namespace: string, cache: string, behaviour: "succeeds"): Promise<void> {
  for (const pod of await jobPods(namespace, cache)) {
    await playPod(plane.api, { namespace, name: String(valueAt(pod, ["metadata", "name"])) }, behaviour);
  }
}

function jobPods(namespace: string, cache: string): Promise<ValueMap[]> {
  const selector = encodeURIComponent(`batch.kubernetes.io/job-name=${cache}-job`);
  return plane.api.list(`${collectionOf("Pod", namespace)}?labelSelector=${selector}`);
}
