import type { Plan } from "../../plan/plan.ts";
import { counted } from "../printable.ts";
import { fleetSentences } from "./verdict-words.ts";

/** The answer in one sentence. */
export function headline({ verdict, workloads, inventory }: Plan): string {
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
