import type { Path } from "../nim/value.ts";

/**
 * What is wrong with an inventory. After a problem of the schema there is no inventory; with one of the others there is,
 * and what depends on the place is not to be trusted.
 */
export type InventoryProblemCode =
  | "inventory-schema"
  | "inventory-contradiction"
  | "inventory-unknown-product";

export interface InventoryProblem {
  readonly code: InventoryProblemCode;
  /** From the document's root; for a missing field the place where it belongs. */
  readonly path: Path;
  readonly message: string;
  /** What to write instead. */
  readonly help: string;
  /** The key is what is wrong, not its value. */
  readonly onKey?: true;
  /** The other place that it contradicts. */
  readonly related?: Path | undefined;
}

/** Tells of a place that cannot be right, given the others or what the catalogue knows; paths begin below `spec`. */
export type Tell = (
  path: Path,
  message: string,
  help: string,
  more?: { related?: Path; code?: InventoryProblem["code"] },
) => void;
