import { exec } from "@actions/exec";
import { Captured } from "./captured.ts";
import { findProgram } from "./find-program.ts";
import type { ProgramRun, Run, RunOptions } from "./run.ts";

/** Milliseconds that a tool has to end after its container was stopped. */
const grace = 30_000;

/**
 * podman and docker, through @actions/exec. That one cannot stop what it started, so `stop` removes the container, upon
 * which its attached tool ends. Nothing is written to its standard input: @actions/exec dies where nobody reads it.
 */
export const runContainerTool: Run = async (command, args, options) => {
  const program = findProgram(command, options.env);
  if (program === undefined) return { code: undefined, stdout: "", stderr: "", ended: "missing" };
  const captured = new Captured(options.onLine);
  const running = exec(JSON.stringify(program), [...args], {
    env: definedIn(options.env),
    silent: true,
    ignoreReturnCode: true,
    listeners: {
      stdout: (bytes) => captured.take("stdout", bytes),
      stderr: (bytes) => captured.take("stderr", bytes),
    },
  }).catch((error: unknown) => {
    captured.take("stderr", Buffer.from(`${error instanceof Error ? error.message : String(error)}\n`));
    return undefined;
  });
  const { code, ended } = await untilEnded(running, options);
  return { code: code ?? undefined, ...captured.end(), ...(ended && { ended }) };
};

function definedIn(env: RunOptions["env"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

/** `null`: the tool itself was killed. */
type Code = number | null | undefined;

function untilEnded(
  running: Promise<Code>,
  { timeout, signal, stop }: RunOptions,
): Promise<{ code: Code; ended?: ProgramRun["ended"] & string }> {
  return new Promise((resolve) => {
    let ended: "time" | "stopped" | undefined;
    const timers: NodeJS.Timeout[] = [];
    const finish = (code: Code) => {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      resolve(ended === undefined ? { code } : { code: undefined, ended });
    };
    const end = (why: "time" | "stopped") => {
      if (ended !== undefined) return;
      ended = why;
      timers.push(setTimeout(finish, stop === undefined ? 0 : grace, undefined));
      // Where stopping fails, the next run finds the container by its name and removes it.
      stop?.().catch(() => undefined);
    };
    const onAbort = () => end("stopped");
    if (timeout !== undefined) timers.push(setTimeout(end, timeout, "time"));
    if (signal?.aborted) onAbort();
    else signal?.addEventListener("abort", onAbort, { once: true });
    void running.then(finish);
  });
}
