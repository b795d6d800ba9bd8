import { familyOfCapability } from "../gpu/compute-capability.ts";
import { fabricOf } from "../gpu/fabric.ts";
import { formatGpuLabel } from "../gpu/label.ts";
import { migProfilesOf, migResource } from "../gpu/mig.ts";
import { gpuResource } from "../nim/gpu-resource.ts";
import type { CompletedGpu, CompletedPool, Device, Inventory } from "./inventory.ts";

/**
 * Labels that a node has without anybody's doing: those of the kubelet, of node feature discovery and of GPU feature
 * discovery, as far as the pool tells them. Labels that the pool gives win.
 */
export function derivedLabels(
  { gpu, devices, zone }: CompletedPool,
  nodeName: string,
  components: Inventory["components"] = {},
): Record<string, string> {
  const architecture = gpu?.known ? fabricOf(gpu.known).cpu : "amd64";
  return {
    "kubernetes.io/hostname": nodeName,
    "kubernetes.io/os": "linux",
    "kubernetes.io/arch": architecture,
    // Their former names: kube-controller-manager adds them where they are missing (nodelifecycle, labelReconcileInfo).
    "beta.kubernetes.io/os": "linux",
    "beta.kubernetes.io/arch": architecture,
    ...(zone !== undefined && { "topology.kubernetes.io/zone": zone }),
    ...(gpu && components.nfd !== false && { "feature.node.kubernetes.io/pci-10de.present": "true" }),
    ...(gpu && components.gfd !== false && gpuLabels(gpu, devices)),
  };
}

/**
 * The labels of GPU feature discovery. Shared GPUs keep their whole memory; with MIG as one resource, the labels tell of
 * the instances. Source: k8s-device-plugin internal/lm/resource.go, mig-strategy.go, nvml.go, vgpu.go.
 */
function gpuLabels(gpu: CompletedGpu, devices: readonly Device[]): Record<string, string> {
  const { mig, known, driverVersion } = gpu;
  const profiles = known && migProfilesOf(known);
  return {
    "nvidia.com/gpu.present": "true",
    ...(mig.strategy === "single" ? instanceLabels(gpu, devices) : wholeLabels(gpu)),
    ...(mig.strategy === "mixed" && mixedLabels(gpu)),
    ...architectureLabels(gpu),
    ...(known && { "nvidia.com/mig.capable": String(profiles === undefined || profiles.length > 0) }),
    ...(mig.strategy !== "none" && { "nvidia.com/mig.strategy": mig.strategy }),
    "nvidia.com/mps.capable": String(gpu.sharing.strategy === "mps" && mig.strategy === "none"),
    "nvidia.com/vgpu.present": String(gpu.virtualization === "vgpu"),
    ...(driverVersion !== undefined && { "nvidia.com/cuda.driver-version.full": driverVersion }),
  };
}

function wholeLabels(gpu: CompletedGpu): Record<string, string> {
  const isCut = gpu.mig.strategy === "mixed" && Object.keys(gpu.mig.devices).length > 0;
  // Of GPUs that are cut, GPU feature discovery leaves sharing out.
  const sharing = isCut ? { strategy: "none", replicas: 0 } : sharingOf(gpu);
  const shared = !isCut && isCalledShared(gpu);
  return {
    [`${gpuResource}.product`]: formatGpuLabel({ product: gpu.label, profile: undefined, shared }),
    [`${gpuResource}.count`]: String(gpu.count),
    [`${gpuResource}.replicas`]: String(sharing.replicas),
    [`${gpuResource}.sharing-strategy`]: sharing.strategy,
    ...(gpu.memoryMiB !== undefined && { [`${gpuResource}.memory`]: String(gpu.memoryMiB) }),
  };
}

/** One resource for all instances: its labels replace those of the whole GPUs. */
function instanceLabels(gpu: CompletedGpu, devices: readonly Device[]): Record<string, string> {
  const [[profile, perGpu], ...others] = instancesOf(gpu);
  if (profile === undefined) return wholeLabels(gpu);
  if (others.length > 0)
    return {
      [`${gpuResource}.product`]: formatGpuLabel({ product: gpu.label, profile: "INVALID", shared: false }),
      [`${gpuResource}.count`]: "0",
      [`${gpuResource}.replicas`]: "0",
      [`${gpuResource}.memory`]: "0",
    };
  const memory = devices.find(({ migProfile }) => migProfile === profile)?.memoryMiB;
  return instanceLabelsAs(gpuResource, gpu, profile, perGpu ?? 0, memory);
}

function mixedLabels(gpu: CompletedGpu): Record<string, string> {
  return Object.assign(
    {},
    ...Object.entries(gpu.mig.devices).map(([profile, perGpu]) =>
      instanceLabelsAs(migResource(profile), gpu, profile, perGpu, undefined),
    ),
  );
}

function instanceLabelsAs(
  resource: string,
  gpu: CompletedGpu,
  profile: string,
  perGpu: number,
  memory: number | undefined,
): Record<string, string> {
  const { strategy, replicas } = sharingOf(gpu);
  return {
    [`${resource}.product`]: formatGpuLabel({ product: gpu.label, profile, shared: isCalledShared(gpu) }),
    [`${resource}.count`]: String(gpu.count * perGpu),
    [`${resource}.replicas`]: String(replicas),
    [`${resource}.sharing-strategy`]: strategy,
    ...(memory !== undefined && { [`${resource}.memory`]: String(memory) }),
  };
}

function instancesOf({
  mig,
}: CompletedGpu): [[string | undefined, number | undefined], ...[string, number][]] {
  const [first = [undefined, undefined], ...others] = Object.entries(mig.devices);
  return [[first[0], first[1]], ...others];
}

function architectureLabels({ computeCapability }: CompletedGpu): Record<string, string> {
  if (computeCapability === undefined) return {};
  const [major, minor] = computeCapability;
  return {
    [`${gpuResource}.family`]: familyOfCapability(computeCapability),
    [`${gpuResource}.compute.major`]: String(major),
    [`${gpuResource}.compute.minor`]: String(minor),
  };
}

function sharingOf({ sharing }: CompletedGpu) {
  return sharing.strategy === "none" ? { strategy: "none", replicas: 1 } : sharing;
}

/** Where the resource has another name, the product keeps its own. */
function isCalledShared({ sharing }: CompletedGpu): boolean {
  return sharing.strategy !== "none" && sharing.replicas > 1 && !sharing.renamed;
}
