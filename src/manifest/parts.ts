import { loadInventoryJudge } from "./inventory-problems.ts";
import { loadRecovery } from "./yaml/index.ts";

/** Parts of nimops that few manifests need, and that every start would wait for. */
export type Part = "recovery" | "inventory-judge";

const loaders = {
  recovery: loadRecovery,
  "inventory-judge": loadInventoryJudge,
} as const satisfies Record<Part, () => Promise<void>>;

export const allParts: readonly Part[] = ["recovery", "inventory-judge"];

/** Whatever is loaded after this is read with these parts. */
export async function loadParts(parts: Iterable<Part>): Promise<void> {
  for (const part of parts) await loaders[part]();
}
