import { claimNameOf } from "../made-names.ts";
import { noManifest } from "../profile/select-without-manifest.ts";
import { workspacesOf } from "../profile/workspaces.ts";
import { everyProfile } from "../profile-id.ts";
import { atLeast } from "../version.ts";
import { cacheAccess } from "./cache-access.ts";
import type { CacheTask } from "./cache-container.ts";
import { cacheJob } from "./cache-job.ts";
import { manifestConfigMap, manifestPod } from "./cache-manifest.ts";
import { type CacheModel, cacheModel, hasProfiles } from "./cache-model.ts";
import { cacheLabels } from "./cache-pod.ts";
import { isReady } from "./cached-profiles.ts";
import { claimMade } from "./claim.ts";
import type { Missing, Outcome, Stop, Surroundings } from "./made.ts";
import { ownedBy } from "./owner.ts";
import { selectedProfiles } from "./selected-profiles.ts";
import { noPointer, outcomeOf, type Step } from "./sequence.ts";
import type { Subject } from "./subject.ts";

/**
 * What the operator makes of a NIMCache: nothing, once it is Ready.
 * Source: k8s-nim-operator nimcache_controller.go, reconcileNIMCache.
 */
export function objectsMadeOfCache(cache: Subject<"NIMCache">, surroundings: Surroundings): Outcome {
  if (isReady(cache)) return { objects: [], unknown: [] };
  return outcomeOf(stepsOf(cache, surroundings), (_, message) => notReady(message));
}

function* stepsOf(cache: Subject<"NIMCache">, surroundings: Surroundings): Generator<Step> {
  if (cache.spec.source === undefined) {
    yield { stop: { state: "", message: refusedWriteBack(cache.name) } };
    return;
  }
  for (const object of cacheAccess(cache, surroundings)) yield { send: object, reason };
  yield* claimSteps(cache, surroundings);
  const model = cacheModel(cache, surroundings);
  yield* manifestSteps(cache, model, surroundings);
  yield* jobSteps(cache, model, surroundings);
}

/** A cache without a spec is stored, but Go cannot leave the spec out when the operator writes its finalizer. */
function refusedWriteBack(name: string): string {
  const fault = "spec.source: Invalid value: Exactly one of ngc, dataStore, or hf must be defined";
  return `NIMCache.apps.nvidia.com ${JSON.stringify(name)} is invalid: ${fault}`;
}

const reason = "ReconcileFailed";

function notReady(message: string): Stop {
  return { state: "NotReady", reason, message };
}

function* claimSteps(cache: Subject<"NIMCache">, surroundings: Surroundings): Generator<Step> {
  const { name, spec } = cache;
  const pvc = spec.storage?.pvc ?? {};
  const claim = claimNameOf(name, pvc);
  if (surroundings.find("PersistentVolumeClaim", claim)) return;
  if (pvc.create !== true) {
    yield { stop: notReady(`PersistentVolumeClaim ${JSON.stringify(claim)} not found`) };
    return;
  }
  const made = claimMade(pvc, {
    name: claim,
    namespace: surroundings.namespace,
    labels: atLeast(surroundings.operatorVersion, "3.1.0") ? cacheLabels(name) : undefined,
    ownerReferences: ownedBy(cache),
  });
  yield "kind" in made ? { send: made, reason } : { stop: notReady(made.fault) };
}

function* manifestSteps(
  cache: Subject<"NIMCache">,
  model: CacheModel,
  surroundings: Surroundings,
): Generator<Step> {
  if (model.kind === "native" || model.kind === "not read") return;
  if ("inCluster" in model && model.inCluster) return;
  if ("note" in model && model.note !== undefined) yield { note: model.note };
  if (model.kind === "unknown" && model.mayBeNative) {
    yield { unknown: { kind: "Pod", name: `${cache.name}-pod`, why: model.why } };
  } else yield { send: manifestPod(cache, surroundings), reason };
  const configMap = { kind: "ConfigMap", name: `${cache.name}-manifest` };
  if (model.kind === "unknown") yield { unknown: { ...configMap, why: model.why } };
  if (model.kind !== "manifest") return;
  const { manifest } = model;
  if (manifest.kind === "unreadable") yield { stop: notReady(manifest.message) };
  else if (manifest.kind === "empty") yield { stop: { state: "", message: printedNothing } };
  else if (atLeast(surroundings.operatorVersion, "3.1.2")) {
    yield { send: manifestConfigMap(cache, manifest, surroundings), reason };
  } else if (model.text === undefined) {
    yield { unknown: { ...configMap, why: { sentence: keepsFiles } } };
  } else {
    const workspaces = workspacesOf(model.text, manifest.kind);
    yield { send: manifestConfigMap(cache, manifest, surroundings, workspaces), reason };
  }
}

const printedNothing = "the image's model manifest is empty; the operator reads it again every 30 seconds";
const keepsFiles =
  "before 3.1.2 the operator keeps the manifest with its lists of files, which nimops.lock.json does not have";

function* jobSteps(
  cache: Subject<"NIMCache">,
  model: CacheModel,
  surroundings: Surroundings,
): Generator<Step> {
  const task = taskOf(cache, model, surroundings);
  const { certConfig } = cache.spec;
  if ("message" in task) yield { stop: task };
  else if (certConfig !== undefined) yield { stop: notReady(certConfigFault) };
  else if ("why" in task) yield { unknown: { kind: "Job", name: `${cache.name}-job`, why: task.why } };
  else {
    // A manifest is read in a pod, and that is waited for.
    const pass = model.kind === "native" || model.kind === "not read" ? "first" : "later";
    yield { send: cacheJob(cache, task, surroundings, pass), reason };
    yield* statusSteps(cache, model, task);
  }
}

/**
 * Once the Job is done, the status is to list the profiles that the cache names, as the manifest describes them. Without
 * one this fails for ever, and the cache never becomes Ready. Source: nimcache_controller.go, reconcileJobStatus.
 */
function* statusSteps({ name }: Subject<"NIMCache">, model: CacheModel, task: CacheTask): Generator<Step> {
  if (model.kind !== "model-free" || task.kind !== "profiles" || task.ids.includes(everyProfile)) return;
  yield { stop: notReady(noManifest(name)) };
}

const certConfigFault = `Deprecated field 'CertConfig' is used. Please migrate to 'Proxy' field on NIMCache."`;

/** What the Job has to do, what stops the operator before it makes one, or what is missing to tell. */
function taskOf(
  cache: Subject<"NIMCache">,
  model: CacheModel,
  surroundings: Surroundings,
): CacheTask | Stop | { readonly why: Missing } {
  const { ngc, dataStore, hf } = cache.spec.source ?? {};
  if (model.kind === "native") return model;
  if (ngc?.modelEndpoint !== undefined) return { kind: "endpoint" };
  if (model.kind === "unknown") return model;
  if (model.kind === "not read") return { kind: "repository" };
  if (!hasProfiles(cache)) {
    if (model.kind !== "model-free") return { kind: "repository" };
    // The operator reads the name of a model that a dataset does not have (trap T23).
    const isModel = (dataStore ?? hf)?.modelName !== undefined;
    return isModel ? { kind: "model uri" } : noPointer;
  }
  const selection = selectedProfiles(cache, model, surroundings);
  if (selection.kind === "none") return notReady(selection.message);
  return selection.kind === "unknown" ? selection : { kind: "profiles", ids: selection.ids };
}
