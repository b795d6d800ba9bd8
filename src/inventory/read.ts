import { examineAs } from "../nim/schema/examine.ts";
import { isMap, type Path, type ValueMap, valueAt } from "../nim/value.ts";
import { contradictionsOf } from "./contradictions.ts";
import type { Inventory } from "./inventory.ts";
import { normalized } from "./normalize.ts";
import type { InventoryProblem } from "./problem.ts";
import { inventorySchema } from "./schema.ts";
import { softened } from "./soften.ts";

export interface InventoryReading {
  /** Undefined where the document does not fit the schema. */
  readonly inventory: Inventory | undefined;
  /** In the order of the document as far as the schema is concerned; contradictions come pool by pool. */
  readonly problems: readonly InventoryProblem[];
}

/** Reads a document of kind `GPUInventory`, as the YAML or JSON reader gives it, and judges it. */
export function readInventory(document: ValueMap): InventoryReading {
  const { value, problems } = examineAs(inventorySchema(), softened(document));
  const told = problems
    .filter(({ path }) => !isRepeated(path, document))
    .map(({ path, code, message, help = "" }): InventoryProblem => {
      const words = isNodes(path) ? nodesWords : { message, help };
      return { code: "inventory-schema", path, ...words, ...(code === "unknown-field" && { onKey: true }) };
    });
  if (told.length > 0) return { inventory: undefined, problems: told };
  // It fits: this only gives it its type.
  const inventory = normalized(inventorySchema().parse(value));
  return { inventory, problems: contradictionsOf(inventory) };
}

const nodesWords = {
  message: "nodes must be a whole number, or a map with min and max",
  help: "write `nodes: 2`, or `nodes: {min: 0, max: 4}` for a pool that an autoscaler changes",
};

function isNodes(path: Path): boolean {
  return path.length === 4 && path[1] === "nodePools" && path[3] === "nodes";
}

/** One number that stands for min and max is told once. */
function isRepeated(path: Path, document: ValueMap): boolean {
  const [last, nodes] = [path.at(-1), path.slice(0, -1)];
  return last === "max" && isNodes(nodes) && !isMap(valueAt(document, nodes));
}
