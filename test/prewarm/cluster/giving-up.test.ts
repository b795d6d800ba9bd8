import { expect, test } from "vitest";
import { isLiveObject, type LiveObject } from "../../../src/kube/object.ts";
import { ResourceSet } from "../../../src/manifest/resource.ts";
import { liveWorld } from "../../../src/nim/health/surroundings.ts";
import type { Value, ValueMap } from "../../../src/nim/value.ts";
import { CacheRun } from "../../../src/prewarm/cluster/cache-run.ts";
import { patienceFor } from "../../../src/prewarm/cluster/patience.ts";
import { setOfObjects } from "../../support/plan-sets.ts";

const kinds = ["NIMCache", "Job", "Pod", "PersistentVolumeClaim", "Event"];
const missing = 'failed to pull and unpack image "a:1": a:1: not found';

test("an image that is not there is given up in its time, though the kubelet says so only now and then", () => {
  const { look, run } = watching();
  const time = Number(patienceFor("ImageNotFound"));
  for (let now = 0; now < time; now += 20_000) {
    look(now, [waiting("ErrImagePull", missing)]);
    look(now + 1000, [waiting("ImagePullBackOff", 'Back-off pulling image "a:1"')]);
    expect(run.isOver).toBe(false);
    expect(run.words.words).toContain("ImageNotFound");
  }
  look(time, [waiting("ImagePullBackOff", 'Back-off pulling image "a:1"')]);
  expect(run).toMatchObject({ outcome: "failed", causes: [{ code: "ImageNotFound" }] });
});

test("another trouble has its own time", () => {
  const { look, run } = watching();
  look(0, [waiting("ErrImagePull", missing)]);
  look(119_000, [waiting("CreateContainerConfigError", 'secret "ngc" not found')]);
  look(121_000, [waiting("CreateContainerConfigError", 'secret "ngc" not found')]);
  expect(run.isOver).toBe(false);
  expect(run.standing?.cause?.code).toBe("SecretMissing");
});

test("the end of a download waits a moment for the log of its pod, which tells why", () => {
  const { look, run } = watching();
  look(0, gaveUp, { isReadingLog: true });
  expect(run.isOver).toBe(false);
  look(900, gaveUp, { logs: new Map([["models/llama-job-1", "OSError: No space left on device"]]) });
  expect(run).toMatchObject({ outcome: "failed", endedAt: 900 });
  expect(run.message).toContain("the volume of pod llama-job-1 is full");
});

test("a log that never comes is not waited for", () => {
  const { look, run } = watching();
  look(0, gaveUp, { isReadingLog: true });
  look(5_000, gaveUp, { isReadingLog: true });
  expect(run).toMatchObject({ outcome: "failed", causes: [{ code: "DownloadFailed" }] });
});

const gaveUp: readonly ValueMap[] = [
  {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "llama-job", namespace: "models", uid: "j" },
    status: { failed: 1, conditions: [{ type: "Failed", status: "True", reason: "BackoffLimitExceeded" }] },
  },
  {
    ...pod("llama-job-1", { phase: "Failed" }),
    metadata: {
      ...{ name: "llama-job-1", namespace: "models", uid: "p" },
      labels: { "batch.kubernetes.io/job-name": "llama-job" },
    },
  },
  {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "llama-pvc", namespace: "models", uid: "c" },
    status: { phase: "Bound" },
  },
];

/** A cache that was there already, and whose Job had not given up before. */
function watching() {
  const spec: ValueMap = {
    source: { ngc: { modelPuller: "a:1", pullSecret: "p", authSecret: "s", model: {} } },
    storage: { pvc: { create: true, size: "50Gi" } },
  };
  const metadata = { name: "llama", namespace: "models" };
  const manifest = { apiVersion: "apps.nvidia.com/v1alpha1", kind: "NIMCache", metadata, spec } as const;
  const [resource] = setOfObjects([manifest]).ofKind("NIMCache");
  if (resource === undefined) throw new Error("no cache");
  const plan = { kind: "NIMCache", ...metadata, consumers: [], reasons: [] } as const;
  const decision = { set: new ResourceSet([resource], []), operatorVersion: "3.1.2" } as const;
  const run = new CacheRun(plan, resource, { timeout: 1e9, dryRun: false, decision });
  const live = asLive({
    ...manifest,
    metadata: {
      ...metadata,
      ...{ uid: "1", resourceVersion: "1", managedFields: [] },
      finalizers: ["finalizer.nimcache.apps.nvidia.com"],
    },
    status: { state: "" },
  });
  const look = (
    now: number,
    objects: readonly ValueMap[],
    { logs, isReadingLog = false }: { logs?: ReadonlyMap<string, string>; isReadingLog?: boolean } = {},
  ) => {
    const world = liveWorld([live, ...objects], { knows: kinds, ...(logs === undefined ? {} : { logs }) });
    run.look({ live, around: world.around("models"), isReadingLog, now });
  };
  look(0, []);
  return { run, look };
}

function waiting(reason: string, message: string): ValueMap {
  const state: Value = { waiting: { reason, message } };
  return pod("llama-pod", { phase: "Pending", containerStatuses: [{ name: "a", state }] });
}

function pod(name: string, status: ValueMap): ValueMap {
  return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "models", uid: name }, status };
}

function asLive(object: ValueMap): LiveObject {
  if (!isLiveObject(object)) throw new Error(JSON.stringify(object));
  return object;
}
