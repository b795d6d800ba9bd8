import { tagsContaining } from "../../gpu/find-product.ts";
import type { Resource } from "../../manifest/resource.ts";

/** The GPUs that a cache selects profiles for by name. */
export interface GpuFilter {
  /** As they are written, such as `a100`. */
  readonly products: readonly string[];
  /** Of all profiles that the filter lets through. */
  readonly tags: readonly string[];
}

/**
 * Undefined where a cache does not filter by names that profiles carry, or selects what is not compiled for a GPU.
 * Source: k8s-nim-operator internal/nimparser v1 and v2.
 */
export function gpuFilterOf({ spec }: Resource<"NIMCache">): GpuFilter | undefined {
  const { gpus = [], engine = "", buildable, profiles = [] } = spec.source?.ngc?.model ?? {};
  if (gpus.length === 0 || profiles.length > 0 || buildable === true) return undefined;
  if (engine !== "" && !/tensorrt/i.test(engine)) return undefined;
  const products = gpus.map(({ product }) => product ?? "");
  const tags = products.map((product) => (product === "" ? [] : tagsContaining(product)));
  return tags.some(({ length }) => length === 0) ? undefined : { products, tags: tags.flat() };
}
