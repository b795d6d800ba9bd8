import { doubtsOf } from "../../plan/doubts.ts";
import type { Plan } from "../../plan/plan.ts";
import { counted } from "../printable.ts";
import { blockedLabel, resourceKey, resourceList } from "./resource-label.ts";
import { fleetSentences } from "./verdict-words.ts";

/** The answer in one sentence: about places, then what else stands in the way. */
export function headline(plan: Plan): string {
  const parts = [blockedText(plan), doubtText(plan)].filter((part) => part !== "");
  const isAll = plan.verdict === "fits" && plan.workloads.length > 0 && plan.inventory !== undefined;
  return [parts.length > 0 && isAll ? placed : placesSentence(plan), ...parts].join("; ");
}

/** A verdict is about places: what has one may be blocked, and does not run then. */
const placed = "every pod finds a node, whatever the order of arrival and the scheduler's choices";

function blockedText({ blockers }: Plan): string {
  if (blockers.length === 0) return "";
  const resources = new Map(
    blockers.flatMap(({ resource }) => (resource ? [[resourceKey(resource), resource] as const] : [])),
  );
  const others = blockers.filter(({ resource }) => resource === undefined).map(blockedLabel);
  const named = [...resources.values()];
  return `blocked: ${[...(named.length > 0 ? [resourceList(named)] : []), ...new Set(others)].join(", ")}`;
}

function doubtText(plan: Plan): string {
  const blocked = new Set(plan.blockers.flatMap(({ resource }) => (resource ? [resourceKey(resource)] : [])));
  const open = doubtsOf(plan).flatMap(({ about }) => (blocked.has(resourceKey(about)) ? [] : [about]));
  const labels = [...new Map(open.map((about) => [resourceKey(about), about])).values()];
  return labels.length === 0 ? "" : `in doubt: ${resourceList(labels)}`;
}

function placesSentence({ verdict, workloads, inventory }: Plan): string {
  if (workloads.length === 0) return "nothing to place";
  if (inventory === undefined) return "no inventory is declared, so that nothing is placed";
  const missing = workloads.filter((workload) => ["does-not-fit", "contended"].includes(workload.verdict));
  const sentence = fleetSentences[verdict];
  if (missing.length === 0 || verdict !== "does-not-fit") return sentence;
  const alone = missing.filter((workload) => workload.verdict === "does-not-fit").length;
  const together = missing.length - alone;
  const parts = [
    alone > 0 ? `${alone} ${alone === 1 ? "does" : "do"} not fit even alone` : "",
    together > 0 ? `${together} fit${together === 1 ? "s" : ""} alone but not with the others` : "",
  ];
  return `${sentence}: of ${counted(workloads.length, "workload")}, ${parts.filter((part) => part !== "").join(", ")}`;
}

/** What was planned, in numbers. */
export function countsLine({ workloads, caches, changes, blockers, inventory, cluster }: Plan): string {
  const changed = changes.filter(({ action }) => action !== "none").length;
  return [
    cluster === undefined ? "" : `cluster ${cluster}`,
    inventory === undefined ? "" : `inventory ${inventory}`,
    counted(workloads.length, "workload"),
    counted(caches.length, "cache"),
    counted(changed, "change"),
    blockers.length === 0 ? "" : counted(blockers.length, "blocker"),
  ]
    .filter((part) => part !== "")
    .join(", ");
}

export const levelTitles = [
  ["at maximum replicas", "maximum"],
  ["with a node lost", "nodeLost"],
  ["during the roll-out", "rollout"],
] as const;
