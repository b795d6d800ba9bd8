import { counted } from "../printable.ts";
import type { PlanRow, PlanTable } from "./table.ts";
import { verdicts } from "./verdict-words.ts";

/** `12 more workloads (2 contended, 10 fits)`; empty where nothing is left out. */
export function rowsLeftOut({ noun }: PlanTable, left: readonly PlanRow[]): string[] {
  if (left.length === 0) return [];
  const counts = verdicts.flatMap((word) => {
    const count = left.filter(({ verdict }) => verdict === word).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  const parts = counts.length === 0 ? "" : ` (${counts.join(", ")})`;
  return [`... and ${counted(left.length, `more ${noun}`)}${parts}`];
}
