import { migMemoryMiB, migProfileNamed, migResource } from "../gpu/mig.ts";
import { gpuResource } from "../nim/gpu-resource.ts";
import { parseQuantity, wholeUnits } from "../nim/quantity.ts";
import type { Amounts, CompletedGpu, Device } from "./inventory.ts";

/**
 * What a node's device plugin offers. An amount in `given` replaces the one that follows from the GPUs; resources for
 * GPUs that only `given` names are added. With DRA nothing is offered in this way.
 */
export function devicesOf(gpu: CompletedGpu, given: Amounts): Device[] {
  const derived = gpu.allocation === "dra" ? [] : derivedDevices(gpu);
  const counted = derived.map((device) => {
    const count = countOf(given[device.resource]);
    return count === undefined ? device : { ...device, count };
  });
  const others = Object.keys(given)
    .filter(
      (name) => /^nvidia\.com\/(gpu|mig-)/.test(name) && !derived.some(({ resource }) => resource === name),
    )
    .map((resource) => ({ ...deviceNamed(resource, gpu), count: countOf(given[resource]) ?? 0 }));
  return [...counted, ...others];
}

function derivedDevices(gpu: CompletedGpu): Device[] {
  const { count, mig, sharing, memoryMiB } = gpu;
  const sharedBy = sharing.strategy === "none" ? 1 : sharing.replicas;
  const suffix = sharing.renamed && sharedBy > 1 ? ".shared" : "";
  const named = (resource: string) => `${resource}${suffix}`;
  const instances = Object.entries(mig.devices);
  if (mig.strategy === "none" || instances.length === 0) {
    return [{ resource: named(gpuResource), count: count * sharedBy, memoryMiB, sharedBy }];
  }
  // The device plugin refuses to offer two profiles as one resource.
  if (mig.strategy === "single" && instances.length > 1) {
    return [{ resource: named(gpuResource), count: 0, memoryMiB: undefined, sharedBy }];
  }
  return instances.map(([profile, perGpu]) => ({
    resource: named(mig.strategy === "single" ? gpuResource : migResource(profile)),
    count: count * perGpu * sharedBy,
    memoryMiB: instanceMemory(profile, gpu),
    migProfile: profile,
    sharedBy,
  }));
}

function deviceNamed(resource: string, gpu: CompletedGpu): Omit<Device, "count"> {
  const profile = /^nvidia\.com\/mig-(.*?)(?:\.shared)?$/.exec(resource)?.[1];
  return {
    resource,
    memoryMiB: profile === undefined ? gpu.memoryMiB : instanceMemory(profile, gpu),
    ...(profile !== undefined && { migProfile: profile }),
    sharedBy: 1,
  };
}

function instanceMemory(profile: string, { known, memoryMiB }: CompletedGpu): number | undefined {
  const facts = known && migProfileNamed(known, profile);
  return facts && known && memoryMiB !== undefined ? migMemoryMiB(facts, known, memoryMiB) : undefined;
}

function countOf(amount: string | undefined): number | undefined {
  const quantity = amount === undefined ? undefined : parseQuantity(amount);
  return quantity && Number(wholeUnits(quantity));
}
