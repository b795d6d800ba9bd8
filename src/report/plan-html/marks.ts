import type { ResourceName } from "../../plan/plan.ts";
import { resourceKey } from "../plan-view/resource-label.ts";
import type { PlanRow } from "../plan-view/table.ts";
import type { DrawnPool } from "./drawn-pools.ts";

/** How a workload is found again on the map: a number of its own, letters, and a colour with a pattern. */
export interface Mark {
  readonly id: number;
  readonly letters: string;
  /** One of `hues` times one of three patterns. */
  readonly style: string;
  /** Element of the table that tells about it; absent for what only ran before. */
  readonly row?: string;
  /** Element of the first node that it has a pod on. */
  readonly node?: string;
}

export type Marks = ReadonlyMap<string, Mark>;

export const hues = 12;
const patterns = ["", "p1", "p2"] as const;

/** Of the workloads of the rows, and of all that has pods on nodes that are drawn; ids begin at `from`. */
export function marksOf(
  rows: readonly PlanRow[],
  pools: readonly DrawnPool[],
  prefix: string,
  from: number,
): Marks {
  const marks = new Map<string, Mark>();
  const add = (resource: ResourceName, places: Pick<Mark, "row" | "node">) => {
    const key = resourceKey(resource);
    const mark = marks.get(key);
    const index = mark === undefined ? marks.size : mark.id - from;
    marks.set(key, {
      ...places,
      ...mark,
      id: from + index,
      letters: lettersOf(index),
      style: styleOf(index),
    });
  };
  for (const [index, { about }] of rows.entries()) if (about) add(about, { row: `${prefix}w${index}` });
  for (const { node, id } of pools.flatMap(({ nodes }) => nodes)) {
    for (const occupant of node.after) add(occupant, { node: id });
    for (const occupant of node.before) add(occupant, {});
  }
  return marks;
}

/** A, B, … Z, AA, AB, … */
function lettersOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : lettersOf(Math.floor(index / 26) - 1) + last;
}

function styleOf(index: number): string {
  const pattern = patterns[Math.floor(index / hues) % patterns.length];
  return `h${index % hues}${pattern ? ` ${pattern}` : ""}`;
}
