import { worstOf } from "../plan/placed-level.ts";
import type { Toolkit } from "./action-world.ts";
import type { MadePlan } from "./make-plans.ts";

/** The outputs of the Action: of several clusters the worst verdict, all changes, and the digests one a line. */
export function setPlanOutputs(made: readonly MadePlan[], toolkit: Toolkit): void {
  const plans = made.map(({ plan }) => plan);
  const changes = plans.flatMap((plan) => plan.changes).filter(({ action }) => action !== "none");
  const [only, ...others] = plans;
  const digests = plans.map(({ cluster = "", digest }) => `${cluster} ${digest}`.trim());
  toolkit.setOutput("verdict", worstOf(plans.map(({ verdict }) => verdict)));
  toolkit.setOutput("changes", changes.length);
  toolkit.setOutput(
    "blockers",
    plans.reduce((sum, { blockers }) => sum + blockers.length, 0),
  );
  toolkit.setOutput("digest", only && others.length === 0 ? only.digest : digests.join("\n"));
}
