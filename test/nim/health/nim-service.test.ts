import { describe, expect, test } from "vitest";
import type { ValueMap } from "../../../src/nim/value.ts";
import { condition, deployment, env, every, judged, nim, other, pod } from "./live-objects.ts";

const image: ValueMap = { repository: "nvcr.io/nim/meta/llama", tag: "1.12.0" };
const up = ["Ready=True Ready: rolled out", "Failed=False Ready"];
const down = ["Ready=False NotReady: waiting", "Failed=False Ready"];
const ready = (spec: ValueMap = {}) =>
  nim("NIMService", { spec: { image, ...spec }, state: "Ready", conditions: up });
const notReady = (spec: ValueMap = {}) =>
  nim("NIMService", { spec: { image, ...spec }, state: "NotReady", conditions: down });
const failed = (reason: string, message: string, spec: ValueMap = {}) =>
  nim("NIMService", {
    spec: { image, ...spec },
    state: "Failed",
    conditions: [`Failed=True ${reason}: ${message}`],
  });
const runs = (tag: string, more: ValueMap = {}) => ({
  spec: {
    template: {
      spec: { containers: [{ name: "llama-ctr", image: `nvcr.io/nim/meta/llama:${tag}`, ...more }] },
    },
  },
});
const running = pod("llama-1", "Running", { running: {} });

describe("Ready", () => {
  test("is healthy when what runs bears it out", () => {
    expect(judged([ready(), deployment(1, 1, runs("1.12.0")), running])).toEqual({
      health: "healthy",
      reason: "Ready",
      message: "its pod is ready",
    });
  });

  test("alone is only what the operator says", () => {
    expect(judged([ready()], { knows: [] })).toMatchObject({
      health: "healthy",
      unseen: ["Deployment", "Pod"],
    });
  });

  test.each<[string, ValueMap]>([
    ["the Deployment is not there", nim("NIMCache")],
    ["its generation was not observed", deployment(1, 1, { status: { observedGeneration: 2 } })],
    ["not all pods are of the newest spec", deployment(2, 2, { status: { updatedReplicas: 1 } })],
    ["pods of the earlier spec still run", deployment(1, 1, { status: { replicas: 2 } })],
    ["not all pods are available", deployment(2, 1)],
    ["it runs another image", deployment(1, 1, runs("1.11.0"))],
  ])("is not healthy where %s", (_, around) => {
    expect(judged([ready(), around]).health).not.toBe("healthy");
  });

  test("is out of date where a variable has another value, which is not told", () => {
    const spec = { env: env(["NIM_MODE", "secret-new"]) };
    const found = judged([
      ready(spec),
      deployment(1, 1, runs("1.12.0", { env: env(["NIM_MODE", "secret-old"]) })),
    ]);
    expect(found).toMatchObject({ health: "degraded", reason: "OutOfDate" });
    expect(found.message).toContain("NIM_MODE");
    expect(found.message).not.toContain("secret");
  });

  test("is not out of date by what the proxy sets, nor by the count of an HPA", () => {
    const scales = { scale: { enabled: true }, replicas: 1, proxy: {}, env: env(["HTTP_PROXY", "a"]) };
    const has = runs("1.12.0", { env: env(["HTTP_PROXY", "b"]) });
    expect(judged([ready(scales), deployment(3, 3, has)])).toMatchObject({ health: "healthy" });
  });
});

describe("NotReady", () => {
  test("by the spec's own wish is healthy", () => {
    expect(judged([notReady({ replicas: 0 }), deployment(0, 0)])).toMatchObject({ reason: "ScaledToZero" });
    expect(judged([notReady({ replicas: 1 }), deployment(0, 0)]).health).not.toBe("healthy");
  });

  test("with all pods ready: the operator gets no answer, which after a minute is somebody's doing", () => {
    const since = { type: "Ready", status: "True", lastTransitionTime: "2026-01-01T00:00:00Z" };
    const isReady = other("Pod", "llama-1", {
      metadata: { labels: { app: "llama" } },
      status: { phase: "Running", conditions: [since] },
    });
    const objects = [notReady(), deployment(1, 1), isReady];
    expect(judged(objects, { knows: every, now: Date.parse("2026-01-01T00:00:10Z") })).toMatchObject({
      health: "progressing",
      reason: "EndpointUnanswered",
    });
    expect(judged(objects, { knows: every, now: Date.parse("2026-01-01T00:02:00Z") })).toMatchObject({
      health: "degraded",
      reason: "EndpointUnanswered",
    });
  });

  test("because a quota refuses its pods", () => {
    const refused = deployment(1, 0, {
      status: { conditions: [condition("ReplicaFailure=True FailedCreate: exceeded quota")] },
    });
    expect(judged([notReady(), refused])).toMatchObject({ health: "blocked", reason: "PodRefused" });
  });

  test("with a multiNode of one is for ever, whether its pods run or not", () => {
    const spec = { multiNode: { parallelism: { pipeline: 1 } } };
    expect(judged([notReady(spec), deployment(1, 1)])).toMatchObject({
      health: "blocked",
      reason: "MultiNodeOfOne",
    });
    expect(judged([notReady(spec)], { knows: [] })).toMatchObject({
      reason: "MultiNodeOfOne",
      unseen: ["Deployment", "LeaderWorkerSet"],
    });
  });

  test("with a multiNode of one, of which an operator before 3.1.0 makes a LeaderWorkerSet, is on its way", () => {
    const service = notReady({ multiNode: { parallelism: { pipeline: 1 } } });
    expect(judged([service], { knows: every })).toMatchObject({ health: "progressing" });
    const set = other("LeaderWorkerSet", "llama-lws", { spec: { replicas: 1 } });
    expect(judged([service, set], { knows: every })).toMatchObject({ health: "progressing" });
  });

  test("past the Deployment's deadline is late, not over", () => {
    const late = deployment(1, 0, {
      status: { conditions: [condition("Progressing=False ProgressDeadlineExceeded")] },
    });
    expect(judged([notReady(), late])).toMatchObject({ health: "degraded", reason: "ProgressDeadline" });
  });

  test("without a state and with half of the resources: the operator panics", () => {
    const spec = {
      storage: { nimCache: { name: "a", profile: "b" } },
      resources: { requests: { cpu: "4" } },
    };
    expect(judged([nim("NIMService", { spec })])).toMatchObject({
      health: "blocked",
      reason: "ResourcesIncomplete",
    });
    const both = { ...spec, resources: { requests: {}, limits: {} } };
    expect(judged([nim("NIMService", { spec: both })])).toMatchObject({ health: "progressing" });
  });

  test("for a resource claim that is not there, though the last word is of a cache that has become Ready since", () => {
    const spec = { draResources: [{ resourceClaimName: "gpus" }], storage: { nimCache: { name: "model" } } };
    const conditions = ["Ready=False NIMCacheNotReady: NIMCache model not ready"];
    const service = nim("NIMService", { spec, state: "NotReady", conditions });
    const cache = (state: string) => nim("NIMCache", { state, metadata: { name: "model" } });
    const known = { knows: [...every, "ResourceClaim"] };
    const scheduled = deployment(1, 0);
    expect(judged([service, cache("InProgress")], known)).toMatchObject({ reason: "WaitingForCache" });
    expect(judged([service, cache("Ready"), scheduled], known)).toMatchObject({
      health: "blocked",
      reason: "ResourceClaimMissing",
    });
  });

  test("for a resource claim that is not there", () => {
    const spec = { draResources: [{ resourceClaimName: "gpus" }] };
    const service = nim("NIMService", { spec });
    expect(judged([service], { knows: [...every, "ResourceClaim"] })).toMatchObject({
      reason: "ResourceClaimMissing",
    });
    expect(judged([service])).toMatchObject({ health: "progressing" });
  });
});

describe("Failed", () => {
  test.each([
    [
      "DeploymentFailed",
      "error converting unstructured object to Deployment: unrecognized type: string",
      "ValueNotText",
    ],
    ["Failed", 'services "llama" already exists', "NameTaken"],
    [
      "Failed",
      'no matches for kind "LeaderWorkerSet" in version "leaderworkerset.x-k8s.io/v1"',
      "KindNotInstalled",
    ],
    [
      "Failed",
      "error converting unstructured object to LeaderWorkerSet: unrecognized type: int32",
      "ReplicasMissing",
    ],
    ["Failed", "something new", "OperatorError"],
    ["Failed", "", "OperatorError"],
  ])("%s: %s", (reason, message, expected) => {
    expect(judged([failed(reason, message)])).toMatchObject({ health: "blocked", reason: expected });
    // What was there before may still serve.
    expect(judged([failed(reason, message), deployment(1, 1)])).toMatchObject({
      health: "degraded",
      reason: expected,
    });
  });

  test("for its cache is as well as the cache is", () => {
    const spec = { storage: { nimCache: { name: "weights" } } };
    const service = failed("NIMCacheFailed", "", spec);
    const cache = nim("NIMCache", { state: "Failed", metadata: { name: "weights" } });
    const job = (status: ValueMap) => other("Job", "weights-job", { spec: { backoffLimit: 5 }, status });
    const claim = other("PersistentVolumeClaim", "weights-pvc");
    expect(judged([service, cache, claim, job({ failed: 1 })])).toMatchObject({ health: "degraded" });
    const again = judged([service, cache, job({ active: 1, failed: 1 })], { knows: ["NIMCache", "Job"] });
    expect(again).toMatchObject({ health: "progressing", unseen: ["Pod"] });
    const over = { failed: 6, conditions: [condition("Failed=True BackoffLimitExceeded")] };
    expect(judged([service, cache, job(over)])).toMatchObject({
      health: "blocked",
      reason: "CacheDownloadFailed",
    });
    expect(judged([service], { knows: [] })).toMatchObject({ health: "degraded", unseen: ["NIMCache"] });
  });
});

describe("other workloads", () => {
  const spec = { image, multiNode: { parallelism: { pipeline: 2 } } };
  const service = nim("NIMService", { spec, state: "Ready", conditions: up });
  const set = (ready: number, available: string) =>
    other("LeaderWorkerSet", "llama-lws", {
      spec: { replicas: 1 },
      status: { readyReplicas: ready, updatedReplicas: 1, conditions: [condition(`Available=${available}`)] },
    });

  test("a LeaderWorkerSet has to be available", () => {
    expect(judged([service, set(1, "True")])).toMatchObject({ health: "healthy" });
    expect(judged([service, set(0, "False")])).toMatchObject({ health: "progressing" });
  });

  test("an InferenceService has to have its predictor ready", () => {
    const served = nim("NIMService", {
      spec: { image, inferencePlatform: "kserve" },
      state: "Ready",
      conditions: up,
    });
    const inference = (status: string) =>
      other("InferenceService", "llama", { status: { conditions: [condition(`PredictorReady=${status}`)] } });
    expect(judged([served, inference("True")])).toMatchObject({ health: "healthy" });
    expect(judged([served, inference("False")])).toMatchObject({ health: "progressing" });
  });
});

describe("pods that are over", () => {
  const ended = Date.parse("2026-01-01T00:00:00Z");
  const evicted = other("Pod", "llama-0", {
    metadata: { labels: { app: "llama" } },
    status: {
      phase: "Failed",
      reason: "Evicted",
      conditions: [
        { ...condition("Ready=False PodFailed"), lastTransitionTime: new Date(ended).toISOString() },
      ],
    },
  });
  const denied = pod("llama-1", "Pending", { waiting: { reason: "ImagePullBackOff", message: "401" } });
  const starting = pod("llama-1", "Running", { running: {} });
  const at = (minutes: number) => ({ knows: every, now: ended + minutes * 60_000 });

  test("tell less than the pod that followed them", () => {
    expect(judged([notReady(), deployment(1, 0), evicted, denied], at(1))).toMatchObject({
      reason: "ImagePullDenied",
    });
  });

  test("tell why another had to follow, for ten minutes", () => {
    const all = [notReady(), deployment(1, 0), evicted, starting];
    expect(judged(all, at(1))).toMatchObject({ health: "degraded", reason: "Evicted" });
    expect(judged(all, at(11))).toMatchObject({ health: "progressing", reason: "RollingOut" });
  });
});
