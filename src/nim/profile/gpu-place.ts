import { productsNamed } from "../../gpu/aliases.ts";
import { parseGpuLabel } from "../../gpu/label.ts";
import { memoryMiBOf } from "../../gpu/memory.ts";
import { migMemoryMiB, migProfileNamed } from "../../gpu/mig.ts";
import type { GpuProduct } from "../../gpu/products.ts";
import { parseVgpuProfile } from "../../gpu/vgpu.ts";

/** Where a profile is to run: GPUs of one kind, or equal parts of them. */
export interface GpuPlace {
  /** As it was named; several products of one name are told apart by their own. */
  readonly name: string;
  /** Undefined where the catalogue does not know it. */
  readonly product: GpuProduct | undefined;
  readonly memoryMiB: number;
  /** How the GPU is divided; undefined for whole ones. */
  readonly part: "MIG" | "vGPU" | "shared" | undefined;
  /** GPUs of a node; where it is not given, that of products which come in nodes of one size. */
  readonly gpusPerNode: number | undefined;
}

/** Reads a value of the node label `nvidia.com/gpu.product`, or a short name such as `h100`. */
export function gpuPlaces(name: string, gpusPerNode?: number): readonly GpuPlace[] {
  const { product: whole, profile, shared } = parseGpuLabel(name);
  const products = productsNamed(whole);
  const unknown: GpuPlace = { name, product: undefined, memoryMiB: 0, part: undefined, gpusPerNode };
  if (products.length === 0) {
    const vgpu = parseVgpuProfile(name);
    if (vgpu?.product === undefined) return [unknown];
    const memoryMiB = Math.floor((vgpu.frameBufferGB * 1000) / 1.048576);
    return [{ ...unknown, product: vgpu.product, part: "vGPU", memoryMiB }];
  }
  return products.map((product) => {
    const memoryMiB = memoryMiBOf(product);
    const place: GpuPlace = {
      name: products.length === 1 ? name : (product.labels[0] ?? product.name),
      product,
      memoryMiB,
      part: shared ? "shared" : undefined,
      gpusPerNode,
    };
    if (profile === undefined) return place;
    const mig = migProfileNamed(product, profile);
    if (mig === undefined) return unknown;
    return { ...place, part: "MIG", memoryMiB: migMemoryMiB(mig, product, memoryMiB) };
  });
}
