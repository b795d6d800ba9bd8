import type { Verdict } from "../placement/answer.ts";
import type { BestVerdict } from "./hardware.ts";

/**
 * The verdict of a workload from two placements of the fleet: `scheduled`, in which pods go wherever the scheduler takes
 * them, and `running`, in which they go only to GPUs that can run them.
 *
 * What cannot run anywhere does not fit. What has a place is told by `running`; that the place is found whatever the
 * scheduler chooses, by `scheduled`, and only where none of its choices is a GPU that cannot run the model.
 */
export function combinedVerdict(scheduled: Verdict, running: Verdict, most: BestVerdict): Verdict {
  if (most === "does-not-fit") return "does-not-fit";
  if (running === "does-not-fit" || running === "contended" || running === "unknown") return running;
  if (scheduled === "unknown") return "unknown";
  return scheduled === "fits" && most === "fits" ? "fits" : "fits-if-packed";
}
