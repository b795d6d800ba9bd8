import { expect, test } from "vitest";
import type { LiveObject } from "../../../src/kube/object.ts";
import { ResourceSet } from "../../../src/manifest/resource.ts";
import { liveOf } from "../../../src/nim/health/live.ts";
import { repositoryLabel } from "../../../src/nim/managed-by.ts";
import type { Value, ValueMap } from "../../../src/nim/value.ts";
import { decide } from "../../../src/prewarm/cluster/decide.ts";
import { setOfObjects } from "../../support/plan-sets.ts";

const spec: ValueMap = {
  source: { ngc: { modelPuller: "nvcr.io/nim/a:1", pullSecret: "p", authSecret: "s", model: {} } },
  storage: { pvc: { create: true, size: "50Gi" } },
};

test("what is not there is made", () => {
  expect(decided(cache(spec), undefined)).toEqual({ do: "create" });
});

test("what the operator has written back is no difference", () => {
  const stored = { ...spec, resources: { cpu: "0", memory: "0" } };
  expect(decided(cache(spec), live(stored, { state: "Ready" }))).toEqual({ do: "nothing" });
  const amounts = cache({ ...spec, resources: { cpu: "4000m", memory: "0.5Gi" } });
  const canonical = live({ ...spec, resources: { cpu: "4", memory: "512Mi" } }, { state: "Ready" });
  expect(decided(amounts, canonical)).toEqual({ do: "nothing" });
});

test("an edit of a cache that nobody has begun to fill is applied", () => {
  const edited = cache({ ...spec, resources: { cpu: "4" } });
  for (const state of ["", "NotReady", "PVC-Created"]) {
    expect(decided(edited, live(spec, { state }))).toEqual({ do: "update", fields: ["spec.resources.cpu"] });
  }
});

test("an edit of a filled cache is skipped, with the safe path", () => {
  const edited = cache({ ...spec, nodeSelector: { zone: "b" } });
  expect(decided(edited, live(spec, { state: "Ready" }))).toMatchObject({
    do: "skip",
    reason: { code: "cache-edit-ignored", help: expect.stringContaining("a NIMCache of a new name") },
  });
});

test("an edit beside a running Job is skipped, and beside one that gave up is applied", () => {
  const edited = cache({ ...spec, nodeSelector: { zone: "b" } });
  const stored = live(spec, { state: "Pending" });
  expect(decided(edited, stored, job({ active: 1 }))).toMatchObject({
    do: "skip",
    reason: { message: expect.stringMatching(/^a Job fills it as it was before/) },
  });
  const failed = job({ conditions: [{ type: "Failed", status: "True" }] });
  expect(decided(edited, stored, failed)).toMatchObject({ do: "update" });
  expect(decided(edited, stored, undefined)).toMatchObject({ do: "update" });
  // Without the right to see Jobs nobody knows.
  expect(decide(edited, stored, { ...context(edited), job: undefined, knowsJobs: false })).toMatchObject({
    do: "skip",
  });
});

test("a label of ours is brought, one of others left", () => {
  const stored = live(spec, { state: "Ready" }, { labels: { theirs: "1" } });
  expect(decided(cache(spec, { labels: { team: "a" } }), stored)).toEqual({
    do: "update",
    fields: ["metadata.labels.team"],
  });
});

test("what a NIMRepository owns, or what is being deleted, is waited for", () => {
  const owned = live(spec, { state: "" }, { labels: { [repositoryLabel]: "models" } });
  expect(decided(cache({}), owned)).toEqual({ do: "wait-for-owner", repository: "models" });
  const going = live(spec, { state: "Ready" }, { deletionTimestamp: "2026-01-01T00:00:00Z" });
  expect(decided(cache(spec), going)).toEqual({ do: "wait-for-deletion" });
});

function cache(given: Value, metadata: ValueMap = {}) {
  const object = {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMCache" as const,
    metadata: { name: "llama", namespace: "models", ...metadata },
    spec: given,
  };
  const [made] = setOfObjects([object]).ofKind("NIMCache");
  if (made === undefined) throw new Error("no cache");
  return made;
}

/** With managed fields that say who applied what: nobody. */
function live(given: Value, status: ValueMap, metadata: ValueMap = {}): LiveObject {
  return {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMCache",
    metadata: {
      name: "llama",
      namespace: "models",
      uid: "1",
      resourceVersion: "1",
      managedFields: [],
      ...metadata,
    },
    spec: given,
    status,
  };
}

function job(status: ValueMap) {
  const metadata = { name: "llama-job", namespace: "models", uid: "2" };
  return liveOf({ apiVersion: "batch/v1", kind: "Job", metadata, status });
}

function context(wanted: ReturnType<typeof cache>) {
  return { set: new ResourceSet([wanted], []), operatorVersion: "3.1.2" } as const;
}

function decided(wanted: ReturnType<typeof cache>, stored: LiveObject | undefined, running = liveOf({})) {
  return decide(wanted, stored, { ...context(wanted), job: running, knowsJobs: true });
}
