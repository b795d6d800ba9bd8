import { bestEffort } from "./best-effort.ts";
import { boundReason } from "./bound-reason.ts";
import type { WorkloadDemand } from "./demand/demand.ts";
import type { PlacedLevel } from "./placed-level.ts";
import type { Packing, Verdict } from "./placement/answer.ts";
import type { Reason } from "./plan.ts";
import { quotaMessage, usedOf } from "./quota-limits.ts";
import { complaintsOf } from "./scheduler/complaints.ts";
import { schedulerMessage } from "./scheduler/message.ts";

/** Why the pods of a workload are not all placed for sure: what ends first, and what the scheduler will then say. */
export function whyNot(level: PlacedLevel, workload: WorkloadDemand, verdict: Verdict): Reason[] {
  const { placement, scheduled, running } = level;
  const owner = placement.owners.indexOf(workload);
  if (verdict === "fits" || owner < 0) return [];
  if (verdict === "unknown") return undecidedReasons(level, workload, owner);
  const [asScheduled, asRunning] = [scheduled.owners[owner], running.owners[owner]];
  // Others have no part in why something does not fit even alone.
  const isAlone = (answer: typeof asScheduled) =>
    verdict !== "does-not-fit" || answer?.verdict === "does-not-fit" ? answer : undefined;
  const bound = isAlone(asScheduled)?.bound ?? isAlone(asRunning)?.bound;
  // Why a pool whose GPUs cannot run it does not count is told by the hardware.
  const isByGpus =
    verdict === "does-not-fit" &&
    !isAlone(asScheduled)?.bound &&
    (!isAlone(asRunning) || bound?.kind === "nowhere");
  const told = bound && !isByGpus ? [boundReason(placement, bound, owner)] : [];
  const stranded = asScheduled?.stranded ?? asRunning?.stranded;
  // Where the scheduler has a place for it, it says nothing.
  const isStuck = verdict !== "does-not-fit" || isAlone(asScheduled) !== undefined;
  const message =
    bound?.kind === "quota" || !isStuck ? undefined : stuckMessage(level, owner, verdict, stranded);
  const refused = bound?.kind === "quota" ? refusal(level, owner, bound.groups) : undefined;
  // Without a bound, what it says depends on where it puts the pods that come before.
  const example = verdict === "does-not-fit" && told.length === 0 ? ", for example" : "";
  const says =
    (message === undefined ? "" : `; the scheduler then says${example}: ${message}`) +
    (refused === undefined ? "" : `; the API server then says: ${refused}`);
  if (verdict === "fits-if-packed") {
    if (asScheduled?.verdict === "fits") return [];
    return [
      {
        code: "order-decides",
        message: `other pods can be placed so that one of its pods finds no node, though everything ${level.verdict === "fits-if-packed" ? "fits if packed" : "that fits alone can be placed together"}${says}`,
        help:
          refused === undefined
            ? "create it before the others, let the scheduler pack, or give it a priorityClassName above theirs"
            : "create it before the others, or raise the quota",
      },
    ];
  }
  if (verdict === "contended") {
    const reason = {
      code: "contended",
      message: `it fits alone, but not everything that fits alone fits together${says}`,
    };
    return [reason, ...told];
  }
  if (told.length > 0) return told.map((reason) => ({ ...reason, message: `${reason.message}${says}` }));
  return isByGpus
    ? []
    : [
        {
          code: "no-packing",
          message: `no placement of its pods was found among all that are possible${says}`,
        },
      ];
}

function undecidedReasons(
  { placement, scheduled, running }: PlacedLevel,
  workload: WorkloadDemand,
  owner: number,
): Reason[] {
  if (placement.undecided.has(workload)) {
    const message = "whether the nodes have the devices that its claims ask for cannot be told";
    return [{ code: "devices-unknown", message }];
  }
  const message = running.owners[owner]?.undecided ?? scheduled.owners[owner]?.undecided;
  return [
    { code: "undecided", message: message || "it was not found out in the steps that one plan may take" },
  ];
}

/** What the scheduler says of the first of its pods that finds no node; undefined for fleets where that takes too long. */
function stuckMessage(
  { placement }: PlacedLevel,
  owner: number,
  verdict: Verdict,
  stranded: Packing | undefined,
): string | undefined {
  const { nodes, groups } = placement.problem;
  if (nodes.length * placement.owners.length > mostLookups) return undefined;
  const own = groups.flatMap((group, index) => (group.owner === owner ? [index] : []));
  const running = stranded ?? (verdict === "does-not-fit" ? bestEffort(placement, own) : undefined);
  if (!running) return undefined;
  const stuck = own.find((group) =>
    nodes.every((_, node) => complaintsOf(placement, group, node, running).texts.length > 0),
  );
  return stuck === undefined ? undefined : schedulerMessage(placement, stuck, running);
}

/** What the API server says of the first of its pods that a quota has no room for; those of others came before. */
function refusal(
  { placement: { problem } }: PlacedLevel,
  owner: number,
  concerned: readonly number[],
): string | undefined {
  const { groups, quotas } = problem;
  const existing = groups.map(() => 0);
  const isOwn = (group: number) => groups[group]?.owner === owner;
  const inTurn = [...concerned.filter((group) => !isOwn(group)), ...concerned.filter(isOwn)];
  for (const group of inTurn) {
    const rooms = quotas.flatMap((quota) => {
      const each = quota.perPod[group] ?? 0;
      return each > 0 ? [Math.floor((quota.left - usedOf(quota, existing)) / each)] : [];
    });
    const { count = 0 } = groups[group] ?? {};
    existing[group] = Math.max(0, Math.min(count, ...rooms));
    if (isOwn(group) && (existing[group] ?? 0) < count) return quotaMessage(quotas, group, existing);
  }
  return undefined;
}

const mostLookups = 200_000;
