import type { Verdict } from "../../plan/placement/answer.ts";
import type { Location, ResourceName } from "../../plan/plan.ts";

/** A part of the plan, as all formats show it; no text is made safe yet. */
export interface PlanTable {
  /** A word that links may lead to. */
  readonly id: string;
  readonly title: string;
  /** What a row is. */
  readonly noun: string;
  readonly columns: readonly PlanColumn[];
  readonly rows: readonly PlanRow[];
  /** Whether something in it is wrong, so that it is marked where it is folded. */
  readonly isMarked?: boolean;
  /** A sentence below. */
  readonly remark?: string;
}

export interface PlanColumn {
  readonly heading: string;
  /** How cells are drawn; the first column with `name` tells what the row is about. */
  readonly kind: "name" | "verdict" | "number" | "text";
}

export interface PlanRow {
  readonly cells: readonly string[];
  readonly notes: readonly Note[];
  readonly about?: ResourceName;
  readonly location?: Location;
  readonly verdict?: Verdict;
}

export interface Note {
  /** Such as `help`; empty for the main thing. */
  readonly label: string;
  readonly text: string;
}

export function note(label: string, text: string | undefined): Note[] {
  return text === undefined || text === "" ? [] : [{ label, text }];
}
