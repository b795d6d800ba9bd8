import { gpuContradictions } from "./contradictions/gpu.ts";
import { nodeContradictions } from "./contradictions/nodes.ts";
import { storageAndQuotaContradictions } from "./contradictions/storage-and-quotas.ts";
import type { Inventory } from "./inventory.ts";
import type { InventoryProblem, Tell } from "./problem.ts";

/** Pools are kinds of nodes; a file made to have many more must not take long. */
const mostPools = 1000;
/** Nobody reads more of them. */
const mostProblems = 1000;

/** What fits the schema and still cannot be: two places that contradict each other, or one that contradicts the product. */
export function contradictionsOf(inventory: Inventory): InventoryProblem[] {
  const problems: InventoryProblem[] = [];
  const pools = inventory.nodePools.length;
  const tell: Tell = (path, message, help, { related, code = "inventory-contradiction" } = {}) => {
    if (problems.length >= mostProblems) return;
    problems.push({
      code,
      path: ["spec", ...path],
      message,
      help,
      ...(related && { related: ["spec", ...related] }),
    });
  };
  if (pools > mostPools) {
    tell(["nodePools"], `${pools} pools are more than any cluster has`, `write ${mostPools} at most`);
    return problems;
  }
  gpuContradictions(inventory, tell);
  nodeContradictions(inventory, tell);
  storageAndQuotaContradictions(inventory, tell);
  return problems;
}
