import * as z from "zod";

/** The name under which a run keeps what it has begun to tell GitHub, for the step that comes after the job's steps. */
export const openTellings = "open-tellings";

const text = z.string().max(1000);
const shape = z.object({
  commit: z.object({ repository: z.object({ owner: text, name: text }), sha: text }),
  url: text.optional(),
  /** Of statuses that are pending. */
  contexts: z.array(text),
  /** Those that have not ended. */
  deployments: z.array(z.int()),
});

/** What somebody has to end, should the run be killed before it can. */
export type OpenTellings = z.infer<typeof shape>;

/** Undefined for what is none. */
export function readOpenTellings(saved: string): OpenTellings | undefined {
  try {
    return shape.parse(JSON.parse(saved));
  } catch {
    return undefined;
  }
}
