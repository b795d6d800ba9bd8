import { type EditOutcome, editDocument } from "../../manifest/edit/edit-document.ts";
import { splitDocuments } from "../../manifest/yaml/index.ts";
import type { Fix, ResourcePlace } from "../finding.ts";

/** A fix of something in one file, as a finding has it. */
export interface PlacedFix {
  readonly fix: Fix;
  readonly place: ResourcePlace;
}

export interface FixedText<T> {
  readonly text: string;
  readonly applied: readonly T[];
  /** They met one that was applied: they are to be looked for again in the new text. */
  readonly postponed: readonly T[];
  /** At anchors, aliases, merged keys and the like, or the document would not have said what it should. */
  readonly notApplicable: readonly T[];
}

/**
 * Applies fixes to the text that they were found in. Bytes change only where a fix is: comments, order, quotes and line
 * ends elsewhere stay. Of fixes that meet, the first wins; equal ones are one.
 */
export function fixText<T extends PlacedFix>(text: string, fixes: readonly T[]): FixedText<T> {
  const byDocument = groupBy(fixes, ({ place }) => place.document);
  const found: Record<EditOutcome, T[]> = { made: [], postponed: [], impossible: [] };
  let result = "";
  let at = 0;
  for (const { start, end } of splitDocuments(text)) {
    const own = byDocument.get(start);
    if (own === undefined) continue;
    byDocument.delete(start);
    const groups = [...groupBy(own, editsKey).values()];
    const edited = editDocument(
      text.slice(start, end),
      groups.map(([first]) => (first ? editsFromDocument(first) : [])),
    );
    for (const [index, group] of groups.entries())
      found[edited.outcomes[index] ?? "impossible"].push(...group);
    result += text.slice(at, start) + edited.text;
    at = end;
  }
  // Such as of a text that has changed in between.
  const strays = [...byDocument.values()].flat();
  return {
    text: result + text.slice(at),
    applied: found.made,
    postponed: found.postponed,
    notApplicable: [...found.impossible, ...strays],
  };
}

function editsFromDocument({ fix, place }: PlacedFix) {
  return fix.edits.map((edit) => ({ ...edit, path: [...place.base, ...edit.path] }));
}

function editsKey(placed: PlacedFix): string {
  return JSON.stringify(editsFromDocument(placed));
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
