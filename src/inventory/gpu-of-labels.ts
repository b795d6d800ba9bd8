import { parseGpuLabel, profileOfLabel } from "../gpu/label.ts";
import { migProfileNamed, migProfilesOf, migResource } from "../gpu/mig.ts";
import { gpuResource } from "../nim/gpu-resource.ts";
import { completePool } from "./complete.ts";
import type { Amounts, Mig, PoolGpu, Sharing } from "./inventory.ts";
import { sharingStrategies } from "./inventory.ts";

type Labels = Readonly<Record<string, string>>;

/**
 * The GPUs of a node, from the labels of GPU feature discovery; what the catalogue says by itself is left out. Undefined
 * where no label tells the product. Source: k8s-device-plugin internal/lm/resource.go, mig-strategy.go.
 */
export function gpuOfLabels(labels: Labels): PoolGpu | undefined {
  const label = labelOf(labels, `${gpuResource}.product`);
  if (label === undefined) return undefined;
  const { product, profile } = parseGpuLabel(label);
  const count = numberAt(labels, `${gpuResource}.count`);
  const divided =
    profile === undefined
      ? mixedOf(labels, count)
      : profile === "INVALID"
        ? {}
        : singleOf(profile, product, count ?? 0);
  const driverVersion = labelOf(labels, "nvidia.com/cuda.driver-version.full");
  const gpu: PoolGpu = {
    product,
    ...(count !== undefined && count > 0 && { count }),
    ...divided,
    ...sharingOf(labels, divided.mig),
    ...(driverVersion !== undefined && /^\d+\.\d+(\.\d+)?$/.test(driverVersion) && { driverVersion }),
  };
  return { ...gpu, ...otherThanKnown(gpu, labels, profile !== undefined) };
}

type Divided = Pick<PoolGpu, "count" | "mig">;

/** Labels count the instances of a node, not those of a GPU: a GPU is taken to be cut as far as it goes. */
function singleOf(profile: string, product: string, instances: number): Divided {
  const most = mostOf(product, profile) ?? 1;
  const perGpu = downFrom(most).find((number) => instances % number === 0) ?? 1;
  return {
    ...(instances > 0 && { count: instances / perGpu }),
    mig: { strategy: "single", devices: { [profile]: perGpu } },
  };
}

function mixedOf(labels: Labels, gpus = 1): Divided {
  if (labelOf(labels, "nvidia.com/mig.strategy") !== "mixed") return {};
  const devices = Object.entries(labels).flatMap(([name, value]): [string, number][] => {
    const profile = /^nvidia\.com\/mig-(.+)\.count$/.exec(name)?.[1];
    const perGpu = Math.floor(Number(value) / Math.max(1, gpus));
    return profile === undefined || !(perGpu > 0) ? [] : [[profileOfLabel(profile), perGpu]];
  });
  return devices.length === 0 ? {} : { mig: { strategy: "mixed", devices: Object.fromEntries(devices) } };
}

/** Shared GPUs are called so, unless their resource is: of cut ones, the labels of the instances tell it. */
function sharingOf(labels: Labels, mig: Mig | undefined): Pick<PoolGpu, "sharing"> {
  const [profile] = mig?.strategy === "mixed" ? Object.keys(mig.devices) : [];
  const resource = profile === undefined ? gpuResource : migResource(profile);
  const replicas = numberAt(labels, `${resource}.replicas`) ?? 1;
  if (replicas < 2) return {};
  const named = labelOf(labels, `${resource}.sharing-strategy`);
  const strategy = sharingStrategies.find((known) => known === named && known !== "none") ?? "time-slicing";
  const renamed = !parseGpuLabel(labelOf(labels, `${resource}.product`) ?? "").shared;
  const sharing: Sharing = { strategy, replicas, renamed };
  return { sharing };
}

/** What the node says of its GPUs and the catalogue does not, or says otherwise. */
function otherThanKnown(gpu: PoolGpu, labels: Labels, isPart: boolean): Partial<PoolGpu> {
  const known = completePool({ ...emptyPool, gpu }).gpu;
  const memoryMiB = isPart ? undefined : numberAt(labels, `${gpuResource}.memory`);
  const major = numberAt(labels, `${gpuResource}.compute.major`);
  const minor = numberAt(labels, `${gpuResource}.compute.minor`);
  const [knownMajor, knownMinor] = known?.computeCapability ?? [];
  return {
    ...(memoryMiB !== undefined && memoryMiB !== known?.memoryMiB && { memoryMiB }),
    ...(major !== undefined &&
      minor !== undefined &&
      (major !== knownMajor || minor !== knownMinor) && { computeCapability: [major, minor] as const }),
  };
}

export const emptyPool = {
  name: "nodes",
  nodes: { min: 1, max: 1 },
  nodeNames: [],
  labels: {},
  taints: [],
  allocatable: {} satisfies Amounts,
  reserved: {},
  unschedulable: false,
} as const;

function mostOf(product: string, profile: string): number | undefined {
  const known = completePool({ ...emptyPool, gpu: { product } }).gpu?.known;
  return known && migProfilesOf(known) ? migProfileNamed(known, profile)?.most : undefined;
}

function downFrom(most: number): number[] {
  return Array.from({ length: most }, (_, index) => most - index);
}

function numberAt(labels: Labels, name: string): number | undefined {
  const text = labelOf(labels, name);
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function labelOf(labels: Labels, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined;
}
