import { describe, expect, test } from "vitest";
import type { ValueMap } from "../../../src/nim/value.ts";
import { condition, every, judged, nim, other, pod } from "./live-objects.ts";

const spec: ValueMap = {
  source: { ngc: { modelPuller: "nvcr.io/nim/meta/llama:1.12.0", model: { profiles: ["aaaa"] } } },
  storage: { pvc: { create: true } },
};
const claim = other("PersistentVolumeClaim", "llama-pvc", { status: { phase: "Bound" } });
const jobWith = (status: ValueMap, more: ValueMap = {}) =>
  other("Job", "llama-job", { spec: { backoffLimit: 5, ...more }, status });
const complete = jobWith({ succeeded: 1, conditions: [condition("Complete=True CompletionsReached")] });
const ready = (status: ValueMap = {}) =>
  nim("NIMCache", { spec, state: "Ready", status: { pvc: "llama-pvc", ...status } });
const without = { knows: [] };

describe("a cache with nothing around it", () => {
  test.each([
    ["Failed", "degraded", "AttemptsFailed"],
    ["InProgress", "progressing", "Downloading"],
    ["Started", "progressing", "Downloading"],
    ["Pending", "progressing", "Downloading"],
    ["PVC-Created", "progressing", "ReadingManifest"],
    ["", "progressing", "ReadingManifest"],
  ])("in state %j is %s", (state, health, reason) => {
    const found = judged([nim("NIMCache", { spec, state })], without);
    expect(found).toMatchObject({ health, reason });
    expect(found.unseen).not.toEqual([]);
  });

  test("that rests as Pending after a failed attempt may have given up: only the Job tells", () => {
    const conditions = ["NIM_CACHE_JOB_COMPLETED=False JobFailed: failed"];
    const cache = nim("NIMCache", { spec, state: "Pending", conditions });
    expect(judged([cache], without)).toMatchObject({ health: "degraded", unseen: ["Job", "Pod"] });
    const gaveUp = jobWith({ failed: 6, conditions: [condition("Failed=True BackoffLimitExceeded")] });
    expect(judged([cache, gaveUp])).toMatchObject({ health: "failed", reason: "DownloadFailed" });
  });

  test("that is Ready is healthy, and says what was not looked at", () => {
    expect(judged([ready()], without)).toMatchObject({
      health: "healthy",
      unseen: ["PersistentVolumeClaim"],
    });
    expect(judged([ready(), claim])).not.toHaveProperty("unseen");
  });
});

describe("a cache whose Job is done and whose state is not Ready", () => {
  const failed = condition("NIM_CACHE_JOB_COMPLETED=False JobFailed: The Job to cache NIM has failed");
  const since = Date.parse("2026-01-01T00:00:00Z");
  const conditions = [{ ...failed, lastTransitionTime: new Date(since).toISOString() }];
  const at = (seconds: number) => ({ knows: every, now: since + seconds * 1000 });

  test("is about to be", () => {
    const cache = nim("NIMCache", { spec, state: "Failed", status: { conditions } });
    expect(judged([cache, complete, claim], at(60))).toMatchObject({ reason: "Finishing" });
  });

  test("reads the manifest once more, where somebody deleted its ConfigMap", () => {
    const again = ['NIM_CACHE_RECONCILE_FAILED=True ReconcileFailed: Pod "llama-pod" not found'];
    const cache = nim("NIMCache", { spec, state: "NotReady", conditions: again });
    expect(judged([cache, complete, claim])).toMatchObject({
      health: "progressing",
      reason: "ReadingManifest",
    });
  });

  test("was Ready before, and stays Failed until something happens to the Job", () => {
    const cache = nim("NIMCache", { spec, state: "Failed", status: { conditions, pvc: "llama-pvc" } });
    expect(judged([cache, complete, claim], at(1))).toMatchObject({ reason: "Finishing" });
    const found = judged([cache, complete, claim], at(60));
    expect(found).toMatchObject({ health: "degraded", reason: "ReadyLost" });
    expect(found.help).toContain("kubectl -n models annotate --overwrite job llama-job look=1");
  });
});

describe("a Ready cache", () => {
  test("whose claim is gone is not healthy", () => {
    expect(judged([ready()])).toMatchObject({ health: "degraded", reason: "ClaimMissing" });
  });

  test("may list its profiles twice", () => {
    const twice = { profiles: [{ name: "aaaa" }, { name: "aaaa" }] };
    expect(judged([ready(twice), claim])).toMatchObject({ health: "healthy" });
  });

  test("whose spec names a profile that was not downloaded never gets it", () => {
    expect(judged([ready({ profiles: [{ name: "bbbb" }] }), claim])).toMatchObject({
      health: "degraded",
      reason: "EditIgnored",
    });
  });

  test("with a Job that is not done is not healthy yet", () => {
    expect(judged([ready(), claim, jobWith({ active: 1 })])).toMatchObject({ health: "progressing" });
  });

  test("whose operator came past an error, and made the manifest pod since, reads the manifest", () => {
    const error = 'serviceaccounts "nim-cache-sa" already exists';
    const failed = condition(`NIM_CACHE_RECONCILE_FAILED=True ReconcileFailed: ${error}`);
    const at = (second: number) => `2026-01-01T00:00:0${second}Z`;
    const status = { conditions: [{ ...failed, lastTransitionTime: at(3) }] };
    const cache = nim("NIMCache", { spec, state: "NotReady", status });
    const waiting = pod("llama-pod", "Pending", { waiting: { reason: "ImagePullBackOff" } });
    const running = pod("llama-pod", "Running", { running: {} });
    const made = (second: number, object: ValueMap) => ({
      ...object,
      metadata: { name: "llama-pod", namespace: "models", creationTimestamp: at(second) },
    });
    expect(judged([cache, made(3, waiting)])).toMatchObject({ reason: "ImagePull" });
    expect(judged([cache, made(2, waiting)])).toMatchObject({ reason: "NameTaken" });
    expect(judged([cache, made(4, running)])).toMatchObject({ reason: "NameTaken" });
    expect(judged([cache])).toMatchObject({ reason: "NameTaken" });
  });

  test("after a write conflict says NotReady for a moment", () => {
    const conditions = [
      "NIM_CACHE_RECONCILE_FAILED=True ReconcileFailed: Operation cannot be fulfilled on x: the object has been modified",
    ];
    const cache = nim("NIMCache", { spec, state: "NotReady", conditions });
    expect(judged([cache, claim, complete])).toMatchObject({
      health: "progressing",
      reason: "WriteConflict",
    });
  });
});

describe("a Job", () => {
  const cache = nim("NIMCache", { spec, state: "InProgress" });

  test("says which attempt runs", () => {
    const running = pod("llama-job-2", "Running", { running: {} }, { "job-name": "llama-job" });
    expect(judged([cache, claim, jobWith({ active: 1, failed: 2 }), running]).message).toBe(
      "it downloads (attempt 3 of 6)",
    );
  });

  test("that is suspended by a queue waits for it", () => {
    expect(judged([cache, claim, jobWith({}, { suspend: true })])).toMatchObject({ reason: "JobSuspended" });
  });

  test("whose pod a quota refuses says so in an event", () => {
    const event = other("Event", "e", {
      involvedObject: { kind: "Job", name: "llama-job" },
      type: "Warning",
      reason: "FailedCreate",
      message: "exceeded quota: gpus",
    });
    expect(judged([cache, claim, jobWith({}), event])).toMatchObject({
      health: "blocked",
      reason: "PodRefused",
    });
  });

  test("whose claim is held by others waits for their end, and says whose", () => {
    const going = other("PersistentVolumeClaim", "llama-pvc", {
      metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" },
    });
    const volumes = [{ persistentVolumeClaim: { claimName: "llama-pvc" } }];
    const user = other("Pod", "server-1", { spec: { nodeName: "hopper", volumes } });
    const unscheduled = other("Pod", "server-2", { spec: { volumes } });
    const found = judged([cache, going, jobWith({ active: 1 }), user, unscheduled]);
    expect(found).toMatchObject({ health: "blocked", reason: "ClaimTerminating" });
    expect(found.message).toContain("is held by server-1");
    expect(found.message).not.toContain("server-2");
    const downloads = pod(
      "llama-job-1",
      "Running",
      { running: {} },
      { "batch.kubernetes.io/job-name": "llama-job" },
    );
    expect(judged([cache, going, jobWith({ active: 1 }), downloads])).toMatchObject({
      health: "degraded",
      reason: "ClaimTerminating",
    });
  });

  test("that gave up tells why its last pod ended, and how to begin anew", () => {
    const full = { terminated: { reason: "Error", exitCode: 1, message: "no space left on device" } };
    const last = pod("llama-job-6", "Failed", full, { "batch.kubernetes.io/job-name": "llama-job" });
    const gaveUp = jobWith({ failed: 6, conditions: [condition("Failed=True BackoffLimitExceeded")] });
    const found = judged([cache, claim, gaveUp, last]);
    expect(found.message).toContain("is full");
    expect(found.help).toContain("`kubectl -n models delete job llama-job`");
  });
});

describe("a cache that the operator", () => {
  const untouched = nim("NIMCache", {
    spec,
    metadata: { finalizers: [], creationTimestamp: "2026-01-01T00:00:00Z" },
  });

  test("has not taken up yet is waited for, then not", () => {
    expect(judged([untouched])).toMatchObject({ health: "progressing", reason: "NotPickedUp" });
    const now = Date.parse("2026-01-01T00:05:00Z");
    expect(judged([untouched], { knows: every, now })).toMatchObject({ health: "blocked" });
  });

  test("reads the manifest of for ever: the image has none, and it is a dataset", () => {
    const dataset = { source: { hf: { datasetName: "wiki", modelPuller: "a:1" } } };
    const metadata = { creationTimestamp: "2026-01-01T00:00:00Z" };
    const now = Date.parse("2026-01-01T01:00:00Z");
    const cache = nim("NIMCache", { spec: dataset, metadata });
    const manifestPod = pod("llama-pod", "Running", { running: {} });
    expect(judged([cache, manifestPod], { knows: every, now })).toMatchObject({
      health: "blocked",
      reason: "ManifestNotRead",
    });
  });

  test("does not know an error of is blocked, with its words", () => {
    const conditions = ["NIM_CACHE_RECONCILE_FAILED=True ReconcileFailed: something new"];
    expect(judged([nim("NIMCache", { spec, state: "NotReady", conditions })])).toMatchObject({
      health: "blocked",
      reason: "OperatorError",
      message: "something new",
    });
  });
});
