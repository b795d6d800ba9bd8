import * as z from "zod";
import { healthStates } from "../nim/health/health.ts";
import { nimKinds } from "../nim/schema/kinds.ts";
import { printableJson } from "../report/printable.ts";
import type { StatusEntry } from "./status-of.ts";

const count = z.int().min(0);

/** What `nimops status --format json` prints. The version changes only when a reader could break. */
export const statusReport = z.strictObject({
  version: z.literal(1),
  summary: z
    .strictObject({ healthy: count, progressing: count, degraded: count, blocked: count, failed: count })
    .describe("how many resources are so"),
  resources: z.array(
    z.strictObject({
      kind: z.enum(nimKinds),
      namespace: z.string(),
      name: z.string(),
      health: z
        .enum(healthStates)
        .describe(
          "healthy: as the spec asks; progressing: on its way; degraded: something is wrong, and it is still tried or still serves; blocked: somebody has to act; failed: nobody tries any more",
        ),
      reason: z.string().describe("a stable code"),
      message: z.string(),
      help: z.string().nullable().describe("what to do"),
      unseen: z
        .array(z.string())
        .describe("kinds of objects that were not given, and without which the answer may be wrong"),
    }),
  ),
});

export type StatusReport = z.infer<typeof statusReport>;

/** The report as text; nothing in it is a command for a runner that shows it. */
export function statusJson(entries: readonly StatusEntry[]): string {
  const summary = { healthy: 0, progressing: 0, degraded: 0, blocked: 0, failed: 0 };
  for (const { health } of entries) summary[health] += 1;
  const report: StatusReport = {
    version: 1,
    summary,
    resources: entries.map(({ kind, namespace, name, health, reason, message, help, unseen }) => ({
      kind,
      namespace,
      name,
      health,
      reason,
      message,
      help: help ?? null,
      unseen: [...(unseen ?? [])],
    })),
  };
  return printableJson(report);
}
