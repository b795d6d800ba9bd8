import { shortList } from "../../inventory/short-list.ts";
import type { Verdict } from "../../plan/placement/answer.ts";
import type { HardwareNeed, Plan, PodPlan, Reason, WorkloadPlan } from "../../plan/plan.ts";
import { resourceLabel } from "./resource-label.ts";
import { type Note, note, type PlanRow, type PlanTable } from "./table.ts";
import { rankOf } from "./verdict-words.ts";

/** Every workload with its verdict, the worst first. */
export function workloadTable({ workloads }: Plan): PlanTable {
  const sorted = workloads
    .map((workload, index) => ({ workload, index }))
    .sort((a, b) => worst(a.workload) - worst(b.workload) || a.index - b.index);
  return {
    id: "workloads",
    title: "Workloads",
    noun: "workload",
    columns: [
      { heading: "workload", kind: "name" },
      { heading: "verdict", kind: "verdict" },
      { heading: "pods", kind: "number" },
      { heading: "GPUs", kind: "number" },
      { heading: "pools", kind: "text" },
    ],
    rows: sorted.map(({ workload }) => rowOf(workload)),
  };
}

/** By verdict, and among equals by the worst of the harder times. */
function worst({ verdict, levels }: WorkloadPlan): number {
  return rankOf(verdict) * 100 + Math.min(...Object.values(levels).map(rankOf));
}

function rowOf(workload: WorkloadPlan): PlanRow {
  const { verdict, pods, location, reasons, hardware } = workload;
  return {
    cells: [resourceLabel(workload), verdict, podsText(pods), gpusText(pods), poolsText(pods)],
    notes: [
      ...reasons.flatMap(reasonNotes),
      ...levelNotes(workload),
      ...(reasons.length > 0 ? refusals(pods) : []),
      ...(hardware ? hardwareNotes(hardware) : []),
    ],
    about: workload,
    verdict,
    ...(location ? { location } : {}),
  };
}

export function reasonNotes({ code, message, help }: Reason): Note[] {
  return [...note(code, message), ...note("help", help)];
}

const levelNames = {
  maximum: "at maximum replicas",
  nodeLost: "with a node lost",
  rollout: "during the roll-out",
} as const;

/** Harder times that are worse than the minimum. */
function levelNotes({ verdict, levels }: WorkloadPlan): Note[] {
  const byVerdict = new Map<Verdict, string[]>();
  for (const level of ["maximum", "nodeLost", "rollout"] as const) {
    const then = levels[level];
    if (rankOf(then) >= rankOf(verdict)) continue;
    byVerdict.set(then, [...(byVerdict.get(then) ?? []), levelNames[level]]);
  }
  return [...byVerdict].map(([then, when]) => ({ label: then, text: when.join(", ") }));
}

function podsText(pods: readonly PodPlan[]): string {
  return rangeText(
    sum(pods, ({ count }) => count.min),
    sum(pods, ({ count }) => count.max),
  );
}

function gpusText(pods: readonly PodPlan[]): string {
  return rangeText(
    sum(pods, (pod) => pod.count.min * gpusOf(pod)),
    sum(pods, (pod) => pod.count.max * gpusOf(pod)),
  );
}

/** Whole GPUs and parts of such (MIG), as the requests of a pod name them. */
function gpusOf({ requests }: PodPlan): number {
  return sum(Object.entries(requests), ([resource, amount]) =>
    /^nvidia\.com\/(?:gpu(?:\.shared)?|mig-.*)$/.test(resource) ? Number(amount) || 0 : 0,
  );
}

function poolsText(pods: readonly PodPlan[]): string {
  const taking = pods.map(({ pools }) => pools.filter(({ takes }) => takes).map(({ pool }) => pool));
  const all = pods.flatMap(({ pools }) => pools).length;
  if (all === 0) return "?";
  const [first = []] = taking;
  const inAll = first.filter((pool) => taking.every((others) => others.includes(pool)));
  if (inAll.length > 0) return shortList(inAll);
  const inSome = [...new Set(taking.flat())];
  return inSome.length === 0 || taking.some((pools) => pools.length === 0) ? "none" : shortList(inSome);
}

const mostRefusals = 4;

/** Why pools do not take a pod alone: told once for pools of which the same is true. */
function refusals(pods: readonly PodPlan[]): Note[] {
  const pools = new Map<string, string[]>();
  for (const pod of pods) {
    for (const { pool, takes, why } of pod.pools) {
      if (takes || why === undefined) continue;
      const named = pools.get(why) ?? [];
      if (!named.includes(pool)) pools.set(why, [...named, pool]);
    }
  }
  const notes = [...pools].map(([why, named]) => ({ label: "not in", text: `${shortList(named)}: ${why}` }));
  const left = notes.length - mostRefusals;
  return left > 0
    ? [...notes.slice(0, mostRefusals), { label: "not in", text: `others, for ${left} more reasons` }]
    : notes;
}

function hardwareNotes({ model, precision, profile, gpus, memoryPerGpu, usual }: HardwareNeed): Note[] {
  const gigabytes = memoryPerGpu === undefined ? 0 : Number(memoryPerGpu.gigabytes.toFixed(1));
  const facts = [
    model ?? "",
    precision ?? "",
    profile === undefined ? "" : `profile ${profile.slice(0, 12)}`,
    `${gpus} GPU${gpus === 1 ? "" : "s"}`,
    memoryPerGpu === undefined
      ? ""
      : `${gigabytes} GB on each${memoryPerGpu.from === "estimated" ? " (estimated)" : ""}`,
  ];
  return [
    ...note("needs", facts.filter((fact) => fact !== "").join(", ")),
    ...note("usual", usual === undefined ? undefined : `${usual} (a starting point)`),
  ];
}

export function rangeText(min: number, max: number): string {
  return min === max ? String(min) : `${min}..${max}`;
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
