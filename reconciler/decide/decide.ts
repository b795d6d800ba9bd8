import { isOfKind, type Resource, type ResourceSet } from "../../src/manifest/resource.ts";
import type { LedgerEntry, ResourceId, ResourceStatus } from "../repository/types.ts";
import {
  type Application,
  type DecideInput,
  type Decision,
  type Hold,
  keyOf,
  type Refusal,
  type Stall,
} from "./decision.ts";
import { ledgerOf } from "./ledger.ts";
import { type Phase, phaseOf, withHistory } from "./phase.ts";
import { pruningOf } from "./prune.ts";
import { type Verdict, verdictOn } from "./verdict.ts";
import { type Wanted, wantedOf } from "./wanted.ts";
import { withFewWords, witnessed } from "./witnessed.ts";

/**
 * What is to be done about one repository, and what waits for what and why: a pure function of Git, the cluster, the ledger,
 * the policy and the time. Nothing in it waits; it is asked again whenever something changes, and when `wakeAt` has come.
 */
export function decide(input: DecideInput): Decision {
  const ledger = new Map(input.ledger.map((entry) => [keyOf(entry), entry]));
  const before = new Map(input.before.map((status) => [keyOf(status), status]));
  const wanted = inOrder(input.desired).map((resource) =>
    wantedOf(resource, input.owner, input.policy.operatorVersion),
  );
  const verdicts = verdictsOf(wanted, ledger, input);
  const wakes: number[] = [];
  const statuses = new Map<string, ResourceStatus>();
  const tell = (id: ResourceId, { wakeAt, ...phase }: Phase & Pick<ResourceStatus, "waitsFor">) => {
    const deadline = input.policy.progressDeadline;
    const status = withHistory(id, phase, { before: before.get(keyOf(id)), time: input.now, deadline });
    statuses.set(keyOf(id), status);
    if (wakeAt !== undefined) wakes.push(wakeAt);
    const late = Date.parse(status.since) + deadline;
    if (status.phase === "Progressing" && late > input.now) wakes.push(late);
  };
  for (const { resource } of wanted) {
    const key = keyOf(resource);
    const verdict = verdicts.get(key);
    if (verdict === undefined) continue;
    if (verdict.wakeAt !== undefined) wakes.push(verdict.wakeAt);
    const { namespace } = resource;
    const context = {
      around: input.live.around(namespace),
      entry: ledger.get(key),
      before: before.get(key),
      now: input.now,
    };
    if (verdict.as === "same" && verdict.live) {
      const total = input.downloads?.get(key);
      tell(resource, { ...phaseOf(verdict.live, context), ...witnessed(verdict.live, context, total) });
    } else tell(resource, phaseOfVerdict(verdict, input));
  }
  const { prune, keep, deleting } = input.policy.observe
    ? nothingToPrune
    : pruningOf(input, (namespace) =>
        [...statuses.values()].every(
          (status) => status.namespace !== namespace || status.phase === "Healthy",
        ),
      );
  for (const { reason, message, ...id } of keep) {
    const phase = reason === "delete-failed" ? "Deleting" : "Orphaned";
    tell(id, { phase, reason: keepReasons[reason], message });
    const attempt = reason === "delete-failed" ? input.attempts.get(keyOf(id)) : undefined;
    if (attempt) wakes.push(attempt.retryAt);
  }
  for (const id of [...prune, ...deleting]) {
    tell(id, { phase: "Deleting", reason: "Pruned", message: "it is no longer in Git, and is deleted" });
  }
  const of = <A extends Verdict["as"]>(as: A): Extract<Verdict, { as: A }>[] =>
    [...verdicts.values()].filter((verdict): verdict is Extract<Verdict, { as: A }> => verdict.as === as);
  const observes = input.policy.observe;
  const apply = observes ? [] : of("apply").map(application);
  return {
    apply,
    hold: observes ? [] : of("hold").map(hold),
    prune,
    keep,
    refuse: observes
      ? []
      : of("refuse").map(
          ({ kind, namespace, name, reason, message, help }): Refusal => ({
            kind,
            namespace,
            name,
            reason,
            message,
            help,
          }),
        ),
    stalled: observes ? [] : of("stall").map(stall),
    ledger: observes ? [] : ledgerOf(input, verdicts, apply, { prune, keep, deleting }, wanted),
    resources: withFewWords(statuses.values()),
    wakeAt: wakes.length === 0 ? undefined : Math.min(...wakes),
  };
}

const nothingToPrune = { prune: [], keep: [], deleting: [] } as const;

/** Each resource once, what others lean on first. */
function inOrder(set: ResourceSet): Resource[] {
  const named = set.resources.filter(
    (each) =>
      each.name !== "" &&
      each.metadata.name !== undefined &&
      set.find(each.kind, each.namespace, each.name) === each,
  );
  return named.sort(
    (one, other) => ranks[one.kind] - ranks[other.kind] || (keyOf(one) < keyOf(other) ? -1 : 1),
  );
}

const ranks: Readonly<Record<ResourceId["kind"], number>> = {
  NIMCache: 0,
  NIMBuild: 1,
  NIMService: 2,
  NIMPipeline: 3,
};

function verdictsOf(
  wanted: readonly Wanted[],
  ledger: ReadonlyMap<string, LedgerEntry>,
  input: DecideInput,
): Map<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  const builds = new Map<string, Resource<"NIMBuild">[]>();
  for (const { resource } of wanted) {
    if (!isOfKind(resource, "NIMBuild")) continue;
    const cache = keyOf({
      kind: "NIMCache",
      namespace: resource.namespace,
      name: resource.spec.nimCache?.name ?? "",
    });
    builds.set(cache, [...(builds.get(cache) ?? []), resource]);
  }
  for (const one of wanted) {
    const key = keyOf(one.resource);
    const around = input.live.around(one.resource.namespace);
    const context = {
      input,
      set: input.desired,
      around,
      verdicts,
      builds,
      entry: ledger.get(key),
      now: input.now,
    };
    verdicts.set(key, verdictOn(one, context));
  }
  return verdicts;
}

function phaseOfVerdict(
  verdict: Verdict,
  { policy: { observe } }: DecideInput,
): Phase & Pick<ResourceStatus, "waitsFor"> {
  if (observe && verdict.as !== "same") {
    const message = verdict.live
      ? "it is in the cluster otherwise than Git says"
      : "it is not in the cluster yet";
    return { phase: "Pending", reason: "NotDelivered", message };
  }
  switch (verdict.as) {
    case "same":
      return { phase: "Progressing", reason: "Unknown", message: "nothing is known of it" };
    case "apply":
      return { phase: "Pending", reason: pending[verdict.why], message: "it is applied next" };
    case "hold":
      return {
        phase: "Waiting",
        reason: verdict.reason,
        message: verdict.message,
        waitsFor: verdict.waitsFor.map(keyOf),
      };
    case "damped":
      return { phase: "Degraded", reason: "Fighting", message: verdict.message };
    default:
      return { phase: "Stalled", reason: verdict.reason, message: verdict.message };
  }
}

const pending = {
  create: "ToBeCreated",
  update: "ToBeUpdated",
  adopt: "ToBeAdopted",
  correct: "Drifted",
} as const;

const keepReasons = {
  "cache-kept": "CacheKept",
  "in-use": "StillInUse",
  "delete-failed": "DeleteFailed",
  "prune-disabled": "PruneDisabled",
  "not-pruning": "NotPruning",
} as const;

function application({
  kind,
  namespace,
  name,
  why,
  manifest,
  digest,
  fields,
  generation,
}: Application): Application {
  return { kind, namespace, name, why, manifest, digest, fields, generation };
}

function hold({ kind, namespace, name, reason, message, help, waitsFor, application: one }: Hold): Hold {
  return {
    ...{ kind, namespace, name, reason, message, waitsFor },
    ...(help === undefined ? {} : { help }),
    ...(one === undefined ? {} : { application: one }),
  };
}

function stall({ kind, namespace, name, reason, message, help }: Stall): Stall {
  return { kind, namespace, name, reason, message, ...(help === undefined ? {} : { help }) };
}
