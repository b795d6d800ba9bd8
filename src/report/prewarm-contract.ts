import * as z from "zod";
import { deeds, outcomes } from "./prewarm-result.ts";

const count = z.int().min(0);
const bytes = z.number().min(0);
const ids = z.array(z.string());

const outcome = z
  .enum(outcomes)
  .describe(
    "ready: Ready with the profiles of the plan; planned: a dry run would apply it; cancelled: the user stopped waiting; timed-out: not Ready when its time was over; skipped: nothing was written, for it would do nothing or harm; conflict: another manager owns a field; failed: nobody tries it any more, or the API server does not take it",
  )
  .meta({ id: "Outcome" });

const cause = z.strictObject({
  code: z.string().describe("stable; docs/status.md and docs/prewarm.md list them"),
  message: z.string(),
  help: z.string().optional().describe("what to do"),
  commands: z.array(z.string()).describe("to look further; they stand in help too"),
});

const profiles = z.strictObject({
  expected: ids.optional().describe("of the plan; absent where it does not know them"),
  listed: ids.describe("in status.profiles, each once"),
  missing: ids.describe("expected, and not listed or not downloaded"),
  notDownloaded: ids.describe("listed, and not in the arguments of the Job; empty where the Job is gone"),
  duplicated: ids.describe("listed more than once"),
});

const cache = z.strictObject({
  kind: z.literal("NIMCache"),
  namespace: z.string(),
  name: z.string(),
  location: z.strictObject({ file: z.string(), line: z.int().min(1).describe("counts from 1") }).optional(),
  did: z
    .enum(deeds)
    .describe(
      "created, updated: applied as nimops (in a dry run: would be); untouched: nothing was written; waited-for: it is the reconciler's; nothing: it was not dealt with, and the causes say why",
    ),
  outcome,
  message: z.string(),
  causes: z.array(cause).describe("what matters most first; beside ready: warnings"),
  state: z.string().optional().describe("status.state"),
  uid: z.string().optional(),
  claim: z.string().optional().describe("the persistent volume claim"),
  image: z
    .strictObject({ reference: z.string(), digest: z.string().optional() })
    .optional()
    .describe("of the puller; the digest as the node that ran it tells it"),
  attempts: z.strictObject({ failed: count, most: count }).optional().describe("of its present Job"),
  bytes: z
    .strictObject({
      planned: bytes.optional().describe("of the plan"),
      done: bytes.optional().describe("what the volume held when it was last looked at"),
    })
    .optional(),
  profiles: profiles.optional(),
  log: z
    .strictObject({ pod: z.string(), lines: z.array(z.string()) })
    .optional()
    .describe("the end of what the pod that failed last printed, without credentials"),
  stillRuns: z.string().optional().describe("what still goes on in the cluster"),
  seconds: z.number().min(0),
});

/** What `nimops prewarm --format json` prints. The version changes only when a reader could break. */
export const prewarmReport = z
  .strictObject({
    version: z.literal(1),
    digest: z.string().describe("of the plan that was carried out"),
    cluster: z.string().optional().describe("as declared in nimops.yaml"),
    server: z.string().describe("address of the API server"),
    dryRun: z.boolean(),
    outcome: outcome.describe("the worst of the caches"),
    seconds: z.number().min(0),
    caches: z.array(cache).describe("by namespace and name"),
    notes: z.array(z.string()).describe("what could not be seen for lack of rights, and what that costs"),
  })
  .meta({ id: "Prewarm" });

export type PrewarmReport = z.infer<typeof prewarmReport>;

export function prewarmJsonSchema(): object {
  return z.toJSONSchema(prewarmReport);
}
