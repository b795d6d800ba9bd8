import { type ExitCode, exitCodes } from "../user-error.ts";
import type { LintOutcome } from "./lint-run.ts";
import type { MadePlan, PlansMade } from "./make-plans.ts";

/** One exit code of both: nothing was found only where neither found anything. */
export function checkExitCode(lint: LintOutcome | undefined, plans: PlansMade | undefined): ExitCode {
  const codes = [lint?.exitCode, plans?.exitCode].filter((code) => code !== undefined);
  const found = codes.filter((code) => code !== exitCodes.nothingFound);
  if (found.length === 0) return exitCodes.nothingFound;
  return found.find((code) => code !== exitCodes.clean) ?? exitCodes.clean;
}

/** What lint tells as findings is not told again as blockers. */
export function withoutRefusals(made: readonly MadePlan[]): MadePlan[] {
  return made.map((one) => ({
    ...one,
    plan: { ...one.plan, blockers: one.plan.blockers.filter(({ code }) => code !== "refused") },
  }));
}
