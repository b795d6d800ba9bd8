/** Everything of the outside that a command may touch; tests hand in their own. */
export interface World {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All of standard input; undefined where it is more than `limit` bytes. */
  readonly stdin: (limit: number) => Uint8Array | undefined;
  readonly stdout: Output;
  readonly stderr: Output;
  /** The file that a process of this program begins with; absent where none can be made. */
  readonly program?: string;
  /**
   * Told of each signal once, which then does not end the process; a second one of its kind does. What is returned calls it off.
   * Absent where nobody sends signals.
   */
  readonly onSignal?: (listener: (signal: EndSignal) => void) => () => void;
}

export type EndSignal = "SIGINT" | "SIGTERM";

export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  readonly columns: number | undefined;
}
