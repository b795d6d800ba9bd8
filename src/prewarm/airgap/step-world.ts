import type { Clock } from "../../kube/clock.ts";
import type { Progress } from "../../report/progress.ts";
import type { Run } from "../containers/run.ts";

/** What the steps touch of the outside besides files; tests hand in their own. */
export interface StepWorld {
  /** Where PATH, HOME and the variables stand that credentials are named by. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative names of files and folders start here. */
  readonly cwd: string;
  readonly clock: Clock;
  readonly progress: Progress;
  /** Aborted when the user wants the step to end; it then ends soon, and the next run goes on where it was. */
  readonly signal?: AbortSignal | undefined;
  /** `runPrograms` of src/prewarm/containers, but for tests. */
  readonly run: Run;
}
