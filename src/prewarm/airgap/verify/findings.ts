import type { StepProblem } from "../step.ts";

/** What a check found; `facts` are good news that people want to see, such as the length of a vector. */
export interface Findings {
  readonly problems: readonly StepProblem[];
  readonly warnings: readonly string[];
  readonly facts: readonly string[];
  /** What was looked at. */
  readonly files: number;
  readonly bytes: number;
}

export const noFindings: Findings = { problems: [], warnings: [], facts: [], files: 0, bytes: 0 };

export function together(parts: readonly Findings[]): Findings {
  return {
    problems: parts.flatMap(({ problems }) => problems),
    warnings: [...new Set(parts.flatMap(({ warnings }) => warnings))],
    facts: parts.flatMap(({ facts }) => facts),
    files: parts.reduce((sum, { files }) => sum + files, 0),
    bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
