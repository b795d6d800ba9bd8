import { gpuResourcesOf } from "../../nim/gpu-resource.ts";
import { parseQuantity, wholeUnits } from "../../nim/quantity.ts";
import type { PodDemand, WorkloadDemand } from "../demand/demand.ts";

/** GPUs, or parts of GPUs, that one pod asks for. */
export interface GpusAsked {
  /** Such as `nvidia.com/gpu`; the device class where `claimed`. */
  readonly resource: string;
  readonly count: number;
  /** By a resource claim. */
  readonly claimed: boolean;
}

/** What each pod of a workload asks for that has any GPUs; leaders and workers of a group ask for the same. */
export function gpusAskedBy({ pods }: Pick<WorkloadDemand, "pods">): GpusAsked | undefined {
  for (const pod of pods) {
    const asked = gpusOf(pod);
    if (asked) return asked;
  }
  return undefined;
}

/** The pods that have GPUs. */
export function hasGpus(pod: PodDemand): boolean {
  return gpusOf(pod) !== undefined;
}

function gpusOf({ requests, devices }: PodDemand): GpusAsked | undefined {
  const classes = devices.map(({ deviceClass }) => deviceClass);
  const [claim] = classes.filter((name) => deviceClassesOfGpus.includes(name));
  if (claim !== undefined) {
    const count = devices.reduce((sum, each) => sum + (each.deviceClass === claim ? each.count : 0), 0);
    return { resource: claim, count, claimed: true };
  }
  const names = gpuResourcesOf({ requests }).filter((name) => !classes.includes(name));
  for (const resource of names) {
    const amount = parseQuantity(requests[resource] ?? "0");
    const count = amount ? Number(wholeUnits(amount)) : 0;
    if (count > 0) return { resource, count, claimed: false };
  }
  return undefined;
}

/** Source: k8s-dra-driver-gpu, its device classes. */
const deviceClassesOfGpus = ["gpu.nvidia.com", "mig.nvidia.com", "vfio.gpu.nvidia.com"];
