import { completePool } from "./complete.ts";
import type { NodePool } from "./inventory.ts";

/** How a pool is called that nobody has named: after its product, such as `h100-sxm`. */
export function shortNameOf(pool: NodePool): string {
  const gpu = completePool(pool).gpu;
  if (!gpu) return "cpu";
  const name =
    gpu.known && gpu.virtualization !== "vgpu" ? gpu.known.name : gpu.label.replace(/^NVIDIA-/, "");
  return objectName(name) || "gpu";
}

/** A text as the name of an object: in lower case, with hyphens for all that such a name cannot hold. */
export function objectName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 60)
    .replace(/-$/, "");
}
