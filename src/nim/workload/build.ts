import { isCanonicalBuild } from "./build-canonical.ts";
import { buildPod } from "./build-pod.ts";
import { cacheNamed } from "./cache-named.ts";
import { type CachedProfile, cachedProfiles } from "./cached-profiles.ts";
import type { Outcome, Stop, Surroundings } from "./made.ts";
import { noPointer, outcomeOf, type Step } from "./sequence.ts";
import type { Subject } from "./subject.ts";

/**
 * What the operator makes of a NIMBuild: the pod that builds. The pod that reads what was built comes only after that
 * pod has become ready, and is not among the objects. A cache without a status is taken for one that becomes Ready.
 * Source: k8s-nim-operator nimbuild_controller.go.
 */
export function objectsMadeOfBuild(build: Subject<"NIMBuild">, surroundings: Surroundings): Outcome {
  return outcomeOf(stepsOf(build, surroundings), (reason, message) => pending(reason, message));
}

function* stepsOf(build: Subject<"NIMBuild">, surroundings: Surroundings): Generator<Step> {
  if (!isCanonicalBuild(build.spec)) {
    yield {
      note: "the operator would write the spec otherwise, and may not: see `nimops explain build-not-canonical`",
    };
    yield { stop: { state: "", message: refusedWriteBack(build.name) } };
    return;
  }
  const cache = cacheNamed(build.spec.nimCache?.name ?? "", surroundings);
  if (!cache) {
    yield { stop: { state: "", message: noCache } };
    return;
  }
  const { state } = cache.status ?? {};
  if (state && state !== "Ready") {
    yield { stop: { state: "", message: state === "Failed" ? cacheFailed : cacheNotReady } };
    return;
  }
  const cached = cachedProfiles(cache, surroundings);
  if (cached.kind === "unknown") {
    yield { unknown: { kind: "Pod", name: `${build.name}-engine-build-pod`, why: cached.why } };
    return;
  }
  const profile = buildableProfile(build, cached.profiles);
  if ("message" in profile) {
    yield { stop: profile };
    return;
  }
  if (!cache.spec.source?.ngc) {
    yield { stop: noPointer };
    return;
  }
  const pod = buildPod(build, cache, profile, surroundings);
  yield "kind" in pod
    ? { send: pod, reason: reconcileFailed }
    : { stop: pending(reconcileFailed, pod.fault) };
}

/** No state is written with these words: the condition's reason has blanks, and the API server refuses the status. */
const noCache = "Not able to get NIMCache for NIMBuild";
const cacheFailed = "NIMCache is failed. NIMBuild can not progress";
const cacheNotReady = "Waiting for NIMCache to be ready before building engines";

const reconcileFailed = "ReconcileFailed";

function pending(reason: string, message: string): Stop {
  return { state: "Pending", reason, message };
}

/** Trap T28: rule B1 of the CRD allows no change of the spec, not even by the operator's own first write. */
function refusedWriteBack(name: string): string {
  return `NIMBuild.apps.nvidia.com ${JSON.stringify(name)} is invalid: spec: Invalid value: spec is immutable`;
}

/** Profiles that a status lists twice count twice (k8s-nim-operator nimbuild_controller.go, getBuildableProfiles). */
function buildableProfile(
  { spec }: Subject<"NIMBuild">,
  profiles: readonly CachedProfile[],
): CachedProfile | Stop {
  const buildable = profiles.filter(({ config }) => config.trtllm_buildable === "true");
  const asked = spec.nimCache?.profile;
  if (asked) {
    const found = buildable.find(({ name }) => name === asked);
    return (
      found ?? noneBuildable("No buildable profiles found, please select a valid profile from the NIM cache")
    );
  }
  const [only, ...others] = buildable;
  if (!only) return noneBuildable("No buildable profiles found for NIM Cache");
  if (others.length === 0) return only;
  return {
    state: "Failed",
    reason: "MultipleBuildableProfilesFound",
    message: "Multiple buildable profiles found in NIM Cache, please select one profile to build",
  };
}

function noneBuildable(message: string): Stop {
  return { state: "Failed", reason: "NoBuildableProfilesFound", message };
}
