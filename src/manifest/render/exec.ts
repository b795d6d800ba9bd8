import { ChildProcess } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Runner, RunResult } from "./runner.ts";

/** Bytes of standard error that are kept. */
const maxErrors = 64 * 1024;
/** Milliseconds that pipes may stay open after the command has ended, held by a child of its own. */
const closeDelay = 1000;

/** The runner of the real world: @actions/exec, and what it lacks, an end to what runs too long or says too much. */
export const runCommand: Runner = async (command, args, { cwd, env, timeout, maxOutput }) => {
  const { exec } = await import("@actions/exec");
  const output = new Collected(maxOutput);
  const errors = new Collected(maxErrors);
  let killedFor: RunResult["killedFor"];
  const children = startedChildren(command);
  const kill = (reason: "time" | "output") => {
    killedFor ??= reason;
    children.kill();
  };
  const timer = setTimeout(kill, timeout, "time");
  try {
    const code = await exec(quoted(command), [...args], {
      cwd,
      env: { ...env },
      silent: true,
      ignoreReturnCode: true,
      delay: closeDelay,
      listeners: {
        stdout: (data) => {
          if (!output.add(data)) kill("output");
        },
        stderr: (data) => void errors.add(data),
      },
    });
    const result = { stdout: output.text, stderr: errors.text };
    return killedFor === undefined ? { code, ...result } : { code: undefined, killedFor, ...result };
  } catch (error) {
    // Such as a file of another architecture.
    return { code: 126, stdout: "", stderr: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
    children.forget();
  }
};

class Collected {
  readonly #limit: number;
  readonly #pieces: Buffer[] = [];
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** False where this is more than the limit. */
  add(data: Buffer): boolean {
    const room = this.#limit - this.#size;
    if (room > 0) this.#pieces.push(data.subarray(0, room));
    this.#size += data.length;
    return data.length <= room;
  }

  get text(): string {
    return Buffer.concat(this.#pieces).toString("utf8");
  }
}

/**
 * @actions/exec hands out no process; Node tells of each that is made on this channel. Standard input is ended here: given
 * as `input` to @actions/exec, a command that ends before it reads brings the whole program down (EPIPE).
 */
function startedChildren(command: string) {
  const started: ChildProcess[] = [];
  const onStart = (message: unknown) => {
    if (typeof message === "object" && message !== null && "process" in message) {
      const { process: child } = message;
      if (!(child instanceof ChildProcess)) return;
      started.push(child);
      child.once("spawn", () => {
        if (child.spawnfile !== command) return;
        child.stdin?.on("error", () => undefined);
        child.stdin?.end();
      });
    }
  };
  subscribe("child_process", onStart);
  return {
    kill() {
      for (const child of started) if (child.spawnfile === command) child.kill("SIGKILL");
    },
    forget: () => unsubscribe("child_process", onStart),
  };
}

/** @actions/exec takes a command line apart at spaces, and knows no escape but that of a quote. */
function quoted(command: string): string {
  return `"${command.replaceAll('"', '\\"')}"`;
}
