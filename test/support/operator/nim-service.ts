import { judge } from "../../../src/nim/schema/judge.ts";
import type { NIMServiceSpec } from "../../../src/nim/schema/kinds.ts";
import { isMap, type ValueMap, valueAt } from "../../../src/nim/value.ts";
import type { Outcome, Stop } from "../../../src/nim/workload/made.ts";
import { isConflict, type Named, nameOf, OperatorSays, saidBy } from "./cluster.ts";
import type { Context } from "./context.ts";
import { madeOf } from "./made-of.ts";
import { rolloutOf } from "./rollout.ts";
import { modelName } from "./served-model.ts";
import { Status } from "./status.ts";
import { hashOf, sync } from "./sync.ts";
import type { Again } from "./work-queue.ts";
import { addFinalizer, isGoing, operatorVersion, removeFinalizer, specWritten } from "./written-back.ts";

/** Source: k8s-nim-operator nimservice_controller.go and standalone/nimservice.go, reconcileNIMService. */
export async function reconcileService(context: Context, named: Named): Promise<Again> {
  const { cluster } = context;
  const service = await cluster.find(named);
  if (!service) return undefined;
  if (isGoing(service)) {
    await removeFinalizer(context, "NIMService", service);
    return undefined;
  }
  await addFinalizer(context, "NIMService", service);
  const status = new Status(service);
  try {
    return await reconcile(context, service, status);
  } catch (error) {
    if (isConflict(error)) return 0;
    const message = saidBy(error);
    if (message === undefined || error instanceof Panic) throw error;
    await fail(context, named, status, "Failed", message);
    throw error;
  }
}

/** The operator recovers and writes nothing. */
class Panic extends OperatorSays {}

async function reconcile(context: Context, service: ValueMap, status: Status): Promise<Again> {
  const { cluster } = context;
  const named = nameOf(service);
  const spec = judge("NIMService", operatorVersion, service).resource.spec ?? {};
  const outcome = asLive(spec, service, await madeOf(context, "NIMService", service));
  await make(context, service, spec, outcome, status);
  await removeUnwanted(context, named, outcome);
  if (outcome.stopped) return stop(context, named, status, outcome.stopped);
  if (await lacksClaim(context, named, spec)) return 5;

  const rollout = await rolloutOf(cluster, named, spec.multiNode !== undefined);
  if (!rollout.isDone) {
    await notReady(context, named, status, "NotReady", rollout.message);
    return 30;
  }
  const name = modelName(context.options, named, spec);
  if (name === undefined) return 5;
  status.value.model = {
    name,
    clusterEndpoint: await endpointOf(context, named, spec),
    externalEndpoint: "",
  };
  status.state = "Ready";
  status.condition("Ready", "True", "Ready", rollout.message, false);
  status.condition("Failed", "False", "Ready", "", false);
  await cluster.writeStatus(named, status.value);
  return undefined;
}

/** The first write of the operator turns `httpRoutesEnabled: false` into true (trap T27); a later edit counts. */
function asLive(spec: NIMServiceSpec, service: ValueMap, outcome: Outcome): Outcome {
  const isFirst = valueAt(service, ["metadata", "finalizers"]) === undefined;
  if (isFirst || spec.expose?.router?.gateway?.httpRoutesEnabled !== false) return outcome;
  return { ...outcome, objects: outcome.objects.filter(({ kind }) => kind !== "HTTPRoute") };
}

async function make(
  context: Context,
  service: ValueMap,
  spec: NIMServiceSpec,
  outcome: Outcome,
  status: Status,
): Promise<void> {
  const named = nameOf(service);
  const parent = hashOf(specWritten("NIMService", service));
  const scale = { isAutomatic: spec.scale?.enabled === true, replicas: spec.replicas };
  for (const object of outcome.objects) {
    try {
      await sync(context, object, parent, scale);
    } catch (error) {
      const message = saidBy(error);
      const reason = reasons[object.kind];
      if (message !== undefined && reason !== undefined && !message.startsWith("no matches for kind")) {
        await fail(context, named, status, reason, message);
      }
      throw error;
    }
  }
}

const reasons: Readonly<Record<string, string>> = {
  Deployment: "DeploymentFailed",
  GRPCRoute: "GRPCRouteFailed",
  HorizontalPodAutoscaler: "HPAFailed",
  HTTPRoute: "HTTPRouteFailed",
  Ingress: "IngressFailed",
  LeaderWorkerSet: "LeaderWorkerSetFailed",
  Role: "RoleFailed",
  RoleBinding: "RoleBindingFailed",
  Service: "ServiceFailed",
  ServiceAccount: "ServiceAccountFailed",
  ServiceMonitor: "ServiceMonitorFailed",
};

/** What an earlier spec asked for. A ServiceMonitor stays. */
async function removeUnwanted({ cluster }: Context, named: Named, { objects }: Outcome): Promise<void> {
  const isMade = (kind: string) =>
    objects.some((made) => made.kind === kind && made.metadata.name === named.name);
  // The operator fails before it comes to these.
  if (!isMade("Service")) return;
  for (const kind of ["Ingress", "HTTPRoute", "GRPCRoute", "HorizontalPodAutoscaler", "InferencePool"]) {
    if (!isMade(kind)) await cluster.remove({ ...named, kind });
  }
}

async function stop(context: Context, named: Named, status: Status, stopped: Stop): Promise<Again> {
  const { state, reason, message } = stopped;
  if (state === "") throw new Panic(message);
  if (state === "NotReady") {
    await notReady(context, named, status, reason ?? "NotReady", message);
    return undefined;
  }
  await fail(context, named, status, reason ?? "Failed", message);
  if (reason && waitsForEvent.has(reason)) return undefined;
  throw new OperatorSays(message);
}

/** Reasons after which the operator returns without an error. */
const waitsForEvent = new Set(["NIMCacheNotFound", "NIMCacheFailed", "DRAResourcesUnsupported"]);

/** The claims' status cannot be told, so that the operator writes none at all. */
async function lacksClaim(
  { cluster }: Context,
  { namespace }: Named,
  spec: NIMServiceSpec,
): Promise<boolean> {
  for (const resource of spec.draResources ?? []) {
    const name = resource?.resourceClaimName;
    if (name && !(await cluster.find({ kind: "ResourceClaim", namespace, name }))) return true;
  }
  return false;
}

async function endpointOf({ cluster }: Context, named: Named, spec: NIMServiceSpec): Promise<string> {
  const address = valueAt(await cluster.find({ ...named, kind: "Service" }), ["spec", "clusterIP"]);
  return `${String(address ?? "")}:${spec.expose?.service?.port ?? 8000}`;
}

async function notReady(
  { cluster }: Context,
  named: Named,
  status: Status,
  reason: string,
  message: string,
): Promise<void> {
  status.state = "NotReady";
  status.condition("Ready", "False", reason, message, false);
  status.condition("Failed", "False", "Ready", message, false);
  await cluster.writeStatus(named, status.value);
}

async function fail(
  { cluster }: Context,
  named: Named,
  status: Status,
  reason: string,
  message: string,
): Promise<void> {
  status.state = "Failed";
  status.condition("Ready", "False", "Failed", "", false);
  status.condition("Failed", "True", reason, message, false);
  await cluster.writeStatus(named, status.value);
}

/** The services of a namespace that name a cache; each event of the cache wakes them. */
export async function servicesOf({ cluster }: Context, cache: Named): Promise<Named[]> {
  const services = await cluster.list("NIMService", cache.namespace);
  return services
    .filter(
      (service) => isMap(service) && valueAt(service, ["spec", "storage", "nimCache", "name"]) === cache.name,
    )
    .map((service) => ({ ...nameOf(service), kind: "NIMService" }));
}
