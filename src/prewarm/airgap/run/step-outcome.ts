import type { StepProblem, StepResult } from "../step.ts";

/** What a step did, and what it found. */
export interface StepOutcome {
  readonly result: StepResult;
  /** Sentences about what is right. */
  readonly facts: readonly string[];
  readonly problems: readonly StepProblem[];
}

/** The results of one step for several caches as one. */
export function summed(
  step: StepResult["step"],
  results: readonly StepResult[],
  seconds: number,
): StepResult {
  const sum = (of: (result: StepResult) => number) =>
    results.reduce((total, result) => total + of(result), 0);
  return {
    step,
    images: sum(({ images }) => images),
    profiles: sum(({ profiles }) => profiles),
    files: sum(({ files }) => files),
    bytesMoved: sum(({ bytesMoved }) => bytesMoved),
    bytesThere: sum(({ bytesThere }) => bytesThere),
    seconds,
    changed: results.some(({ changed }) => changed),
    warnings: [...new Set(results.flatMap(({ warnings }) => warnings))],
  };
}
