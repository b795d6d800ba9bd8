import { isMap, type ValueMap, valueAt } from "../../../src/nim/value.ts";
import { controllerOf, type Named, nameOf, saidBy } from "./cluster.ts";
import type { Context } from "./context.ts";
import { madeOf } from "./made-of.ts";
import { Status } from "./status.ts";
import type { Again } from "./work-queue.ts";
import { addFinalizer, isGoing, removeFinalizer } from "./written-back.ts";

/**
 * Makes the services that are not there. One that is there stays as it is, whatever the pipeline says of it now.
 * Source: k8s-nim-operator nimpipeline_controller.go, reconcileNIMPipeline and syncResource.
 */
export async function reconcilePipeline(context: Context, named: Named): Promise<Again> {
  const { cluster } = context;
  const pipeline = await cluster.find(named);
  if (!pipeline) return undefined;
  if (isGoing(pipeline)) {
    await removeFinalizer(context, "NIMPipeline", pipeline);
    return undefined;
  }
  await addFinalizer(context, "NIMPipeline", pipeline);
  const { objects } = await madeOf(context, "NIMPipeline", pipeline);
  for (const child of objects.filter(({ kind }) => kind === "NIMService")) {
    try {
      await cluster.ensure(child);
    } catch (error) {
      // Only the operator's log tells.
      if (saidBy(error) === undefined) throw error;
    }
  }
  const enabled = enabledOf(pipeline);
  const owned = await ownedServices(context, pipeline);
  await writeStates(context, pipeline, enabled, owned);
  for (const child of owned) {
    if (!enabled.includes(nameOf(child).name)) await cluster.remove({ ...nameOf(child), kind: "NIMService" });
  }
  return undefined;
}

async function writeStates(
  { cluster }: Context,
  pipeline: ValueMap,
  enabled: readonly string[],
  owned: readonly ValueMap[],
): Promise<void> {
  const states: Record<string, string> = {};
  for (const name of enabled) {
    const child = owned.find((service) => nameOf(service).name === name);
    states[name] = child ? String(valueAt(child, ["status", "state"]) ?? "") : "NotReady";
  }
  const all = Object.values(states);
  const status = new Status(pipeline);
  status.state = all.includes("Failed")
    ? "Failed"
    : all.every((state) => state === "Ready")
      ? "Ready"
      : "NotReady";
  if (all.length > 0) status.value.states = states;
  else delete status.value.states;
  await cluster.writeStatus(nameOf(pipeline), status.value);
}

function enabledOf(pipeline: ValueMap): string[] {
  const services = valueAt(pipeline, ["spec", "services"]);
  if (!Array.isArray(services)) return [];
  // Of two with one name the last one says whether it is enabled.
  const enabled = new Map<string, boolean>();
  for (const service of services.filter(isMap))
    enabled.set(String(service.name ?? ""), service.enabled === true);
  return [...enabled].flatMap(([name, is]) => (is ? [name] : []));
}

async function ownedServices({ cluster }: Context, pipeline: ValueMap): Promise<ValueMap[]> {
  const uid = valueAt(pipeline, ["metadata", "uid"]);
  const services = await cluster.list("NIMService", nameOf(pipeline).namespace);
  return services.filter((service) => controllerOf(service)?.uid === uid);
}
