import { inventoryApiVersion, inventoryKind } from "../inventory/kind.ts";
import type { readInventory } from "../inventory/read.ts";
import { closest } from "../nim/closest.ts";
import type { Path, ValueMap } from "../nim/value.ts";
import type { ManifestDocument } from "./document.ts";
import { fileProblem, type SourceProblem } from "./source-problem.ts";

const [inventoryGroup = ""] = inventoryApiVersion.split("/");

/** Whether a document is, or was meant to be, an inventory of ours; others may have a kind of that name. */
export function isInventory(apiVersion: string, kind: string): boolean {
  const [group = ""] = apiVersion.split("/");
  if (kind === inventoryKind)
    return group === inventoryGroup || !group.includes(".") || closest(group, [inventoryGroup]) !== undefined;
  return group === inventoryGroup && closest(kind, [inventoryKind]) !== undefined;
}

let judge: typeof readInventory | undefined;

/** Loads what judges inventories, which would cost every start some 5 ms. */
export async function loadInventoryJudge(): Promise<void> {
  judge ??= (await import("../inventory/read.ts")).readInventory;
}

/** What is wrong with an inventory that stands in a document, or in a List of it; undefined where its judge is not loaded. */
export function inventoryProblems(
  value: ValueMap,
  base: Path,
  document: ManifestDocument,
): SourceProblem[] | undefined {
  const rangeOf = (path: Path, onKey = false) => document.rangeOf([...base, ...path], onKey);
  return judge?.(value).problems.map(({ code, path, message, help, onKey, related }) => ({
    code,
    file: document.file.path,
    range: rangeOf(path, onKey),
    path: [...base, ...path],
    message,
    help,
    ...(related && { related: { range: rangeOf(related), message: "see also" } }),
  }));
}

/** A file that the configuration names as an inventory holds exactly one. */
export function namedInventoryProblems(
  path: string,
  { documents, problems }: { documents: readonly { value: ValueMap }[]; problems: readonly SourceProblem[] },
): SourceProblem[] {
  const found = documents.filter(({ value }) => value.kind === inventoryKind);
  if (found.length === 1 || problems.length > 0) return [];
  return [
    found.length === 0
      ? fileProblem(
          "inventory-schema",
          path,
          `nimops.yaml names this file as an inventory, and it holds no ${inventoryKind}`,
          `write one, with \`apiVersion: ${inventoryApiVersion}\` and \`kind: ${inventoryKind}\`, or correct clusters[].inventory`,
        )
      : fileProblem(
          "inventory-schema",
          path,
          `nimops.yaml names this file as an inventory, and it holds ${found.length} of them`,
          "give each cluster a file of its own",
        ),
  ];
}
