/** Runs a program with a list of arguments, never through a shell. It never throws for what the program does. */
export type Run = (command: string, args: readonly string[], options: RunOptions) => Promise<ProgramRun>;

export interface RunOptions {
  /** All that the program sees; secrets go here, never into the arguments. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds; without it as long as it takes. */
  readonly timeout?: number;
  /** Aborted: the program is to end. */
  readonly signal?: AbortSignal | undefined;
  /** What makes it end where it cannot be killed, such as `podman rm --force NAME`. */
  readonly stop?: () => Promise<unknown>;
  /** Every line that it writes, as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface ProgramRun {
  /** Undefined where it was killed or never ran. */
  readonly code: number | undefined;
  /** The first 16 MiB. */
  readonly stdout: string;
  /** The last 16 KiB. */
  readonly stderr: string;
  /** `missing`: there is no such program. `time` and `stopped`: it did not end by itself. */
  readonly ended?: "missing" | "time" | "stopped";
}
