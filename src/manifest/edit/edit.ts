import type { Path } from "../../nim/value.ts";

/** One change to a document, in terms of places; `splicesOf` turns it into text. */
export type Edit =
  | { readonly op: "remove"; readonly path: Path }
  | { readonly op: "set"; readonly path: Path; readonly value: string | number | boolean }
  | { readonly op: "rename"; readonly path: Path; readonly key: string };

/** Text that takes the place of a range, which is empty for an insertion. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = "";
  let at = 0;
  for (const splice of splices.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    result += text.slice(at, splice.start) + splice.text;
    at = splice.end;
  }
  return result + text.slice(at);
}
