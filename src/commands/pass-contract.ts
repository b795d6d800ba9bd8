import * as z from "zod";
import type { PassResult } from "../../reconciler/pass/pass.ts";
import type { NIMRepository } from "../../reconciler/repository/types.ts";
import { nimKinds } from "../nim/schema/kinds.ts";
import { printableJson } from "../report/printable.ts";
import { isInTheWay } from "./pass-text.ts";

const id = { kind: z.enum(nimKinds), namespace: z.string(), name: z.string() };
const trouble = z.strictObject({ reason: z.string(), message: z.string() });

/** What `nimops reconcile --once --format json` prints. The version changes only when a reader could break. */
export const passReport = z.strictObject({
  version: z.literal(1),
  repository: z.strictObject({ namespace: z.string(), name: z.string(), url: z.string() }),
  commit: z.string().nullable().describe("null where Git named none"),
  dryRun: z.boolean().describe("nothing was written"),
  summary: z.string(),
  isInTheWay: z.boolean().describe("something stands in the way, and the exit code is 1"),
  stalled: trouble.nullable().describe("why nothing more is applied until Git or somebody changes something"),
  transient: z.string().nullable().describe("what may pass by itself"),
  planned: z
    .array(
      z.strictObject({
        ...id,
        do: z.enum(["create", "update", "adopt", "correct", "delete"]),
        fields: z.array(z.string()).describe("what differs"),
      }),
    )
    .describe("what was decided; in a dry run nothing of it was done"),
  done: z.array(
    z.strictObject({
      ...id,
      did: z.enum(["created", "updated", "corrected", "adopted", "deleted", "failed", "postponed"]),
      reason: z.string().nullable(),
      message: z.string().nullable(),
    }),
  ),
  resources: z.array(
    z.strictObject({
      ...id,
      phase: z.string(),
      reason: z.string().describe("docs/reconciler-decisions.md explains them"),
      message: z.string(),
      waitsFor: z.array(z.string()),
    }),
  ),
  findings: z.array(
    z.strictObject({
      severity: z.enum(["error", "warning", "info"]),
      rule: z.string(),
      message: z.string(),
      location: z.string().nullable(),
    }),
  ),
});

type PassReport = z.infer<typeof passReport>;

/** The report as text; nothing in it is a command for a runner that shows it. */
export function passJson({ metadata, spec }: NIMRepository, result: PassResult, dryRun: boolean): string {
  const { status, effects, transient } = result;
  const stalled = status.conditions.find(({ type, status: is }) => type === "Stalled" && is === "True");
  const report: PassReport = {
    version: 1,
    repository: { namespace: metadata.namespace, name: metadata.name, url: spec.url },
    commit: status.revision.attempted ?? null,
    dryRun,
    summary: status.summary,
    isInTheWay: isInTheWay(result),
    stalled: stalled ? { reason: stalled.reason, message: stalled.message } : null,
    transient: transient ?? null,
    planned: plannedOf(result),
    done: effects.map(({ kind, namespace, name, did, reason, message }) => ({
      ...{ kind, namespace, name, did },
      reason: reason ?? null,
      message: message ?? null,
    })),
    resources: status.resources.map(({ kind, namespace, name, phase, reason, message, waitsFor }) => ({
      ...{ kind, namespace, name, phase, reason, message },
      waitsFor: [...(waitsFor ?? [])],
    })),
    findings: status.findings.map(({ severity, rule, message, location }) => ({
      ...{ severity, rule, message },
      location: location ?? null,
    })),
  };
  return printableJson(report);
}

function plannedOf({ decision }: PassResult): PassReport["planned"] {
  const { apply = [], prune = [] } = decision ?? {};
  return [
    ...apply.map(({ kind, namespace, name, why, fields }) => ({
      ...{ kind, namespace, name },
      do: why,
      fields: [...fields],
    })),
    ...prune.map(({ kind, namespace, name }) => ({
      ...{ kind, namespace, name },
      do: "delete" as const,
      fields: [],
    })),
  ];
}
