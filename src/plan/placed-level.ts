import type { WorkloadDemand } from "./demand/demand.ts";
import { equallyPlaced } from "./equal-gpus.ts";
import { combinedVerdict } from "./hardware/combined-verdict.ts";
import { hasGpus } from "./hardware/gpus-asked.ts";
import type { Hardware } from "./hardware/hardware.ts";
import type { FleetVerdict, Placement, Verdict } from "./placement/answer.ts";
import { placementOf } from "./placement/placement-of.ts";
import type { PlacementProblem } from "./problem-of.ts";

/** What a level comes to: all its pods placed at once. */
export interface PlacedLevel {
  readonly placement: PlacementProblem;
  /** Pods go wherever the scheduler takes them. */
  readonly scheduled: Placement;
  /** Pods go only to GPUs that can run them, and those of one copy of a model to equal ones; the same where all can. */
  readonly running: Placement;
  readonly verdict: FleetVerdict;
  /** Of the workloads that take part. */
  readonly verdicts: ReadonlyMap<WorkloadDemand, Verdict>;
}

/** Places what takes part at a level, with what is certain about the GPUs. */
export function placedLevel(
  placement: PlacementProblem,
  hardware: ReadonlyMap<WorkloadDemand, Hardware>,
): PlacedLevel {
  const { problem, owners, pods, undecided } = placement;
  const unfit = problem.groups.map(({ owner }, group) => {
    const workload = owners[owner];
    const pod = pods[group];
    // What runs beside the model, such as an endpoint picker, runs anywhere.
    return new Set(workload && pod && hasGpus(pod) ? hardware.get(workload)?.unfit : []);
  });
  const scheduled = placementOf(problem);
  const isMixed = owners.some((workload) => (hardware.get(workload)?.products ?? []).length > 1);
  const running =
    isMixed || unfit.some(({ size }) => size > 0) ? equallyPlaced(placement, hardware, unfit) : scheduled;
  const verdicts = new Map<WorkloadDemand, Verdict>();
  const parts: Verdict[] = [scheduled.verdict === "does-not-fit" ? scheduled.verdict : running.verdict];
  for (const [index, workload] of owners.entries()) {
    const alike = running.owners[index]?.verdict ?? "unknown";
    const most = hardware.get(workload)?.most ?? "fits";
    const verdict = combinedVerdict(scheduled.owners[index]?.verdict ?? "unknown", alike, most);
    // Nodes of which nobody knows whether they have the devices were taken for nodes that do.
    const isOpen = verdict !== "does-not-fit" && undecided.has(workload);
    verdicts.set(workload, isOpen ? "unknown" : verdict);
    // What the placement itself did not decide is in its own verdict of the whole.
    if (isOpen || verdict !== "unknown" || alike !== "unknown") parts.push(isOpen ? "unknown" : verdict);
  }
  return { placement, scheduled, running, verdicts, verdict: worstOf(parts) };
}

/** The verdict of a whole is as bad as its worst part. */
export function worstOf(verdicts: Iterable<Verdict>): FleetVerdict {
  const found = new Set(verdicts);
  if (found.has("does-not-fit") || found.has("contended")) return "does-not-fit";
  return found.has("unknown") ? "unknown" : found.has("fits-if-packed") ? "fits-if-packed" : "fits";
}
