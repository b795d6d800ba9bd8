import type { AirgapReport, StepResult } from "./airgap-result.ts";
import { dataSize } from "./plan-view/data-size.ts";
import { timeSpan } from "./plan-view/time-span.ts";

export const airgapHeadings = ["STEP", "IMAGES", "PROFILES", "FILES", "MOVED", "THERE", "TIME", ""] as const;

/** One step as the cells of a table; `-` for what it has nothing of. */
export function airgapCells(step: StepResult, dryRun: boolean): string[] {
  const { images, profiles, files, bytesMoved, bytesThere, seconds, changed } = step;
  const amount = (count: number) => (count === 0 ? "-" : String(count));
  const size = (bytes: number) => (bytes === 0 ? "-" : dataSize(bytes));
  const state = dryRun ? "dry run" : changed ? "changed" : "unchanged";
  return [
    step.step,
    amount(images),
    amount(profiles),
    amount(files),
    size(bytesMoved),
    size(bytesThere),
    seconds < 1 ? "-" : timeSpan(seconds),
    state,
  ];
}

/** The outcome in a sentence. */
export function airgapHeadline({ outcome, dryRun, steps, problems, failure }: AirgapReport): string {
  const moved = steps.reduce((sum, { bytesMoved }) => sum + bytesMoved, 0);
  const there = steps.reduce((sum, { bytesThere, step }) => sum + (step === "verify" ? 0 : bytesThere), 0);
  const bytes = `${dataSize(moved)} ${dryRun ? "to move" : "moved"}, ${dataSize(there)} already there`;
  if (failure !== undefined) {
    const verb = outcome === "stopped" ? "was stopped" : "failed";
    return `${failure.step} ${verb}; ${bytes}`;
  }
  if (problems.length > 0)
    return `${problems.length} ${problems.length === 1 ? "thing is" : "things are"} not right`;
  const only = steps.length === 1 && steps[0]?.step === "verify";
  if (only) return `everything is as recorded, ${dataSize(steps[0]?.bytesThere ?? 0)} looked at`;
  return dryRun || steps.some(({ changed }) => changed)
    ? bytes
    : `nothing to do, ${dataSize(there)} already there`;
}
