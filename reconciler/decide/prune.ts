import { isOfKind } from "../../src/manifest/resource.ts";
import { claimOfCache } from "../../src/nim/health/claim-of-cache.ts";
import { listAt, textAt } from "../../src/nim/health/fields.ts";
import { kubectl } from "../../src/nim/health/kubectl.ts";
import { type Live, labelOf } from "../../src/nim/health/live.ts";
import type { Surroundings } from "../../src/nim/health/surroundings.ts";
import { repositoryLabel } from "../../src/nim/managed-by.ts";
import { isMap, valueAt } from "../../src/nim/value.ts";
import { claimOf, hasOwnClaim } from "../../src/plan/changes/effect-of.ts";
import { called, listed } from "../../src/plan/changes/locate.ts";
import { mountersOf } from "../../src/plan/changes/users-of.ts";
import type { LedgerEntry, ResourceId } from "../repository/types.ts";
import { asResource } from "./compared.ts";
import { type DecideInput, idOf, type Keep, keyOf, type Prune } from "./decision.ts";
import { cachesOf, liveCachesOf } from "./uses.ts";

export interface Pruning {
  readonly prune: readonly Prune[];
  readonly keep: readonly Keep[];
  /** On their way out. */
  readonly deleting: readonly ResourceId[];
}

/**
 * What becomes of what the ledger has and Git has no longer. Only what carries our label is deleted, and nothing at all
 * when the set is empty or not whole. A cache takes its weights with it: never unless the policy says so, and never while
 * anything may still use it.
 *
 * @param isSettled whether everything of a namespace that Git has is applied and healthy.
 */
export function pruningOf(input: DecideInput, isSettled: (namespace: string) => boolean): Pruning {
  const { desired, ledger, live, owner } = input;
  const prune: Prune[] = [];
  const keep: Keep[] = [];
  const deleting: ResourceId[] = [];
  const gone = ledger.filter(
    ({ kind, namespace, name }) => desired.find(kind, namespace, name) === undefined,
  );
  for (const entry of [...gone].sort(
    (one, other) => rank(one) - rank(other) || compare(keyOf(one), keyOf(other)),
  )) {
    const around = live.around(entry.namespace);
    const object = around.find(entry.kind, entry.name);
    if (object === undefined || labelOf(object, repositoryLabel) !== owner) continue;
    if (object.isDeleting) {
      deleting.push(idOf(entry));
      continue;
    }
    const reason = failedBefore(entry, input) ?? whyKept(entry, object, around, input, isSettled);
    if (reason) keep.push(reason);
    else {
      const resourceVersion = textAt(object.object, "metadata", "resourceVersion");
      prune.push({ ...idOf(entry), uid: object.uid, resourceVersion });
    }
  }
  return { prune, keep, deleting };
}

/** How an attempt to delete is remembered among those to apply. */
export const deletion = { digest: "delete", generation: undefined } as const;

function failedBefore(entry: LedgerEntry, { attempts, now }: DecideInput): Keep | undefined {
  const attempt = attempts.get(keyOf(entry));
  if (attempt?.digest !== deletion.digest || now >= attempt.retryAt) return undefined;
  return { ...idOf(entry), reason: "delete-failed", message: attempt.message };
}

function whyKept(
  entry: LedgerEntry,
  live: Live,
  around: Surroundings,
  input: DecideInput,
  isSettled: (namespace: string) => boolean,
): Keep | undefined {
  const { desired, policy } = input;
  const id = idOf(entry);
  if (!policy.prune)
    return { ...id, reason: "not-pruning", message: "it is no longer in Git; pruning is off" };
  if (desired.incomplete || desired.resources.length === 0) {
    const why = desired.incomplete ? "not all manifests can be read" : "there is no manifest at all";
    return {
      ...id,
      reason: "not-pruning",
      message: `it is not found in Git, but ${why}, so nothing is deleted`,
    };
  }
  if (valueAt(live.object, ["metadata", "annotations", "nimops.dev/prune"]) === "disabled") {
    const message = "it is no longer in Git; its annotation nimops.dev/prune keeps it";
    return { ...id, reason: "prune-disabled", message };
  }
  if (entry.kind === "NIMCache") return whyCacheIsKept(id, live, around, input, isSettled);
  if (entry.kind !== "NIMService") return undefined;
  const service = asResource("NIMService", live, false, policy.operatorVersion);
  const claim = isOfKind(service, "NIMService") && hasOwnClaim(service) ? claimOf(service) : undefined;
  const mounters = claim === undefined ? [] : mountersOf(claim, entry.namespace, desired);
  if (mounters.length === 0) return undefined;
  const message = `it is no longer in Git, but its claim ${claim} would go with it, and ${listed(mounters.map(called))} mounts it`;
  return { ...id, reason: "in-use", message };
}

/** Source: nimcache_controller.go, cleanupNIMCache: the operator's own check of use is a TODO; deleting costs the weights. */
function whyCacheIsKept(
  id: ResourceId,
  live: Live,
  around: Surroundings,
  { desired, policy }: DecideInput,
  isSettled: (namespace: string) => boolean,
): Keep | undefined {
  const users = [
    ...(["NIMService", "NIMPipeline", "NIMBuild"] as const).flatMap((kind) =>
      around.all(kind).filter((each) => [...liveCachesOf(each).values()].includes(id.name)),
    ),
    ...desired.resources.filter(
      (each) => each.namespace === id.namespace && [...cachesOf(each).values()].includes(id.name),
    ),
  ];
  const names = [...new Set(users.map(called))];
  if (names.length > 0) {
    const verb = names.length === 1 ? "uses" : "use";
    return {
      ...id,
      reason: "in-use",
      message: `it is no longer in Git, but ${listed(names)} still ${verb} it`,
    };
  }
  const claim = claimOfCache(live);
  const pod = around.all("Pod").find((each) => mounts(each, claim));
  if (pod !== undefined) {
    return {
      ...id,
      reason: "in-use",
      message: `it is no longer in Git, but pod ${pod.name} still mounts its claim ${claim}`,
    };
  }
  if (policy.caches === "keep") {
    return {
      ...id,
      reason: "cache-kept",
      message: "it is no longer in Git; caches are kept, for their weights would go with them",
      help: `\`${kubectl(id.namespace, "delete", "nimcache", id.name)}\` when nobody wants its weights any more, or set spec.prune.caches: delete`,
    };
  }
  if (isSettled(id.namespace)) return undefined;
  const message = `it is no longer in Git, and goes once all services of namespace ${id.namespace} are as Git says and healthy`;
  return { ...id, reason: "in-use", message };
}

function mounts({ object }: Live, claim: string): boolean {
  const phase = textAt(object, "status", "phase");
  if (phase === "Succeeded" || phase === "Failed") return false;
  return listAt(object, "spec", "volumes").some(
    (volume) => isMap(volume) && textAt(volume, "persistentVolumeClaim", "claimName") === claim,
  );
}

/** Users go before what they use. */
const ranks: Readonly<Record<ResourceId["kind"], number>> = {
  NIMPipeline: 0,
  NIMService: 0,
  NIMBuild: 1,
  NIMCache: 2,
};

function rank({ kind }: ResourceId): number {
  return ranks[kind];
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
