import { ManifestDocument, type SourceFile } from "../manifest/document.ts";
import { type Position, readDocument, splitDocuments, type TextRange } from "../manifest/yaml/index.ts";
import { isMap, type Value, type ValueMap } from "../nim/value.ts";
import { UserError } from "../user-error.ts";
import { inventoryApiVersion, inventoryKind } from "./kind.ts";
import type { InventoryProblem } from "./problem.ts";
import { type InventoryReading, readInventory } from "./read.ts";

interface PlacedProblem extends InventoryProblem {
  readonly position: Position;
}

export interface LoadedInventory {
  readonly inventory: InventoryReading["inventory"];
  readonly problems: readonly PlacedProblem[];
}

/**
 * The inventory of a file that holds one, among other documents perhaps.
 *
 * @throws UserError where there is none, or several, or where the text cannot be read.
 */
export function inventoryIn(file: SourceFile): LoadedInventory {
  const found = candidatesIn(file).flatMap((range) => {
    const { value, problems } = readDocument(file.text, range);
    const [problem] = problems;
    if (problem) throw mistake(file, problem.range.start, problem.message, problem.help);
    return isInventory(value) ? [{ value, document: new ManifestDocument(file, range, false) }] : [];
  });
  const [first, second] = found;
  if (!first) {
    throw new UserError(`there is no ${inventoryKind} in ${file.path}`, {
      help: `an inventory begins with \`apiVersion: ${inventoryApiVersion}\` and \`kind: ${inventoryKind}\``,
    });
  }
  if (second) {
    const { start } = second.document.rangeOf(["kind"], false);
    throw mistake(file, start, `this is a second ${inventoryKind}`, "give each cluster a file of its own");
  }
  const { inventory, problems } = readInventory(first.value);
  return {
    inventory,
    problems: problems.map((problem) => {
      const { start } = first.document.rangeOf(problem.path, problem.onKey ?? false);
      return { ...problem, position: file.position(start) };
    }),
  };
}

/** Whether a file holds an inventory, be it right or wrong. */
export function holdsInventory(file: SourceFile): boolean {
  return candidatesIn(file).some((range) => isInventory(readDocument(file.text, range).value));
}

function candidatesIn({ text }: SourceFile): TextRange[] {
  return splitDocuments(text).filter(({ start, end }) => text.slice(start, end).includes(inventoryKind));
}

function isInventory(value: Value | undefined): value is ValueMap {
  return isMap(value) && value.kind === inventoryKind;
}

function mistake(file: SourceFile, offset: number, message: string, help: string | undefined): UserError {
  const { line, column } = file.position(offset);
  return new UserError(`${file.path}:${line}:${column}: ${message}`, help === undefined ? {} : { help });
}
