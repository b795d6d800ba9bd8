import { decimalGB, holdsGB, memoryMiBOf } from "../../gpu/memory.ts";
import { hasPeerToPeer, parseVgpuProfile } from "../../gpu/vgpu.ts";
import type { CompletedGpu, CompletedPool } from "../../inventory/inventory.ts";
import { canRun } from "../../nim/profile/can-run.ts";
import type { GpuPlace } from "../../nim/profile/gpu-place.ts";
import type { ProfileFacts } from "../../nim/profile/lock/lock.ts";
import type { Reason } from "../plan.ts";
import { leastMemoryGB } from "./estimate.ts";
import { filterWarning } from "./filter-warning.ts";
import type { GpusAsked } from "./gpus-asked.ts";
import { migWarning } from "./mig-warning.ts";
import type { ServedModel } from "./served-model.ts";

/** How the GPUs of a pool suit a workload. */
export interface PoolFit {
  readonly pool: CompletedPool;
  /** What is certain to keep it from running there. */
  readonly refusal?: Reason;
  /** What may go wrong, or goes slowly; estimates too. */
  readonly warnings: readonly Reason[];
}

/**
 * Judges the GPUs that the scheduler would give the pods on a pool. Only what the profile's facts or the rules of MIG and
 * vGPU say is a refusal; what is estimated is a warning.
 *
 * @param group GPUs of all pods that serve one copy of the model together.
 */
export function poolFit(pool: CompletedPool, asked: GpusAsked, group: number, served: ServedModel): PoolFit {
  const { gpu } = pool;
  const device = asked.claimed
    ? { count: gpu?.count ?? 0, memoryMiB: gpu?.memoryMiB, migProfile: undefined, sharedBy: 1 }
    : pool.devices.find(({ resource }) => resource === asked.resource);
  if (!gpu || !device) return { pool, warnings: [] };
  const part = partOf(gpu, device, asked);
  const place: GpuPlace = {
    name: gpu.label,
    product: gpu.known,
    memoryMiB: device.memoryMiB ?? (gpu.known ? memoryMiBOf(gpu.known) : 0),
    part,
    gpusPerNode: device.count,
  };
  const divided = dividedFault(pool, gpu, part, asked, served);
  const refusal = divided ?? profileFault(pool, place, asked, group, served.candidates);
  if (refusal) return { pool, refusal, warnings: [] };
  return {
    pool,
    warnings: [
      ...fabricWarning(pool, gpu, part, asked),
      ...sharedWarning(pool, gpu, part, asked),
      ...migWarning(pool, part, served),
      ...profileWarnings(pool, place, served),
      ...cacheWarning(pool, place, asked, group, served),
      ...filterWarning(pool, place, served),
      ...estimateWarning(pool, place, group, served),
    ],
  };
}

function partOf(
  gpu: CompletedGpu,
  { migProfile, sharedBy }: { readonly migProfile?: string | undefined; readonly sharedBy: number },
  { resource }: GpusAsked,
): GpuPlace["part"] {
  if (migProfile !== undefined || resource === "mig.nvidia.com") return "MIG";
  if (gpu.virtualization === "vgpu") return "vGPU";
  return sharedBy > 1 ? "shared" : undefined;
}

/**
 * Parts of GPUs that cannot work together. Shares of one GPU are one device to their container; vGPUs reach each other by NVLink alone, and only whole ones, MIG instances not at
 * all. Sources: NVIDIA AI Enterprise, vGPU user guide (peer-to-peer CUDA transfers over NVLink); MIG user guide.
 */
function dividedFault(
  { name }: CompletedPool,
  { label, vgpuProfile, count: physical }: CompletedGpu,
  part: GpuPlace["part"],
  { count }: GpusAsked,
  { chosen }: ServedModel,
): Reason | undefined {
  // A profile that takes one GPU leaves the others alone.
  if (count < 2 || gpusTaken(chosen?.facts ?? {}) === 1) return undefined;
  if (part === "MIG") {
    return {
      code: "mig-instances-apart",
      message: `on ${name}: ${count} MIG instances cannot serve one model together`,
      help: "ask for one instance that is large enough, or for whole GPUs",
    };
  }
  if (part === "shared" && count > physical && (gpusTaken(chosen?.facts ?? {}) ?? 1) > physical) {
    return {
      code: "gpu-shares-apart",
      message: `on ${name}: a node has ${physical} ${physical === 1 ? "GPU" : "GPUs"}, so that of ${count} shares some are of one and the same: they cannot serve one model together`,
      help: "ask for no more shares than a node has GPUs, or for whole GPUs",
    };
  }
  const vgpu = vgpuProfile === undefined ? undefined : parseVgpuProfile(vgpuProfile);
  if (part !== "vGPU" || (vgpu && hasPeerToPeer(vgpu))) return undefined;
  return {
    code: "vgpu-without-peer-to-peer",
    message: `on ${name}: ${count} vGPUs (${vgpu?.name ?? label}) cannot serve one model together: only whole vGPUs on a board with NVLink reach each other`,
    help: "ask for one vGPU, or for GPUs with NVLink",
  };
}

/** All profiles that there are refuse; one that may run is enough. */
function profileFault(
  { name }: CompletedPool,
  place: GpuPlace,
  { count }: GpusAsked,
  group: number,
  candidates: readonly ProfileFacts[],
): Reason | undefined {
  if (candidates.length === 0) return undefined;
  const faults: string[] = [];
  for (const profile of candidates) {
    const fault =
      tooFewGpus(profile, count, group) ?? memoryFault(profile, place) ?? runFault(profile, place);
    if (fault === undefined) return undefined;
    faults.push(fault);
  }
  const [first = "", ...others] = [...new Set(faults)];
  const message =
    candidates.length === 1
      ? `the profile cannot run on ${name}: ${first}`
      : `none of the ${candidates.length} profiles can run on ${name}: ${first}${others.length > 0 ? ", and others" : ""}`;
  return { code: "gpu-cannot-run-profile", message };
}

function tooFewGpus(profile: ProfileFacts, count: number, group: number): string | undefined {
  const { tensorParallelism: tensor = 1 } = profile;
  const all = gpusTaken(profile) ?? 1;
  if (tensor > count) return `it spreads each layer over ${tensor} GPUs, and each pod asks for ${count}`;
  return all > group ? `it takes ${all} GPUs, and ${group} are asked for` : undefined;
}

export function gpusTaken({ tensorParallelism, pipelineParallelism = 1 }: ProfileFacts): number | undefined {
  return tensorParallelism === undefined ? undefined : tensorParallelism * pipelineParallelism;
}

/** Of GPUs that the catalogue does not know, the inventory may still say the memory. */
function memoryFault({ minimumGpuMemoryGB: needs }: ProfileFacts, place: GpuPlace): string | undefined {
  if (place.product || needs === undefined || place.memoryMiB === 0 || holdsGB(place.memoryMiB, needs))
    return undefined;
  return `it needs ${inGB(needs)} of memory on each GPU, and it has ${inGB(decimalGB(place.memoryMiB))}`;
}

function runFault(profile: ProfileFacts, place: GpuPlace): string | undefined {
  const { verdict, reasons } = canRun(profile, place);
  return verdict === "no" ? reasons.join("; ") : undefined;
}

function fabricWarning(
  { name }: CompletedPool,
  { nvlink, nvlinkDomainSize }: CompletedGpu,
  part: GpuPlace["part"],
  { count }: GpusAsked,
): Reason[] {
  if (part !== undefined || count <= Math.max(1, nvlinkDomainSize)) return [];
  const reach =
    nvlink === "none" ? "its GPUs have no NVLink" : `${nvlinkDomainSize} of its GPUs share NVLink`;
  return [
    {
      code: "tensor-parallel-over-pcie",
      message: `on ${name}, the ${count} GPUs of a pod reach each other over PCIe: ${reach}`,
      help: "GPUs with NVLink serve models that are spread over several of them much faster",
    },
  ];
}

function sharedWarning(
  { name }: CompletedPool,
  gpu: CompletedGpu,
  part: GpuPlace["part"],
  { count }: GpusAsked,
): Reason[] {
  if (part !== "shared") return [];
  const message =
    count > 1
      ? `on ${name}, ${count > gpu.count ? `some of the ${count} shares are` : `${count} shares may be`} of one and the same GPU`
      : `on ${name}, others share the GPU's memory, and nothing keeps them apart`;
  return [{ code: "gpu-is-shared", message }];
}

/** Without what is told in other words already. */
function profileWarnings(
  { name }: CompletedPool,
  place: GpuPlace,
  { chosen, candidates, model }: ServedModel,
): Reason[] {
  if (candidates.length === 0 && model?.precision) {
    // All that is known is which precision its cache selects.
    const { reasons } = canRun({ precision: model.precision }, place);
    const lacking = reasons.filter((reason) => reason.includes("has no units"));
    return lacking.map((reason) => ({ code: "gpu-suits-profile-badly", message: `on ${name}: ${reason}` }));
  }
  if (!chosen) return [];
  const { warnings } = canRun(chosen.facts, place);
  return warnings
    .filter((warning) => !/over PCIe|share the GPU|spec\.multiNode/.test(warning))
    .map((warning) => ({ code: "gpu-suits-profile-badly", message: `on ${name}: ${warning}` }));
}

/** Without a profile of its own, an image takes one that suits the GPU, and downloads it where the cache lacks it. */
function cacheWarning(
  { name }: CompletedPool,
  place: GpuPlace,
  { count }: GpusAsked,
  group: number,
  { chosen, cached }: ServedModel,
): Reason[] {
  if (chosen || !cached) return [];
  const faults = cached.map((profile) => tooFewGpus(profile, count, group) ?? runFault(profile, place));
  if (faults.includes(undefined)) return [];
  const message = `on ${name}, no profile of its cache can run (${faults[0]}): the image downloads another when it starts`;
  const help =
    "let the cache select the profile for these GPUs, and name it in spec.storage.nimCache.profile";
  return [{ code: "cached-profiles-unfit", message, help }];
}

function estimateWarning(
  { name }: CompletedPool,
  { product, memoryMiB }: GpuPlace,
  group: number,
  { chosen, candidates, model }: ServedModel,
): Reason[] {
  const isKnown = candidates.some(({ minimumGpuMemoryGB, size }) => minimumGpuMemoryGB ?? size);
  if (isKnown || !model || memoryMiB === 0) return [];
  const gpus = (chosen && gpusTaken(chosen.facts)) ?? group;
  const needed = leastMemoryGB(model, gpus, product);
  if (holdsGB(memoryMiB, needed)) return [];
  return [
    {
      code: "gpu-memory-estimated-small",
      message: `on ${name}, a model of ${model.billions} billion parameters takes about ${inGB(needed)} on each of ${gpus} GPUs, which have ${inGB(decimalGB(memoryMiB))} (estimate)`,
      help: "take more or larger GPUs, or a profile of a smaller precision; `nimops profiles update` brings the real figures",
    },
  ];
}

function inGB(amount: number): string {
  return `${Number(amount.toFixed(1))} GB`;
}
