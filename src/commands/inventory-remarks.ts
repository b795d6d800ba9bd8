import type { InventoryProblemCode } from "../inventory/problem.ts";
import type { Assumption, Blocker } from "../plan/plan.ts";
import type { NamedInventory } from "./named-inventory.ts";

/** What contradicts itself is no ground for a plan: each place blocks, at its line. */
export function inventoryBlockers(found: NamedInventory | undefined): Blocker[] {
  return placed(found, blocking).map(({ code, message, help, file, line }) => ({
    code,
    message: `the inventory contradicts itself, and what was planned with it cannot be trusted: ${message}`,
    help,
    location: { file, line },
    fixable: false,
  }));
}

/** What of an inventory may be right, and is not known. */
export function inventoryAssumptions(found: NamedInventory | undefined): Assumption[] {
  return placed(found, doubtful).map(({ message, file, line }) => ({ about: `${file}:${line}`, message }));
}

const blocking: readonly InventoryProblemCode[] = ["inventory-schema", "inventory-contradiction"];
const doubtful: readonly InventoryProblemCode[] = ["inventory-unknown-product"];

function placed(found: NamedInventory | undefined, codes: readonly InventoryProblemCode[]) {
  return (found?.problems ?? [])
    .filter(({ code }) => codes.includes(code))
    .map((problem) => ({ ...problem, file: found?.file.path ?? "", line: problem.position.line }));
}
