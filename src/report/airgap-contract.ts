import * as z from "zod";
import { airgapOutcomes, airgapSteps } from "./airgap-result.ts";

const count = z.int().min(0);
const step = z.enum(airgapSteps).meta({ id: "Step" });

const problem = {
  step,
  code: z.string().describe("stable; docs/airgap.md tells each"),
  path: z.string().optional().describe("of a file, an object of a store or a field of a live object"),
  message: z.string(),
  help: z.string().optional().describe("what to do"),
};

/** What `nimops airgap … --format json` prints. The version changes only when a reader could break. */
export const airgapReport = z
  .strictObject({
    version: z.literal(1),
    outcome: z
      .enum(airgapOutcomes)
      .describe(
        "done: all is as it should be, or would be after a dry run; problems: all steps ran and something is not right; failed: a step could not go on, and those behind it did not run; stopped: by the user",
      ),
    dryRun: z.boolean().describe("nothing was moved: the counts tell what would be"),
    steps: z.array(
      z.strictObject({
        step,
        images: count,
        profiles: count,
        files: count,
        bytesMoved: count.describe("over a wire or to a disk"),
        bytesThere: count.describe("where they belong already"),
        seconds: z.number().min(0),
        changed: z.boolean().describe("whether anything outside is not as it was: false on a second run"),
        warnings: z.array(z.string()),
      }),
    ),
    caches: z.array(
      z.strictObject({
        name: z.string(),
        image: z.string().optional(),
        digest: z.string().optional().describe("of the image's index"),
        mirroredTo: z.string().optional(),
        protocol: z.string().optional().describe("how the image is made to download"),
        profiles: z.array(z.string()).optional().describe("ids"),
        folder: z.string().optional(),
        bytes: count.optional().describe("of the cache"),
        uploadedTo: z.string().optional(),
        profilesPath: z
          .string()
          .optional()
          .describe(
            "what a reader is to be given: Model Profiles Path, storage URI, NIM_REPOSITORY_OVERRIDE",
          ),
      }),
    ),
    facts: z.array(z.string()).describe("what was seen and is right"),
    problems: z.array(z.strictObject(problem)),
    failure: z
      .strictObject({
        ...problem,
        subject: z.string().optional(),
        retryable: z.boolean().describe("whether the same call may well succeed later"),
      })
      .optional(),
  })
  .meta({ id: "Airgap" });

export function airgapJsonSchema(): object {
  return z.toJSONSchema(airgapReport);
}
