import { parseQuantity } from "./quantity.ts";

/** The one resource that the operator itself asks for, whatever the device plugin offers. */
export const gpuResource = "nvidia.com/gpu";

type Amounts = Readonly<Record<string, string | number | undefined>>;

interface Resources {
  readonly requests?: Amounts | undefined;
  readonly limits?: Amounts | undefined;
}

/** Names of resources that stand for GPUs or parts of them: `nvidia.com/gpu`, MIG slices, renamed and shared ones. */
export function gpuResourcesOf(resources: Resources | undefined): string[] {
  const names = new Set([...Object.keys(resources?.requests ?? {}), ...Object.keys(resources?.limits ?? {})]);
  return [...names].filter((name) => name.startsWith("nvidia.com/") || /(^|[/.-])v?gpu($|[.-])/.test(name));
}

/** MIG slices, as the device plugin names them with the strategy `mixed`: `nvidia.com/mig-1g.10gb`. */
export function migResourcesOf(resources: Resources | undefined): string[] {
  return gpuResourcesOf(resources).filter((name) => name.startsWith("nvidia.com/mig-"));
}

/** Whole GPUs that a pod asks for by `nvidia.com/gpu`; undefined where it names none. */
export function gpuCountOf(
  resources: Resources | undefined,
): { count: number; in: "limits" | "requests" } | undefined {
  for (const side of ["limits", "requests"] as const) {
    const amount = resources?.[side]?.[gpuResource];
    const quantity = amount === undefined ? undefined : parseQuantity(amount);
    if (quantity) return { count: Number(quantity.nano) / 1e9, in: side };
  }
  return undefined;
}

/**
 * Whether a resource is a device plugin's: counted whole and never overcommitted. Unlike cpu and memory it has a prefix,
 * and that is not Kubernetes' own. Source: Kubernetes pkg/apis/core/v1/helper, IsExtendedResourceName, IsNativeResource.
 */
export function isExtendedResource(name: string): boolean {
  return name.includes("/") && !/^([^/]*\.)?kubernetes\.io\//.test(name);
}
