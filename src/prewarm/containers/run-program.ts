import { spawn } from "node:child_process";
import { Captured } from "./captured.ts";
import { findProgram } from "./find-program.ts";
import type { ProgramRun, Run } from "./run.ts";

/** Milliseconds between the request to end and the end. */
const grace = 5_000;

/** A program that is its own work, such as skopeo: it is told to end, and killed where it does not. */
export const runProgram: Run = (command, args, { env, timeout, signal, onLine }) => {
  const program = findProgram(command, env);
  if (program === undefined) {
    return Promise.resolve({ code: undefined, stdout: "", stderr: "", ended: "missing" });
  }
  return new Promise((resolve) => {
    const captured = new Captured(onLine);
    const timers: NodeJS.Timeout[] = [];
    let ended: ProgramRun["ended"];
    const child = spawn(program, args, { env: { ...env }, stdio: ["ignore", "pipe", "pipe"] });
    const end = (why: "time" | "stopped") => {
      ended ??= why;
      child.kill("SIGTERM");
      timers.push(setTimeout(() => child.kill("SIGKILL"), grace));
    };
    const onAbort = () => end("stopped");
    const finish = (code: number | null) => {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      const output = captured.end();
      resolve(
        ended === undefined ? { code: code ?? undefined, ...output } : { code: undefined, ...output, ended },
      );
    };
    child.stdout.on("data", (bytes: Buffer) => captured.take("stdout", bytes));
    child.stderr.on("data", (bytes: Buffer) => captured.take("stderr", bytes));
    child.on("error", () => {
      ended ??= "missing";
      finish(null);
    });
    child.on("close", finish);
    if (timeout !== undefined) timers.push(setTimeout(end, timeout, "time"));
    if (signal?.aborted) onAbort();
    else signal?.addEventListener("abort", onAbort, { once: true });
  });
};
