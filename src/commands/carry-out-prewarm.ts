import { systemClock } from "../kube/clock.ts";
import type { Cluster } from "../kube/cluster.ts";
import { closest } from "../nim/closest.ts";
import type { CachePlan, Plan } from "../plan/plan.ts";
import { prewarm } from "../prewarm/cluster/prewarm.ts";
import type { PrewarmResult } from "../report/prewarm-result.ts";
import { counted } from "../report/printable.ts";
import type { Progress } from "../report/progress.ts";
import { exitCodes, UserError } from "../user-error.ts";
import { type MadePlan, type ManifestTeller, makePlans, type PlanWorld } from "./make-plans.ts";
import type { PrewarmRequest } from "./prewarm-request.ts";

export interface PrewarmMeans {
  readonly tell: ManifestTeller;
  readonly world: PlanWorld;
  /** Opened only when there is something to fill; closed again here. */
  open(): Promise<Cluster>;
  readonly progress: Progress;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

export interface CarriedOut {
  readonly made: MadePlan;
  readonly result: PrewarmResult;
}

/**
 * Plans what is asked for and carries it out: the one way to prewarm, for the command line and the Action alike.
 *
 * @throws UserError where the plan is stale or has no caches, and where the cluster cannot be reached.
 */
export async function carryOutPrewarm(request: PrewarmRequest, means: PrewarmMeans): Promise<CarriedOut> {
  const { tell, world, open, progress, signal } = means;
  const { made: plans, loaded } = await makePlans(request.plan, tell, world);
  const [made, ...others] = plans;
  if (others.length > 0) {
    const names = plans.map(({ cluster }) => cluster.scope.name ?? "(files outside of all declared paths)");
    throw new UserError(`prewarm fills one cluster, and the manifests go to several: ${names.join(", ")}`, {
      help: "choose one with --cluster NAME",
    });
  }
  if (made === undefined || made.plan.caches.length === 0) {
    throw new UserError(`found no NIMCache in ${counted(loaded.filesRead, "file")}`, {
      help: "give the files or folders that hold the NIMCaches",
      exitCode: exitCodes.nothingFound,
    });
  }
  refuseStale(request.digest, made.plan);
  const only = chosen(request.caches, made.plan.caches);
  const cluster = await open();
  try {
    const result = await prewarm({
      cluster,
      plan: made.plan,
      set: made.cluster.set,
      operatorVersion: made.cluster.scope.operatorVersion,
      ...(only === undefined ? {} : { only }),
      timeouts: request.timeouts,
      parallel: request.parallel,
      dryRun: request.dryRun,
      progress,
      clock: systemClock,
      now: Date.now,
      signal,
    });
    return { made, result };
  } finally {
    await cluster.close();
  }
}

/** @throws UserError where another plan was looked at than the one that would be carried out. */
function refuseStale(expected: string | undefined, { digest }: Plan): void {
  if (expected === undefined || expected === digest) return;
  throw new UserError(`the plan is stale: ${expected} was asked for, and what is here makes ${digest}`, {
    help: "since it was made, something has changed of the manifests, the inventory, the profile lock, the operator's or Kubernetes' version, or the version of nimops; look at the new plan (`nimops plan`), and give its digest",
  });
}

/** Undefined: all. */
function chosen(names: readonly string[], caches: readonly CachePlan[]): ReadonlySet<string> | undefined {
  if (names.length === 0) return undefined;
  const known = caches.map(({ namespace, name }) => `${namespace}/${name}`);
  return new Set(
    names.map((asked) => {
      const found = known.filter((id) => id === asked || id.split("/")[1] === asked);
      const [id, other] = found;
      if (id !== undefined && other === undefined) return id;
      if (id !== undefined) {
        throw new UserError(`there is more than one cache ${asked}: ${found.join(", ")}`, {
          help: "write NAMESPACE/NAME",
        });
      }
      const meant = closest(asked, known);
      throw new UserError(`the plan has no cache ${asked}`, {
        help: meant === undefined ? `it has ${known.slice(0, 10).join(", ")}` : `did you mean ${meant}?`,
      });
    }),
  );
}
