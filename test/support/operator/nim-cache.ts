import { claimNameOf } from "../../../src/nim/made-names.ts";
import { type ModelProfiles, parseModelManifest } from "../../../src/nim/profile/model-manifest.ts";
import type { ModelManifest } from "../../../src/nim/profile/model-of-image.ts";
import { everyProfile } from "../../../src/nim/profile-id.ts";
import { judge } from "../../../src/nim/schema/judge.ts";
import { isMap, type ValueMap, valueAt } from "../../../src/nim/value.ts";
import { cacheTypeOf } from "../../../src/nim/workload/cached-profiles.ts";
import type { MadeObject, Outcome } from "../../../src/nim/workload/made.ts";
import { selectedProfiles } from "../../../src/nim/workload/selected-profiles.ts";
import { type Named, nameOf, OperatorSays, saidBy } from "./cluster.ts";
import type { Context } from "./context.ts";
import { madeOf, withSurroundings } from "./made-of.ts";
import { Status } from "./status.ts";
import type { Again } from "./work-queue.ts";
import { addFinalizer, isGoing, operatorVersion, removeFinalizer } from "./written-back.ts";

/** Source: k8s-nim-operator nimcache_controller.go, Reconcile. */
export async function reconcileCache(context: Context, named: Named): Promise<Again> {
  const { cluster } = context;
  const cache = await cluster.find(named);
  if (!cache) return undefined;
  if (isGoing(cache)) {
    await removeJobPods(context, named);
    await removeFinalizer(context, "NIMCache", cache);
    return undefined;
  }
  await addFinalizer(context, "NIMCache", cache);
  // The real one goes on with what it had read before its own write, too.
  const status = new Status(cache);
  try {
    const again = await reconcile(context, cache, status);
    if (again !== undefined) return again;
    if (status.has(failed)) status.condition(failed, "False", "Reconciled", "");
    await cluster.writeStatus(named, status.value);
  } catch (error) {
    const message = saidBy(error);
    if (message === undefined || error instanceof Panic) throw error;
    status.condition(failed, "True", "ReconcileFailed", message);
    status.state = "NotReady";
    await cluster.writeStatus(named, status.value);
    throw error;
  }
  await flap(context, cache, status);
  return undefined;
}

const failed = "NIM_CACHE_RECONCILE_FAILED";

/** The operator recovers and writes nothing. */
class Panic extends OperatorSays {}

async function reconcile(context: Context, cache: ValueMap, status: Status): Promise<Again> {
  const { cluster } = context;
  // Objects are asked for although the cache may be Ready: what is missing of them is made again.
  const unfinished = withoutState(cache);
  const before = await madeOf(context, "NIMCache", unfinished);
  const pod = before.objects.find(({ kind }) => kind === "Pod");
  for (const object of before.objects) {
    if (object.kind === "Pod" || object.kind === "ConfigMap" || object.kind === "Job") continue;
    const made = await cluster.ensure(object);
    if (made && object.kind === "PersistentVolumeClaim") {
      status.condition(
        "NIM_CACHE_PVC_CREATED",
        "True",
        "PVCCreated",
        "The PVC has been created for caching NIM model",
      );
      status.state = "PVC-Created";
    }
  }
  if (!pod && before.stopped && stopsBeforeJob(cache, before)) throw new OperatorSays(before.stopped.message);
  const isNative = (await typeOf(context, unfinished)) === "native";
  if (isNative) status.value.type = "native";
  else if (status.value.type === "native") delete status.value.type;
  const isModelFree = status.value.type === "model-free";

  let outcome = before;
  if (pod && !isModelFree) {
    const read = await readManifest(context, cache, pod);
    if (read === undefined) return 30;
    if (read.kind === "none") status.value.type = "model-free";
    outcome = await madeOf(context, "NIMCache", unfinished, read);
    const kept = outcome.objects.find(({ kind }) => kind === "ConfigMap");
    if (kept) await cluster.ensure(kept);
    else if (read.kind === "text") throw new OperatorSays(outcome.stopped?.message ?? "unreadable");
    await cluster.remove(nameOf(pod));
  } else if (isModelFree) outcome = await madeOf(context, "NIMCache", unfinished, { kind: "none" });
  if (outcome.stopped && stopsBeforeJob(cache, outcome)) throw new OperatorSays(outcome.stopped.message);
  await reconcileJob(context, cache, status, outcome);
  return undefined;
}

/** Undefined: not to be had yet. */
async function readManifest(
  { cluster, options, raced }: Context,
  cache: ValueMap,
  pod: MadeObject,
): Promise<ModelManifest | undefined> {
  const named = nameOf(pod);
  const made = await cluster.ensure(pod);
  const uid = String(valueAt(cache, ["metadata", "uid"]));
  if (made && options.races?.podNotFound && !raced.has(uid)) {
    raced.add(uid);
    throw new OperatorSays(`Pod ${JSON.stringify(named.name)} not found`);
  }
  const live = await cluster.find(named);
  if (valueAt(live, ["status", "phase"]) !== "Running") return undefined;
  const text = await cluster.log(named, "nim-cache-ctr");
  if (text === "") return undefined;
  return text.includes("model_manifest.yaml not found") ? { kind: "none" } : { kind: "text", text };
}

async function reconcileJob(
  context: Context,
  cache: ValueMap,
  status: Status,
  outcome: Outcome,
): Promise<void> {
  const { cluster } = context;
  const { namespace, name } = nameOf(cache);
  const job = await cluster.find({ kind: "Job", namespace, name: `${name}-job` });
  if (job) await followJob(context, cache, status, job);
  else if (status.state !== "Ready") {
    const made = outcome.objects.find(({ kind }) => kind === "Job");
    if (!made) {
      const message = outcome.stopped?.message ?? outcome.unknown.map(({ why }) => why).join(", ");
      throw message.startsWith("panic: ") ? new Panic(message) : new OperatorSays(message);
    }
    await cluster.create(made);
    status.condition("NIM_CACHE_JOB_CREATED", "True", "JobCreated", "The Job to cache NIM has been created");
    status.state = "Started";
    delete status.value.profiles;
  }
}

/** Source: k8s-nim-operator nimcache_controller.go, reconcileJobStatus: no state is the last one but Ready. */
async function followJob(context: Context, cache: ValueMap, status: Status, job: ValueMap): Promise<void> {
  const count = (field: string) => Number(valueAt(job, ["status", field]) ?? 0);
  const { state } = status;
  if (count("succeeded") > 0 && state !== "Ready") {
    const { storage } = judge("NIMCache", operatorVersion, cache).resource.spec ?? {};
    status.condition(
      "NIM_CACHE_JOB_COMPLETED",
      "True",
      "JobCompleted",
      "The Job to cache NIM has successfully completed",
    );
    status.state = "Ready";
    status.value.pvc = claimNameOf(nameOf(cache).name, storage?.pvc);
    const profiles = await profilesOf(context, cache, status);
    if (profiles.length > 0) {
      const listed = Array.isArray(status.value.profiles) ? status.value.profiles : [];
      status.value.profiles = [...listed, ...profiles];
    }
    return;
  }
  const follows: readonly [boolean, string, string, "True" | "False", string, string][] = [
    [
      // The real one leaves Ready for Failed and back at each event of a Job that failed before; at rest it is Ready.
      count("failed") > 0 && state !== "Ready",
      "Failed",
      "NIM_CACHE_JOB_COMPLETED",
      "False",
      "JobFailed",
      "The Job to cache NIM has failed",
    ],
    [
      count("active") > 0,
      "InProgress",
      "NIM_CACHE_JOB_PENDING",
      "False",
      "JobRunning",
      "The Job to cache NIM is in progress",
    ],
    [
      count("active") === 0 && state !== "Ready",
      "Pending",
      "NIM_CACHE_JOB_PENDING",
      "True",
      "JobPending",
      "The Job to cache NIM is in pending state",
    ],
  ];
  const next = follows.find(([holds, is]) => holds && is !== state);
  if (!next) return;
  const [, is, type, value, reason, message] = next;
  status.condition(type, value, reason, message);
  status.state = is;
  delete status.value.profiles;
}

/** What `status.profiles` lists: those that the spec names or selects now, as far as the manifest has them. */
async function profilesOf(context: Context, cache: ValueMap, status: Status): Promise<ValueMap[]> {
  if (status.value.type === "native") return [];
  const { metadata, spec } = judge("NIMCache", operatorVersion, cache).resource;
  const ngc = spec?.source?.ngc;
  if (!ngc || ngc.modelEndpoint !== undefined) return [];
  const explicit = (ngc.model?.profiles ?? []).filter((id) => id !== undefined);
  if (explicit.includes(everyProfile)) return [];
  const { namespace, name } = nameOf(cache);
  const configMap = `${name}-manifest`;
  const kept = await context.cluster.find({ kind: "ConfigMap", namespace, name: configMap });
  if (!kept) {
    throw new OperatorSays(
      `failed to get model manifest config file: unable to get ConfigMap ${configMap}: ConfigMap ${JSON.stringify(configMap)} not found`,
    );
  }
  const manifest = parseModelManifest(String(valueAt(kept, ["data", "model_manifest.yaml"]) ?? ""));
  if (!("profiles" in manifest)) return [];
  const subject = { kind: "NIMCache" as const, name, metadata: metadata ?? {}, spec: spec ?? {} };
  const ids =
    explicit.length > 0
      ? explicit
      : await withSurroundings(context, cache, { kind: "none" }, (surroundings) => {
          const selection = selectedProfiles(
            subject,
            { kind: "manifest", manifest, inCluster: true },
            surroundings,
          );
          return selection.kind === "selected" ? selection.ids : [];
        });
  return listed(manifest, ids);
}

export function listed(manifest: ModelProfiles, ids: readonly string[]): ValueMap[] {
  return manifest.profiles
    .filter(({ id }) => ids.includes(id))
    .map(({ id, model, release, tags }) => ({ name: id, model, release, config: Object.fromEntries(tags) }));
}

/** Whether the operator stops on its way even where no Job is to be made. */
function stopsBeforeJob(cache: ValueMap, { stopped }: Outcome): boolean {
  if (!stopped || stopped.message.startsWith("panic: ")) return false;
  const ofSelection = valueAt(cache, ["spec", "certConfig"]) === undefined;
  return ofSelection || stopped.message.startsWith("PersistentVolumeClaim ");
}

async function typeOf(context: Context, cache: ValueMap): Promise<string> {
  const { metadata, spec, status } = judge("NIMCache", operatorVersion, cache).resource;
  const subject = {
    kind: "NIMCache" as const,
    name: nameOf(cache).name,
    metadata: metadata ?? {},
    spec: spec ?? {},
    status,
  };
  const type = await withSurroundings(context, cache, { kind: "none" }, (surroundings) =>
    cacheTypeOf(subject, surroundings),
  );
  return type.kind;
}

function withoutState(cache: ValueMap): ValueMap {
  if (!isMap(cache.status)) return cache;
  const { state, ...status } = cache.status;
  return { ...cache, status };
}

/** A write that meets a conflict with the operator's own informer: Ready is lost and found again. */
async function flap({ cluster, options, raced }: Context, cache: ValueMap, status: Status): Promise<void> {
  const uid = `${String(valueAt(cache, ["metadata", "uid"]))} ready`;
  if (!options.races?.readyFlap || status.state !== "Ready" || raced.has(uid)) return;
  if (valueAt(cache, ["status", "state"]) === "Ready") return;
  raced.add(uid);
  const named = nameOf(cache);
  const message = `Operation cannot be fulfilled on nimcaches.apps.nvidia.com ${JSON.stringify(named.name)}: the object has been modified; please apply your changes to the latest version and try again`;
  status.state = "NotReady";
  status.condition(failed, "True", "ReconcileFailed", message);
  await cluster.writeStatus(named, status.value);
  // The next look finds the Job complete and lists the profiles once more.
  throw new OperatorSays(message);
}

async function removeJobPods({ cluster }: Context, { namespace, name }: Named): Promise<void> {
  const job = await cluster.find({ kind: "Job", namespace, name: `${name}-job` });
  const uid = valueAt(job, ["metadata", "uid"]);
  if (uid === undefined) return;
  const query = `?labelSelector=batch.kubernetes.io/controller-uid%3D${String(uid)}`;
  for (const pod of await cluster.list("Pod", namespace, query)) {
    await cluster.remove({ kind: "Pod", namespace, name: nameOf(pod).name });
  }
}
