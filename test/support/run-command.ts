import { main } from "../../src/cli.ts";

export interface CommandRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process, in a folder, with a text as its standard input. */
export async function runCommand(
  argv: readonly string[],
  {
    cwd,
    stdin = "",
    env = {},
  }: { readonly cwd: string; readonly stdin?: string; readonly env?: Readonly<Record<string, string>> },
): Promise<CommandRun> {
  const written = { stdout: "", stderr: "" };
  const output = (name: "stdout" | "stderr") => ({
    isTTY: false,
    columns: 80,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const bytes = Buffer.from(stdin);
  const code = await main({
    argv,
    cwd,
    env,
    stdin: (limit) => (bytes.length > limit ? undefined : bytes),
    stdout: output("stdout"),
    stderr: output("stderr"),
  });
  return { code, ...written };
}
