import { bounded } from "../../src/nim/bounded.ts";
import { textAt } from "../../src/nim/health/fields.ts";
import { jobProgress } from "../../src/nim/health/job-progress.ts";
import type { Live } from "../../src/nim/health/live.ts";
import type { Surroundings } from "../../src/nim/health/surroundings.ts";
import { redactor } from "../../src/prewarm/redaction.ts";

/** What the newest pod of a cache's Job that failed printed last, without credentials; nothing where nobody has read it. */
export function lastWords({ name }: Live, around: Surroundings): readonly string[] {
  const job = around.find("Job", `${name}-job`);
  const pods = job ? jobProgress(job, around).pods : [];
  const failed = pods.findLast((pod) => textAt(pod.object, "status", "phase") === "Failed");
  const text = failed && around.logOf(failed.name);
  if (text === undefined) return [];
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  // Redacted before it is cut: the rest of a credential that is cut in two looks like none.
  return lines
    .slice(-mostLines)
    .map((line) =>
      bounded(redact(line.slice(0, longestRead)).replace(/[\p{Cc}\p{Cf}]+/gu, " "), longestLine),
    );
}

const mostLines = 5;
/** Characters. */
const longestLine = 200;
const longestRead = 4_000;
const redact = redactor({});
