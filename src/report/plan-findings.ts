import type { EnforcedBy, Finding, Location, Severity } from "../lint/finding.ts";
import { type Doubt, doubtsOf } from "../plan/doubts.ts";
import type { Blocker, Plan, Reason, WorkloadPlan } from "../plan/plan.ts";
import { resourceLabel } from "./plan-view/resource-label.ts";
import { workloadSentences } from "./plan-view/verdict-words.ts";

/** Whether a workload makes the check fail; the policy knows which levels count. */
export type Fails = (workload: WorkloadPlan) => boolean;

/**
 * What the reports of findings show of plans, annotations above all: blockers as errors; workloads that do not run for
 * certain as errors where the policy says so, else as warnings. What has no place in a file is left out.
 */
export function planFindings(plans: readonly Plan[], fails: Fails): Finding[] {
  return plans.flatMap((plan) => {
    const { cluster, blockers, workloads } = plan;
    const clusters = cluster === undefined ? [] : [cluster];
    return [
      ...blockers.flatMap((blocker) => blockerFinding(blocker, clusters)),
      ...doubtsOf(plan).flatMap((doubt) => (isToldAlready(doubt) ? [] : doubtFinding(doubt, clusters))),
      ...workloads.flatMap((workload) => workloadFinding(workload, fails(workload), clusters)),
    ];
  });
}

function blockerFinding(blocker: Blocker, clusters: readonly string[]): Finding[] {
  const { code, message, help, resource, location, fixable } = blocker;
  if (location === undefined) return [];
  const more = fixable ? "`nimops plan --fix` writes the safe path" : undefined;
  const named = resource === undefined ? message : `${resourceLabel(resource)}: ${message}`;
  // Who would complain is a part of the message; without an object no sentence about that is added.
  return [
    found({ code, message: named, help: joined(help, more) }, location, {
      severity: "error",
      enforcedBy: "nimops",
      clusters,
    }),
  ];
}

/** All reasons of a workload that does not fit for certain are in its finding. */
function isToldAlready({ about }: Doubt): boolean {
  return "verdict" in about && severities[about.verdict] !== undefined;
}

function doubtFinding(
  { about, reason: { code, message, help } }: Doubt,
  clusters: readonly string[],
): Finding[] {
  if (about.location === undefined) return [];
  const judgement = { severity: "warning", enforcedBy: "nimops", clusters } as const;
  return [found({ code, message: `${resourceLabel(about)}: ${message}`, help }, about.location, judgement)];
}

function workloadFinding(workload: WorkloadPlan, isFailing: boolean, clusters: readonly string[]): Finding[] {
  const { verdict, location, reasons, kind, namespace, name } = workload;
  const severity = isFailing ? "error" : severities[verdict];
  if (location === undefined || severity === undefined) return [];
  const [first, ...others] = reasons;
  const message = [first?.message ?? workloadSentences[verdict], ...others.map(({ message }) => message)];
  const levels = verdict === "fits" ? worseLevels(workload) : "";
  return [
    {
      ...found(
        {
          code: first?.code ?? verdict,
          message: `${verdict}: ${message.join("; ")}${levels}`,
          help: joined(...reasons.map(({ help }) => help)),
        },
        location,
        { severity, enforcedBy: "scheduler", clusters },
      ),
      object: { kind, namespace, name },
    },
  ];
}

const severities: Partial<Record<WorkloadPlan["verdict"], Severity>> = {
  "does-not-fit": "warning",
  contended: "warning",
  "fits-if-packed": "info",
};

function worseLevels({ levels }: WorkloadPlan): string {
  const worse = Object.entries({
    "at maximum replicas": levels.maximum,
    "with a node lost": levels.nodeLost,
    "during the roll-out": levels.rollout,
  }).filter(([, verdict]) => verdict !== "fits");
  return worse.length === 0 ? "" : `; ${worse.map(([when, verdict]) => `${when} ${verdict}`).join(", ")}`;
}

function joined(...parts: readonly (string | undefined)[]): string | undefined {
  const said = parts.filter((part) => part !== undefined);
  return said.length === 0 ? undefined : said.join("; ");
}

interface Judgement {
  readonly severity: Severity;
  readonly enforcedBy: EnforcedBy;
  readonly clusters: readonly string[];
}

function found(
  { code, message, help }: Omit<Reason, "help"> & { readonly help: string | undefined },
  { file, line }: NonNullable<Blocker["location"]>,
  judgement: Judgement,
): Finding {
  const place: Location = { file, start: { line, column: 1 }, end: { line, column: 1 } };
  return {
    rule: code,
    message,
    help,
    location: place,
    object: undefined,
    path: [],
    related: [],
    fix: undefined,
    ...judgement,
  };
}
