import { shortList } from "../inventory/short-list.ts";
import { gpuResource } from "../nim/gpu-resource.ts";
import type { PlacementProblem } from "./problem-of.ts";

/**
 * What to do where pods ask for GPUs in the one way (the device plugin's resource, or claims) and all pools hand them out in
 * the other; undefined where that is not it.
 */
export function allocationHelp(
  { pods, fleet }: PlacementProblem,
  groups: readonly number[],
): string | undefined {
  const asking = groups.flatMap((group) => pods[group] ?? []);
  const pools = [...new Set(fleet.classes.map(({ pool }) => pool))].filter(({ gpu }) => gpu !== undefined);
  const isClaimed = asking.some(({ devices }) => devices.length > 0);
  const isRequested = asking.some(({ requests }) => Object.hasOwn(requests, gpuResource));
  if (pools.length === 0 || isClaimed === isRequested) return undefined;
  const wanted = isClaimed ? "dra" : "device-plugin";
  if (pools.some(({ gpu }) => gpu?.allocation === wanted)) return undefined;
  const names = shortList(pools.map(({ name }) => name));
  return isClaimed
    ? `the inventory says that a device plugin hands out the GPUs of ${names}, and the pods claim theirs: write gpu.allocation: dra where a DRA driver does it, or ask for ${gpuResource} in spec.resources`
    : `the inventory says that a DRA driver hands out the GPUs of ${names}, and the pods ask a device plugin for theirs: claim them in spec.draResources, or write gpu.allocation: device-plugin`;
}
