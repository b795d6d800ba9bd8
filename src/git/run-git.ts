import { UserError } from "../user-error.ts";

export interface GitRun {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface GitOptions {
  /** Written to standard input. */
  readonly input?: string;
  /** Bytes of output; beyond them the run fails. */
  readonly maxOutput?: number;
  /** Milliseconds; then git is ended. */
  readonly timeout?: number;
}

/**
 * Runs git and gives what it prints.
 *
 * @throws UserError where git is missing, or fails.
 */
export async function git(cwd: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  return (await gitBytes(cwd, args, options)).toString("utf8");
}

export async function gitBytes(
  cwd: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<Buffer> {
  const { code, stdout, stderr } = await tryGit(cwd, args, options);
  if (code === 0) return stdout;
  // A checkout of another user, as containers of CI have: git refuses to read it.
  if (stderr.includes("dubious ownership")) {
    throw new UserError(`git does not trust ${cwd}, which belongs to another user`, {
      help: `\`git config --global --add safe.directory ${cwd}\``,
    });
  }
  if (stderr.includes("not a git repository")) {
    throw new UserError(`${cwd} is in no git repository, so nimops cannot tell which files have changed`, {
      help: "run it inside of a clone",
    });
  }
  throw new UserError(`git ${args[0]} failed: ${stderr.trim().split("\n")[0] ?? ""}`);
}

/** The same, where failing is an answer too. */
export async function tryGit(
  cwd: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitRun> {
  // Costs every start some milliseconds, and is needed only here.
  const { execFile } = await import("node:child_process");
  const { input, maxOutput = 1024 * 1024 * 1024, timeout = 0 } = options;
  return new Promise((done, fail) => {
    const child = execFile(
      "git",
      [...settings, ...args],
      { cwd, encoding: "buffer", maxBuffer: maxOutput, timeout, env: { ...process.env, ...environment } },
      (error, stdout, stderr) => {
        if (error?.code === "ENOENT") {
          fail(new UserError("git is not installed, so nimops cannot tell which files have changed"));
        } else if (error?.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") {
          fail(new UserError(`git ${args[0]} answers with more than ${maxOutput} bytes, which nobody means`));
        } else {
          const code = error ? (typeof error.code === "number" ? error.code : 128) : 0;
          done({ code, stdout, stderr: stderr.toString("utf8") });
        }
      },
    );
    // Where git ends early it closes its input, which its exit code tells better.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input ?? "");
  });
}

export function lineOf(output: string | Buffer): string {
  return output.toString("utf8").replace(/\r?\n$/, "");
}

/** No program that the repository's settings name is run: no file-system monitor, no hook, no remote helper. */
const settings = [
  ...["-c", "core.fsmonitor=", "-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never"],
  ...["-c", "core.quotePath=false", "-c", "maintenance.auto=false", "-c", "gc.auto=0"],
];

const environment = {
  LC_ALL: "C",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
  GIT_NO_REPLACE_OBJECTS: "1",
};
