import * as z from "zod";
import { levels } from "./demand/demand.ts";
import type { Verdict } from "./placement/answer.ts";
import type { Levels, Plan } from "./plan.ts";

/** What a repository or an inventory may say of it; both in the same words. */
export const planPolicy = z.object({
  failOn: z.array(z.enum(levels)).optional(),
  require: z.enum(["fits", "fits-if-packed"]).optional(),
});

export type SaidPolicy = z.output<typeof planPolicy>;

export interface PlanPolicy {
  /** The levels that are looked at. */
  readonly failOn: NonNullable<SaidPolicy["failOn"]>;
  /** The worst verdict that is good enough; `unknown` never fails. */
  readonly require: NonNullable<SaidPolicy["require"]>;
}

/** The first that says something wins; nobody: what has no place at minimum replicas fails. */
export function policyOf(...said: readonly (SaidPolicy | undefined)[]): PlanPolicy {
  return {
    failOn: said.find((one) => one?.failOn !== undefined)?.failOn ?? ["minimum"],
    require: said.find((one) => one?.require !== undefined)?.require ?? "fits-if-packed",
  };
}

/** What an inventory says; undefined where it cannot be understood, which its own checks tell. */
export function policyIn(policy: Readonly<Record<string, unknown>> | undefined): SaidPolicy | undefined {
  const parsed = planPolicy.safeParse(policy ?? {});
  return parsed.success ? parsed.data : undefined;
}

/** Whether a plan is to stop a merge: it has blockers, or a verdict that the policy does not take. */
export function isRefused(plan: Plan, policy: PlanPolicy): boolean {
  return plan.blockers.length > 0 || isBadAt(plan, policy);
}

/** Whether the verdicts of a plan, or of one of its workloads, are worse than the policy takes. */
export function isBadAt(
  { verdict, levels: harder }: { readonly verdict: Verdict; readonly levels: Levels<Verdict> },
  { failOn, require }: PlanPolicy,
): boolean {
  const bad: readonly Verdict[] =
    require === "fits" ? ["does-not-fit", "contended", "fits-if-packed"] : ["does-not-fit", "contended"];
  return failOn.some((level) => bad.includes(level === "minimum" ? verdict : harder[level]));
}
