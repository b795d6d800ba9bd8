import { isDeepStrictEqual } from "node:util";
import type { Path, Value } from "../../nim/value.ts";
import { readDocument, splitDocuments } from "../yaml/index.ts";
import { type Syntax, syntaxOf } from "../yaml/syntax.ts";
import { applySplices, type Edit, type Splice } from "./edit.ts";
import { splicesOf } from "./splices.ts";
import { withEdits } from "./with-edits.ts";

/** `postponed`: it meets another one that was made, so it needs another look afterwards. */
export type EditOutcome = "made" | "postponed" | "impossible";

/** Edits that belong together: all are made, or none. Their paths begin at the root of the document. */
export type EditGroup = readonly Edit[];

/**
 * Changes one document, byte by byte only where the groups say so; of two that meet, the first wins. The result is read
 * again: a group after which the document does not say exactly what it said before, with the edits made, is not made.
 */
export function editDocument(
  text: string,
  groups: readonly EditGroup[],
): { text: string; outcomes: EditOutcome[] } {
  const outcomes = groups.map((): EditOutcome => "impossible");
  const unchanged = { text, outcomes };
  const before = readPiece(text);
  const syntax = before && syntaxOf(text, { start: 0, end: text.length });
  if (before === undefined || syntax === undefined) return unchanged;
  const taken = new Taken();
  const plans: Plan[] = [];
  for (const [index, edits] of groups.entries()) {
    const splices = splicesOfGroup(text, syntax, edits);
    if (splices === undefined) continue;
    outcomes[index] = "postponed";
    if (taken.add(edits, splices)) plans.push({ index, edits, splices });
  }
  let readings = 0;
  const isRight = (chosen: readonly Plan[]) => {
    if (++readings > mostReadings) return false;
    const after = readPiece(applySplices(text, splicesIn(chosen)));
    if (after === undefined || after.problems !== before.problems) return false;
    const expected = withEdits(
      before.value,
      chosen.flatMap(({ edits }) => edits),
    );
    return isDeepStrictEqual(after.value, expected);
  };
  const made = largest(plans, [], isRight);
  for (const { index } of made) outcomes[index] = "made";
  for (const plan of plans) {
    // What is wrong only beside others gets its turn when they are done.
    if (outcomes[plan.index] !== "made" && !isRight([plan])) outcomes[plan.index] = "impossible";
  }
  return { text: applySplices(text, splicesIn(made)), outcomes };
}

/** A document made to go wrong at a thousand places must not be read a thousand times; one pass fixes less of it. */
const mostReadings = 100;

interface Plan {
  readonly index: number;
  readonly edits: EditGroup;
  readonly splices: readonly Splice[];
}

function splicesIn(plans: readonly Plan[]): Splice[] {
  return plans.flatMap(({ splices }) => splices);
}

/** Undefined where the text is not exactly one document that can be read. */
function readPiece(text: string): { value: Value; problems: string } | undefined {
  const [range, ...others] = splitDocuments(text);
  if (range === undefined || others.length > 0 || range.start !== 0 || range.end !== text.length)
    return undefined;
  const { value, problems } = readDocument(text, range);
  const codes = problems.map(({ code }) => code);
  if (value === undefined || codes.some((code) => code !== "duplicate-key" && code !== "ignored-content")) {
    return undefined;
  }
  return { value, problems: codes.sort().join() };
}

function splicesOfGroup(text: string, syntax: Syntax, edits: EditGroup): Splice[] | undefined {
  const taken = new Taken();
  const all: Splice[] = [];
  for (const edit of edits) {
    const splices = splicesOf(text, syntax, edit);
    if (splices === undefined || !taken.add([edit], splices)) return undefined;
    all.push(...splices);
  }
  // An edit that changes nothing would be made again and again.
  return all.some(({ start, end, text: written }) => text.slice(start, end) !== written) ? all : undefined;
}

/** Adds to `base` as many plans as can stand together, found by halving: wrong ones are rare. */
function largest(
  plans: readonly Plan[],
  base: readonly Plan[],
  isRight: (chosen: readonly Plan[]) => boolean,
): readonly Plan[] {
  if (plans.length === 0) return base;
  const all = [...base, ...plans];
  if (isRight(all)) return all;
  if (plans.length === 1) return base;
  const half = plans.length >> 1;
  return largest(plans.slice(half), largest(plans.slice(0, half), base, isRight), isRight);
}

/** The places and stretches of text that are spoken for. */
class Taken {
  readonly #paths = new Set<string>();
  readonly #above = new Set<string>();
  readonly #splices: Splice[] = [];

  /** False, and nothing is added, where something meets what is there already. */
  add(edits: EditGroup, splices: readonly Splice[]): boolean {
    const paths = edits.map(({ path }) => path);
    if (paths.some((path) => this.#hasPath(path)) || splices.some((splice) => this.#hasSplice(splice)))
      return false;
    for (const path of paths) {
      this.#paths.add(key(path));
      for (let depth = 0; depth <= path.length; depth++) this.#above.add(key(path.slice(0, depth)));
    }
    for (const splice of splices) this.#splices.splice(this.#indexOf(splice.start), 0, splice);
    return true;
  }

  #hasPath(path: Path): boolean {
    if (this.#above.has(key(path))) return true;
    return path.some((_, depth) => this.#paths.has(key(path.slice(0, depth))));
  }

  #hasSplice(splice: Splice): boolean {
    const index = this.#indexOf(splice.start);
    // Those before it do not overlap each other, so only the nearest can reach it.
    return this.#splices.slice(Math.max(0, index - 1), index + 2).some((other) => meet(splice, other));
  }

  /** Number of the first one that starts there or later. */
  #indexOf(start: number): number {
    let low = 0;
    let high = this.#splices.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#splices[middle]?.start ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function key(path: Path): string {
  return path.join("\0");
}

/** Neighbours may touch; an insertion may not touch anything, since its order would be unclear. */
function meet(a: Splice, b: Splice): boolean {
  if (a.start === a.end || b.start === b.end) return a.start <= b.end && b.start <= a.end;
  return a.start < b.end && b.start < a.end;
}
