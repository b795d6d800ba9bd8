import { spawn } from "node:child_process";

export interface ToolRun {
  /** Undefined where the command was killed or never ran. */
  readonly code: number | undefined;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** `missing`: there is no such command. */
  readonly ended?: "missing" | "time" | "output";
}

export interface ToolLimits {
  /** Milliseconds. */
  readonly timeout: number;
  /** Bytes of standard output. */
  readonly maxOutput: number;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Bytes of standard error that are kept, its end. */
const maxErrors = 16 * 1024;

/**
 * Runs a command without a shell, nothing on its standard input; what says too much or takes too long is killed. Not by
 * `manifest/render/exec.ts`, which an adapter may not import: that one keeps text for a message, here the output is
 * bytes (a file out of an image), and a tool that is missing must be told from one that fails.
 */
export function runTool(command: string, args: readonly string[], limits: ToolLimits): Promise<ToolRun> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    let size = 0;
    let stderr = "";
    let ended: ToolRun["ended"];
    const child = spawn(command, args, { env: { ...limits.env }, stdio: ["ignore", "pipe", "pipe"] });
    const kill = (reason: "time" | "output") => {
      ended ??= reason;
      child.kill("SIGKILL");
    };
    const timer = setTimeout(kill, limits.timeout, "time");
    child.stdout.on("data", (data: Buffer) => {
      size += data.length;
      if (size > limits.maxOutput) kill("output");
      else pieces.push(data);
    });
    child.stderr.on("data", (data: Buffer) => {
      stderr = (stderr + data.toString("utf8")).slice(-maxErrors);
    });
    const finish = (code: number | null) => {
      clearTimeout(timer);
      const run = {
        code: ended === undefined ? (code ?? undefined) : undefined,
        stdout: Buffer.concat(pieces),
        stderr,
      };
      resolve(ended === undefined ? run : { ...run, ended });
    };
    child.on("error", () => {
      ended ??= "missing";
      finish(null);
    });
    child.on("close", finish);
  });
}

/** What a failed run said last, on one line; why it was ended where it was. */
export function reasonOfRun({ code, stderr, ended }: ToolRun): string {
  if (ended === "missing") return "it is not installed";
  if (ended === "time") return "it took too long";
  if (ended === "output") return "it said too much";
  const line = stderr.trim().split(/\r?\n/).at(-1) ?? "";
  const said = messageIn(line);
  return said === "" ? `it ended with exit code ${code ?? "unknown"}` : said.slice(0, 500);
}

/** skopeo wraps what it says: `time="…" level=fatal msg="…"`. */
function messageIn(line: string): string {
  const [, quoted] = /^time="[^"]*" level=\w+ msg=("(?:[^"\\]|\\.)*")/.exec(line) ?? [];
  if (quoted === undefined) return line;
  try {
    return String(JSON.parse(quoted));
  } catch {
    return line;
  }
}
