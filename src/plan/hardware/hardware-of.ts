import type { CompletedPool, Inventory } from "../../inventory/inventory.ts";
import { isOfKind, type Resource, type ResourceSet } from "../../manifest/resource.ts";
import { gpuCountOf } from "../../nim/gpu-resource.ts";
import { isMultiNode, nodesOfReplica } from "../../nim/multi-node.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import type { WorkloadDemand } from "../demand/demand.ts";
import type { Models } from "../models.ts";
import type { Assumption, HardwareNeed, Reason } from "../plan.ts";
import { estimatedMemoryGB } from "./estimate.ts";
import { fleetFit } from "./fleet-fit.ts";
import { type GpusAsked, gpusAskedBy } from "./gpus-asked.ts";
import type { Hardware } from "./hardware.ts";
import { gpusTaken } from "./pool-fit.ts";
import { type ServedModel, servedModel } from "./served-model.ts";
import { serviceOf } from "./service-of.ts";
import { usualRow } from "./usual.ts";

export interface HardwareContext {
  readonly set: ResourceSet;
  readonly models: Models;
  readonly operatorVersion: OperatorVersion;
  readonly pools: readonly CompletedPool[];
  readonly components: Inventory["components"];
}

/**
 * What the GPUs of a fleet mean for a workload, beyond what the scheduler counts.
 *
 * @param takes names of the pools that take one of its pods with GPUs alone, as the scheduler judges.
 */
export function hardwareOf(
  workload: WorkloadDemand,
  takes: readonly string[],
  context: HardwareContext,
): Hardware {
  const resource = resourceOf(workload, context.set);
  if (!resource) return nothing;
  const served = servedModel(resource, context, workload.profileInstead);
  const asked = gpusAskedBy(workload);
  const nodes = nodesOf(resource, context);
  // JSON holds no larger number, and nobody has so many.
  const gpus = Math.min(
    Math.ceil((asked?.count ?? writtenGpus(resource, workload)) * nodes),
    Number.MAX_SAFE_INTEGER,
  );
  const need = needOf(served, gpus);
  const own = ownReasons(workload, resource, asked, context);
  if (!asked) return { ...nothing, need, reasons: own };
  const fit = fleetFit({ served, asked, nodes, takes }, context);
  return {
    ...fit,
    need,
    reasons: [...own, ...fit.reasons],
    assumptions: assumptionsOf(workload, need),
  };
}

const nothing: Hardware = { unfit: [], most: "fits", reasons: [], assumptions: [] };

function resourceOf(
  { kind, namespace, name }: WorkloadDemand,
  set: ResourceSet,
): Resource<"NIMService" | "NIMBuild"> | undefined {
  if (kind === "NIMBuild") return set.find("NIMBuild", namespace, name);
  return serviceOf({ kind, namespace, name }, set);
}

/** Pods that serve one copy of the model together. */
function nodesOf(
  resource: Resource<"NIMService" | "NIMBuild">,
  { operatorVersion }: HardwareContext,
): number {
  if (!isOfKind(resource, "NIMService") || !isMultiNode(resource.spec, operatorVersion)) return 1;
  return nodesOfReplica(resource.spec);
}

/** Of pods that are not known, or never made. */
function writtenGpus({ spec }: Resource<"NIMService" | "NIMBuild">, { pods }: WorkloadDemand): number {
  return pods.length > 0 ? 0 : (gpuCountOf(spec.resources)?.count ?? 0);
}

/** `gpus`: those of one copy of the model, on all its nodes. */
function needOf(served: ServedModel, gpus: number): HardwareNeed {
  const { chosen, model } = served;
  const precision = chosen?.facts.precision ?? model?.precision;
  const memoryPerGpu = memoryOf(served, gpus);
  return {
    ...(model && { model: model.name, parameters: model.billions, usual: usualRow(model.billions) }),
    ...(chosen && { profile: chosen.id }),
    ...(precision !== undefined && precision !== "" && { precision }),
    gpus,
    ...(memoryPerGpu && { memoryPerGpu }),
  };
}

function memoryOf({ chosen, model }: ServedModel, gpus: number): HardwareNeed["memoryPerGpu"] {
  const least = chosen?.facts.minimumGpuMemoryGB;
  if (least !== undefined) return { gigabytes: least, from: "profile" };
  const each = (chosen && gpusTaken(chosen.facts)) ?? gpus;
  if (!model || each === 0) return undefined;
  return { gigabytes: Math.ceil(estimatedMemoryGB(model, each)), from: "estimated" };
}

/** What does not depend on the pools. */
function ownReasons(
  { pods }: WorkloadDemand,
  resource: Resource<"NIMService" | "NIMBuild">,
  asked: GpusAsked | undefined,
  { operatorVersion }: HardwareContext,
): Reason[] {
  const reasons: Reason[] = [];
  if (pods.length > 0 && !asked) {
    reasons.push({
      code: "asks-for-no-gpu",
      message: "its pods ask for no GPU: the scheduler puts them on any node, and no device is given to them",
      help: `ask for the GPUs of the profile: \`resources: { limits: { nvidia.com/gpu: ${tensorOf(resource)} } }\``,
    });
  }
  if (isOfKind(resource, "NIMService") && resource.spec.multiNode) {
    const { pipeline = 0 } = resource.spec.multiNode.parallelism ?? {};
    const isKserve = resource.spec.inferencePlatform === "kserve";
    if (!isKserve && (!isMultiNode(resource.spec, operatorVersion) || pipeline < 2)) {
      reasons.push({
        code: "multi-node-without-pipeline",
        message: `spec.multiNode asks for a pipeline of ${pipeline} nodes: the model is not spread over several nodes`,
        help: "write the number of nodes, 2 or more, into spec.multiNode.parallelism.pipeline, or remove spec.multiNode",
      });
    }
  }
  return reasons;
}

/** GPUs of each pod of a service on several nodes, as it says itself; else one. */
function tensorOf(resource: Resource<"NIMService" | "NIMBuild">): number {
  if (!isOfKind(resource, "NIMService")) return 1;
  return Math.max(1, resource.spec.multiNode?.parallelism?.tensor ?? 1);
}

function assumptionsOf(
  { kind, namespace, name }: WorkloadDemand,
  { memoryPerGpu }: HardwareNeed,
): Assumption[] {
  if (memoryPerGpu?.from !== "estimated") return [];
  const message = `needs about ${memoryPerGpu.gigabytes} GB on each GPU, by the size that the model's name tells; no verdict rests on that`;
  return [{ about: `${kind} ${namespace}/${name}`, message }];
}
