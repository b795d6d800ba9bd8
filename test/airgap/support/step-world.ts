import { systemClock } from "../../../src/kube/clock.ts";
import type { StepWorld } from "../../../src/prewarm/airgap/step-world.ts";
import { runPrograms } from "../../../src/prewarm/containers/run-programs.ts";
import type { Task } from "../../../src/report/progress.ts";

export interface WatchedWorld extends StepWorld {
  /** What was told of the progress. */
  readonly told: readonly Task[];
  readonly notes: readonly string[];
}

/** The world of a step as the command makes it, with the real programs. */
export function stepWorld(
  env: Readonly<Record<string, string>>,
  cwd: string,
  signal?: AbortSignal,
): WatchedWorld {
  const told: Task[] = [];
  const notes: string[] = [];
  const progress = {
    tell: (task: Task) => void told.push(task),
    note: (text: string) => void notes.push(text),
    end() {},
  };
  return { env, cwd, clock: systemClock, progress, signal, run: runPrograms, told, notes };
}
