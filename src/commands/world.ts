/** Everything of the outside that a command may touch; tests hand in their own. */
export interface World {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All of standard input; undefined where it is more than `limit` bytes. */
  readonly stdin: (limit: number) => Uint8Array | undefined;
  readonly stdout: Output;
  readonly stderr: Output;
}

export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  readonly columns: number | undefined;
}
