import { productsNamed } from "../gpu/aliases.ts";
import { fabricOf } from "../gpu/fabric.ts";
import { productOfLabel } from "../gpu/find-product.ts";
import { memoryMiBOf } from "../gpu/memory.ts";
import { type GpuProduct, productSources } from "../gpu/products.ts";
import { hasPeerToPeer, parseVgpuProfile, type VgpuProfile, vgpuProfilesOf } from "../gpu/vgpu.ts";
import { gpuResource } from "../nim/gpu-resource.ts";
import { devicesOf } from "./devices.ts";
import {
  type Amounts,
  type CompletedGpu,
  type CompletedPool,
  type NodePool,
  nvlinkNames,
  type PoolGpu,
} from "./inventory.ts";
import { Provenance } from "./provenance.ts";
import { usualCount } from "./usual-count.ts";

/**
 * Fills in what a pool does not say: from the catalogue, or with what is usual, and says which. What is unknown and has
 * nothing usual stays undefined: the cpu and memory of nodes, for example, which then are no limit.
 */
export function completePool(pool: NodePool): CompletedPool {
  const known = new Provenance();
  const gpu = pool.gpu && completeGpu(pool.gpu, pool.allocatable, known);
  const devices = gpu ? devicesOf(gpu, pool.allocatable) : [];
  const allocatable: Record<string, string> = {};
  for (const { resource, count } of devices) {
    allocatable[resource] = known.of(`allocatable.${resource}`, pool.allocatable[resource], () => ({
      value: String(count),
      from: "assumed",
      source: "follows from gpu",
    }));
  }
  allocatable.pods = known.of("allocatable.pods", pool.allocatable.pods, () => ({
    value: "110",
    from: "assumed",
    source: "the kubelet's default",
  }));
  const { gpu: _, ...rest } = pool;
  return {
    ...rest,
    allocatable: { ...allocatable, ...pool.allocatable },
    ...(gpu && { gpu }),
    devices,
    origins: known.origins,
  };
}

function completeGpu(gpu: PoolGpu, allocatable: Amounts, known: Provenance): CompletedGpu {
  const vgpu = vgpuOf(gpu);
  const product = productOf(gpu, vgpu);
  const fabric = product && fabricOf(product);
  const virtualization = known.of("gpu.virtualization", gpu.virtualization, () =>
    vgpu
      ? { value: "vgpu", from: "assumed", source: `${vgpu.name} is a vGPU` }
      : { value: "bare-metal", from: "assumed", source: "the usual" },
  );
  const count = known.of("gpu.count", gpu.count, () => {
    const offered = wholeOffered(gpu, allocatable);
    if (offered !== undefined) return { value: offered, from: "assumed", source: `allocatable has them` };
    const possible = product ? [product] : productsNamed(gpu.product);
    const usual = virtualization === "bare-metal" ? usualCount(possible) : undefined;
    return usual === undefined
      ? { value: 1, from: "assumed", source: "nothing is said" }
      : { value: usual, from: "assumed", source: `the usual node with ${product?.name ?? gpu.product}` };
  });
  const whole = virtualization === "vgpu" && !vgpu && product ? vgpuProfilesOf(product).at(-1) : undefined;
  const vgpuProfile = known.maybe("gpu.vgpuProfile", gpu.vgpuProfile ?? vgpu?.name, () =>
    whole === undefined ? undefined : { value: whole, from: "assumed", source: "a whole GPU" },
  );
  const virtual = vgpuProfile === undefined ? undefined : parseVgpuProfile(vgpuProfile);
  const label = labelOf(gpu.product, product, virtual, known);
  const memoryMiB = known.maybe("gpu.memory", gpu.memoryMiB, () => memoryOf(product, virtual), " MiB");
  const computeCapability = known.maybe(
    "gpu.computeCapability",
    gpu.computeCapability,
    () =>
      product && { value: product.computeCapability, from: "catalogue", source: sourceOf(product, "AMG") },
  );
  const nvlink = known.of("gpu.nvlink", gpu.nvlink, () => {
    if (virtual && !hasPeerToPeer(virtual))
      return { value: "none", from: "assumed", source: "only whole vGPUs reach each other" };
    if (!product) return { value: "none", from: "assumed", source: "the product is not known" };
    return { value: nvlinkNames[product.nvlink], from: "catalogue", source: `what ${product.name} has` };
  });
  const nvlinkDomainSize = known.of("gpu.nvlinkDomainSize", gpu.nvlinkDomainSize, () => ({
    value: domainOf(nvlink, count, fabric?.domain ?? 1),
    from: "assumed",
    source: `usual with nvlink: ${nvlink}`,
  }));
  return {
    ...gpu,
    product: label,
    known: product,
    label,
    count,
    virtualization,
    ...(vgpuProfile !== undefined && { vgpuProfile }),
    ...(memoryMiB !== undefined && { memoryMiB }),
    ...(computeCapability !== undefined && { computeCapability }),
    ...deviceIdOf(gpu, product, known),
    nvlink,
    nvlinkDomainSize,
    sharing: gpu.sharing ?? { strategy: "none", replicas: 1, renamed: false },
    mig: gpu.mig ?? { strategy: "none", devices: {} },
    allocation: known.of("gpu.allocation", gpu.allocation, () => ({
      value: "device-plugin",
      from: "assumed",
      source: "the usual",
    })),
  };
}

/** GPUs that are neither cut nor shared are as many as the device plugin offers. */
function wholeOffered({ mig, sharing }: PoolGpu, allocatable: Amounts): number | undefined {
  const isDivided = (mig?.strategy ?? "none") !== "none" || (sharing?.strategy ?? "none") !== "none";
  const offered = Number(allocatable[gpuResource] ?? "0");
  return !isDivided && Number.isInteger(offered) && offered > 0 ? offered : undefined;
}

/** The vGPU that is named, be it as the product: GPU feature discovery makes the label of the vGPU's name. */
function vgpuOf({ product, vgpuProfile }: PoolGpu): VgpuProfile | undefined {
  return parseVgpuProfile(vgpuProfile ?? product);
}

/** The one product that is meant; undefined where it is unknown, or several may be meant. */
function productOf({ product }: PoolGpu, vgpu: VgpuProfile | undefined): GpuProduct | undefined {
  const named = productsNamed(product);
  if (named.length > 1 && vgpu?.product && named.includes(vgpu.product)) return vgpu.product;
  if (named.length > 0) return named.length === 1 ? named[0] : undefined;
  return vgpu?.product;
}

/** The label of a product that is called by a short name; a virtual machine has that of its vGPU. */
function labelOf(
  written: string,
  product: GpuProduct | undefined,
  virtual: VgpuProfile | undefined,
  known: Provenance,
): string {
  const isItsVgpu = virtual !== undefined && virtual.product === product;
  const label = isItsVgpu ? `NVIDIA-${virtual.name}` : product?.labels[0];
  const isLabel = productOfLabel(written) !== undefined || parseVgpuProfile(written) !== undefined;
  if (isLabel || label === undefined || product === undefined) return known.given("gpu.product", written);
  return known.of("gpu.product", undefined, () => ({
    value: label,
    from: "catalogue",
    source: isItsVgpu ? "the vGPU's name" : `${written} is short for it`,
  }));
}

/** A vGPU has the frame buffer of its name, and no more than the GPU. */
function memoryOf(product: GpuProduct | undefined, virtual: VgpuProfile | undefined) {
  const whole = product && memoryMiBOf(product);
  if (virtual) {
    const value = Math.min(virtual.frameBufferGB * 1024, whole ?? Number.POSITIVE_INFINITY);
    return { value, from: "catalogue", source: `the frame buffer of ${virtual.name}` } as const;
  }
  if (!product || whole === undefined) return undefined;
  const source = product.reportedMiB === undefined ? "data sheet" : sourceOf(product, "SAEG");
  return { value: whole, from: "catalogue", source } as const;
}

/** The first of the sources that may have a fact among those that the product names. */
function sourceOf({ sources }: GpuProduct, letters: string): string {
  const letter = [...letters].find((candidate) => sources.includes(candidate));
  const found = Object.entries(productSources).find(([key]) => key === (letter ?? "R"));
  return found?.[1] ?? productSources.R;
}

function domainOf(nvlink: CompletedGpu["nvlink"], count: number, domain: number): number {
  if (nvlink === "none") return 1;
  if (nvlink === "bridge") return Math.min(count, Math.max(2, domain));
  return nvlink === "nvswitch" ? count : Math.max(count, domain);
}

function deviceIdOf(gpu: PoolGpu, product: GpuProduct | undefined, known: Provenance) {
  const [id] = product?.pciIds ?? [];
  const deviceID = known.maybe("gpu.deviceID", gpu.deviceID, () =>
    product && id !== undefined
      ? { value: id, from: "catalogue", source: sourceOf(product, "OP") }
      : undefined,
  );
  return deviceID === undefined ? {} : { deviceID };
}
