import { fabricOf } from "../gpu/fabric.ts";
import type { GpuProduct } from "../gpu/products.ts";

/** GPUs of the usual node, where that is one number for all products that may be meant. */
export function usualCount(possible: readonly GpuProduct[]): number | undefined {
  const [count, ...others] = new Set(possible.map((product) => fabricOf(product).perNode));
  return others.length === 0 ? count : undefined;
}
