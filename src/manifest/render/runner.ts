/** Runs a command without a shell; what it cannot do itself (time, amount of output) it is told to enforce. */
export type Runner = (
  /** An absolute path. */
  command: string,
  args: readonly string[],
  options: RunOptions,
) => Promise<RunResult>;

export interface RunOptions {
  readonly cwd: string;
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds; then the command is killed. */
  readonly timeout: number;
  /** Bytes of standard output; over it, the command is killed. */
  readonly maxOutput: number;
}

export interface RunResult {
  /** Undefined where the command was killed. */
  readonly code: number | undefined;
  readonly stdout: string;
  /** Its beginning. */
  readonly stderr: string;
  readonly killedFor?: "time" | "output";
}
