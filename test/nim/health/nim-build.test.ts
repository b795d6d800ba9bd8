import { expect, test } from "vitest";
import { every, judged, nim, other, pod } from "./live-objects.ts";

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
