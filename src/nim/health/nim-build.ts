import { beingDeleted } from "./being-deleted.ts";
import { cacheBehind } from "./cache-behind.ts";
import { conditionOf } from "./condition.ts";
import { textAt } from "./fields.ts";
import type { Health } from "./health.ts";
import { kubectl } from "./kubectl.ts";
import type { Live } from "./live.ts";
import { notPickedUp } from "./not-picked-up.ts";
import { operatorError } from "./operator-error.ts";
import { podTrouble } from "./pod-trouble.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * How a NIMBuild is. Its spec cannot be changed and a failed pod is never replaced, so what fails here has failed.
 * While it waits for its cache the state is empty: the reasons that the operator would write have blanks, and the API
 * server refuses them. Source: k8s-nim-operator nimbuild_controller.go.
 */
export function nimBuildHealth(build: Live, around: Surroundings): Health {
  return (
    beingDeleted(build) ??
    notPickedUp(build, around) ??
    readyBuild(build) ??
    wrongProfile(build) ??
    failedPod(build, around) ??
    error(build) ??
    waiting(build, around) ??
    building(build, around)
  );
}

function readyBuild({ object }: Live): Health | undefined {
  if (textAt(object, "status", "state") !== "Ready") return undefined;
  return { health: "healthy", reason: "Ready", message: "the engine is built and listed by its cache" };
}

/** After a write conflict the state may be Pending in place of Failed: the condition tells. */
function wrongProfile({ object, name, namespace }: Live): Health | undefined {
  if (conditionOf(object, `${prefix}SINGLE_BUILDABLE_PROFILE_FOUND`)?.isTrue === true) return undefined;
  const found = wrongProfiles.find(({ type }) => conditionOf(object, `${prefix}${type}`)?.isTrue === true);
  if (found === undefined) return undefined;
  const cache = textAt(object, "spec", "nimCache", "name");
  const see = kubectl(namespace, "get", "nimcache", cache, "-o", "yaml");
  return {
    health: "failed",
    reason: found.reason,
    message: found.message,
    help: `${found.help}: \`${see}\`, then \`${kubectl(namespace, "delete", "nimbuild", name)}\` and apply it again`,
  };
}

const prefix = "NIM_BUILD_";

const wrongProfiles = [
  {
    type: "MULTIPLE_BUILDABLE_PROFILES_FOUND",
    reason: "SeveralProfiles",
    message: "the cache has several buildable profiles (or lists one twice), and the build names none",
    help: "name one in spec.nimCache.profile",
  },
  ...["NO_BUILDABLE_PROFILE_FOUND", "NO_BUILDABLE_PROFILES_FOUND"].map((type) => ({
    type,
    reason: "NoProfile",
    message: "the cache lists no such buildable profile",
    help: "cache one by its id (tag trtllm_buildable true; a cache of `all` lists none) and name it in spec.nimCache.profile",
  })),
];

function failedPod({ object, name, namespace }: Live, around: Surroundings): Health | undefined {
  const podName = `${name}-engine-build-pod`;
  const pod = around.find("Pod", podName);
  const isFailed = pod !== undefined && textAt(pod.object, "status", "phase") === "Failed" && !pod.isDeleting;
  const completed = conditionOf(object, `${prefix}ENGINE_BUILD_POD_COMPLETED`);
  const again = `\`${kubectl(namespace, "delete", "nimbuild", name)}\` and apply it again; deleting the pod alone does not help`;
  if (isFailed || completed?.isFalse === true) {
    const cause = pod === undefined ? undefined : podTrouble(pod, around);
    const isGone = pod === undefined && around.knows("Pod");
    return {
      health: "failed",
      reason: "EngineBuildFailed",
      message: `the pod that builds the engine failed${isGone ? " and is gone" : ""}${cause === undefined ? "" : `: ${cause.message}`}`,
      help: `${cause?.help ?? "a build longer than 330 s is ended by its fixed startup probe"}; then ${again}`,
    };
  }
  const made = conditionOf(object, `${prefix}ENGINE_BUILD_POD_CREATED`);
  if (made?.isTrue !== true || completed?.isTrue === true) return undefined;
  if (pod !== undefined || !around.knows("Pod")) return undefined;
  const next = around.find("Pod", `${name}-local-manifest-pod`);
  if (isOnItsWay(next?.created ?? Date.parse(made.since), next, around)) return undefined;
  return {
    health: "failed",
    reason: "EngineBuildPodGone",
    message:
      next === undefined
        ? "the pod that builds the engine is gone, and is never made again"
        : "the engine was built, but the operator has not kept that, and waits for a pod that is gone",
    help: again,
  };
}

/**
 * Between the pod and the status that tells of it moments pass. The status that says that the engine is built is written
 * only if the next pod is not seen at once, or runs: else it is lost, and nothing follows.
 * Source: nimbuild_controller.go, reconcileLocalModelManifest.
 */
function isOnItsWay(since: number, next: Live | undefined, { now }: Surroundings): boolean {
  return now === undefined ? next !== undefined : now - since < aMoment;
}

const aMoment = 30_000;

/** Errors on the way to Ready are written and stay; only beside Pending do they count. */
function error(build: Live): Health | undefined {
  const failed = conditionOf(build.object, `${prefix}RECONCILE_FAILED`);
  if (failed?.isTrue !== true || textAt(build.object, "status", "state") !== "Pending") return undefined;
  if (/^pods? ".*" not found$|object has been modified/i.test(failed.message.trim())) return undefined;
  return operatorError(failed.message, build);
}

function waiting({ object, namespace }: Live, around: Surroundings): Health | undefined {
  if (textAt(object, "status", "state") !== "") return undefined;
  return cacheBehind(textAt(object, "spec", "nimCache", "name"), namespace, around);
}

function building({ name, object }: Live, around: Surroundings): Health {
  for (const podName of [`${name}-local-manifest-pod`, `${name}-engine-build-pod`]) {
    const pod = around.find("Pod", podName);
    const trouble = pod === undefined ? undefined : podTrouble(pod, around);
    if (trouble !== undefined) return trouble;
  }
  const isBuilt = conditionOf(object, `${prefix}ENGINE_BUILD_POD_COMPLETED`)?.isTrue === true;
  return {
    health: "progressing",
    reason: isBuilt ? "ReadingManifest" : "Building",
    message: isBuilt ? "the engine is built, its manifest is read" : "the engine is being built",
    ...(around.knows("Pod") ? {} : { unseen: ["Pod"] }),
  };
}
