import { examineAs } from "../nim/schema/examine.ts";
import { isMap, type Path, type ValueMap, valueAt } from "../nim/value.ts";
import { contradictionsOf } from "./contradictions.ts";
import type { Inventory } from "./inventory.ts";
import { normalized } from "./normalize.ts";
import type { InventoryProblem } from "./problem.ts";
import { inventorySchema, mostNodes } from "./schema.ts";
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
      const nodes = nodesWritten(path, document);
      if (nodes) return { code: "inventory-schema", path: nodes, ...nodesWords };
      const onKey = code === "unknown-field" && ({ onKey: true } as const);
      return { code: "inventory-schema", path, message, help, ...onKey };
    });
  if (told.length > 0) return { inventory: undefined, problems: told };
  // It fits: this only gives it its type.
  const inventory = normalized(inventorySchema().parse(value));
  return { inventory, problems: contradictionsOf(inventory) };
}

const nodesWords = {
  message: `nodes must be a whole number from 0 to ${mostNodes}, or a map with min and max`,
  help: "write `nodes: 2`, or `nodes: {min: 0, max: 4}` for a pool that an autoscaler changes",
};

function isNodes(path: Path): boolean {
  return path.length === 4 && path[1] === "nodePools" && path[3] === "nodes";
}

/** The place of `nodes`, where that is wrong itself: as it stands, or as the one number that stands for min and max. */
function nodesWritten(path: Path, document: ValueMap): Path | undefined {
  if (isNodes(path)) return path;
  const outer = path.slice(0, -1);
  return isNodes(outer) && !isMap(valueAt(document, outer)) ? outer : undefined;
}

/** One number that stands for min and max is told once. */
function isRepeated(path: Path, document: ValueMap): boolean {
  return path.at(-1) === "max" && !isNodes(path) && nodesWritten(path, document) !== undefined;
}
