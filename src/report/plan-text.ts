import { withoutCredentials } from "../nim/credential.ts";
import type { Plan } from "../plan/plan.ts";
import { countsLine, headline, levelTitles } from "./plan-view/headline.ts";
import { planTables } from "./plan-view/plan-tables.ts";
import { tableText } from "./plan-view/table-text.ts";
import { coloredPlan, type PlanStyles, plainPlan } from "./plan-view/text-styles.ts";
import { printable } from "./printable.ts";
import { wrapped } from "./wrapped.ts";

export interface PlanTextOptions {
  readonly colors: boolean;
  /** Rows of each part, `defaultRows` when absent; how many more there are is told. */
  readonly rows?: number;
}

export const defaultRows = 50;

/** The plan in pieces, as people read it in a terminal of 80 columns: the verdict, what blocks, then what will happen. */
export function* planText(plan: Plan, { colors, rows = defaultRows }: PlanTextOptions): Generator<string> {
  const styles = colors ? coloredPlan : plainPlan;
  yield `${[...head(plan, styles), ""].join("\n")}\n`;
  for (const table of planTables(plan)) yield `${[...tableText(table, styles, rows), ""].join("\n")}\n`;
  yield `digest ${printable(plan.digest)}\n`;
}

function head(plan: Plan, styles: PlanStyles): string[] {
  const [first = "", ...others] = wrapped(`${plan.verdict}: ${shown(headline(plan))}`, "", "  ");
  const painted = first.replace(plan.verdict, () => styles.verdict[plan.verdict](plan.verdict));
  const levels =
    plan.inventory === undefined || plan.workloads.length === 0
      ? []
      : levelTitles.map(([title, level]) => {
          const verdict = plan.levels[level];
          return `  ${`${title}:`.padEnd(22)} ${styles.verdict[verdict](verdict)}`;
        });
  return [painted, ...others, ...wrapped(shown(countsLine(plan)), "  "), ...levels];
}

function shown(text: string): string {
  return printable(withoutCredentials(text));
}
