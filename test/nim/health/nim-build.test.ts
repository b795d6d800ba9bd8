import { expect, test } from "vitest";
import { condition, every, judged, nim, other, pod } from "./live-objects.ts";

const made = "NIM_BUILD_ENGINE_BUILD_POD_CREATED=True EngineBuildPodCreated: made";
const build = (state: string, conditions: readonly string[] = []) =>
  nim("NIMBuild", { spec: { nimCache: { name: "weights" } }, state, conditions });
const engine = (phase: string) => pod("llama-engine-build-pod", phase, { running: {} }, {});

test("waits without a word for its cache, which must be there", () => {
  expect(judged([build("")])).toMatchObject({ health: "blocked", reason: "CacheMissing" });
  expect(judged([build("")], { knows: [] })).toMatchObject({ health: "progressing", unseen: ["NIMCache"] });
  const cache = nim("NIMCache", { metadata: { name: "weights" }, state: "InProgress" });
  expect(judged([build(""), cache])).toMatchObject({ health: "progressing", reason: "WaitingForCache" });
});

test("is over once its pod failed, even when the pod is deleted and the state says InProgress", () => {
  expect(judged([build("InProgress", [made]), engine("Failed")])).toMatchObject({ health: "failed" });
  expect(judged([build("InProgress", [made])])).toMatchObject({
    health: "failed",
    reason: "EngineBuildPodGone",
  });
  expect(judged([build("InProgress", [made])], { knows: [] })).toMatchObject({ health: "progressing" });
});

test("is not over between its two pods", () => {
  const manifest = other("Pod", "llama-local-manifest-pod");
  expect(judged([build("InProgress", [made]), manifest])).toMatchObject({ health: "progressing" });
  const done = "NIM_BUILD_ENGINE_BUILD_POD_COMPLETED=True PodReady: done";
  expect(judged([build("Pending", [made, done])])).toMatchObject({
    health: "progressing",
    reason: "ReadingManifest",
  });
});

test("is over where its second pod runs and the operator has not kept that the engine is built", () => {
  const created = Date.parse("2026-01-01T00:00:00Z");
  const creationTimestamp = new Date(created).toISOString();
  const manifest = other("Pod", "llama-local-manifest-pod", { metadata: { creationTimestamp } });
  const at = (seconds: number) => ({ knows: every, now: created + seconds * 1000 });
  expect(judged([build("InProgress", [made]), manifest], at(2))).toMatchObject({ health: "progressing" });
  const found = judged([build("InProgress", [made]), manifest], at(60));
  expect(found).toMatchObject({ health: "failed", reason: "EngineBuildPodGone" });
  expect(found.message).toContain("has not kept");
});

test("is not over before its pod, which its status tells of already, is seen", () => {
  const since = Date.parse("2026-01-01T00:00:00Z");
  const conditions = [{ ...condition(made), lastTransitionTime: new Date(since).toISOString() }];
  const begun = nim("NIMBuild", { state: "InProgress", status: { conditions } });
  const at = (seconds: number) => ({ knows: every, now: since + seconds * 1000 });
  expect(judged([begun], at(1))).toMatchObject({ health: "progressing", reason: "Building" });
  expect(judged([begun], at(60))).toMatchObject({ health: "failed", reason: "EngineBuildPodGone" });
});

test("ignores the conflicts that it writes on its way", () => {
  const conflict = "NIM_BUILD_RECONCILE_FAILED=True ReconcileFailed: x: the object has been modified";
  expect(judged([build("Pending", [made, conflict]), engine("Running")])).toMatchObject({
    health: "progressing",
  });
});

test("an unknown profile is final, though the state may be Pending", () => {
  const none = "NIM_BUILD_NO_BUILDABLE_PROFILE_FOUND=True NoBuildableProfilesFound: none";
  expect(judged([build("Pending", [none])], { knows: every })).toMatchObject({
    health: "failed",
    reason: "NoProfile",
  });
});

test("waits for the cache's manifest, where somebody deleted its ConfigMap", () => {
  const gone = 'NIM_BUILD_RECONCILE_FAILED=True ReconcileFailed: ConfigMap "weights-manifest" not found';
  const found = judged([build("Pending", [made, gone]), engine("Running")]);
  expect(found).toMatchObject({ health: "blocked", reason: "ConfigMapMissing" });
  expect(found.help).toContain("kubectl -n models annotate --overwrite job weights-job look=1");
});
