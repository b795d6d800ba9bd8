import type { ModelManifest } from "../../../src/nim/profile/model-of-image.ts";
import { judge } from "../../../src/nim/schema/judge.ts";
import { isMap, type ValueMap, valueAt } from "../../../src/nim/value.ts";
import { cacheTypeOf } from "../../../src/nim/workload/cached-profiles.ts";
import type { MadeObject, Outcome } from "../../../src/nim/workload/made.ts";
import { type Named, nameOf, OperatorSays, saidBy } from "./cluster.ts";
import type { Context } from "./context.ts";
import { followJob } from "./follow-job.ts";
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
  // KWOK prints the end of a line at least.
  if (text.trim() === "") return undefined;
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

/** Whether the operator stops on its way before the Job, even where none is to be made; what it says after that comes of following it. */
function stopsBeforeJob(cache: ValueMap, { stopped, objects }: Outcome): boolean {
  if (!stopped || stopped.message.startsWith("panic: ")) return false;
  if (objects.some(({ kind }) => kind === "Job")) return false;
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
