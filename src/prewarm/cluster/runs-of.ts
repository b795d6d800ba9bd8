import type { ResourceSet } from "../../manifest/resource.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import type { Plan, ResourceName } from "../../plan/plan.ts";
import { CacheRun } from "./cache-run.ts";
import { cause } from "./cause.ts";

export interface RunsWanted {
  readonly plan: Pick<Plan, "caches" | "blockers">;
  readonly set: ResourceSet;
  readonly operatorVersion: OperatorVersion;
  /** Only these, as `namespace/name`; all of the plan where left out. */
  readonly only?: ReadonlySet<string>;
  /** Milliseconds for each. */
  readonly timeout: number;
  readonly dryRun: boolean;
  readonly now: number;
}

/** The caches of a plan that are to be filled; what the plan says cannot get into the cluster has failed already. */
export function runsOf({ plan, set, only, timeout, dryRun, operatorVersion, now }: RunsWanted): CacheRun[] {
  const options = { timeout, dryRun, decision: { set, operatorVersion } };
  return plan.caches.flatMap((cache) => {
    const resource = set.find("NIMCache", cache.namespace, cache.name);
    if (resource === undefined) return [];
    if (only !== undefined && !only.has(`${cache.namespace}/${cache.name}`)) return [];
    const run = new CacheRun(cache, resource, options);
    const [blocker, ...others] = plan.blockers
      .filter(({ resource: about }) => about !== undefined && isSame(about, cache))
      .map(({ code, message, help }) => cause(code, message, help));
    if (blocker) run.end("failed", now, blocker, others);
    return [run];
  });
}

function isSame(one: ResourceName, other: ResourceName): boolean {
  return one.kind === other.kind && one.namespace === other.namespace && one.name === other.name;
}
