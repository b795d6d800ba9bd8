import type { Blocker } from "../plan/plan.ts";
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
export function withoutRefusals(
  made: readonly MadePlan[],
  { findings }: Pick<LintOutcome, "findings">,
): MadePlan[] {
  const told = new Set(
    findings.map(({ rule, location }) => `${rule}\0${location.file}\0${location.start.line}`),
  );
  const isNew = ({ code, location }: Blocker) =>
    code !== "refused" && !told.has(`${code}\0${location?.file}\0${location?.line}`);
  return made.map((one) => ({
    ...one,
    plan: { ...one.plan, blockers: one.plan.blockers.filter(isNew) },
  }));
}
