import { spawn } from "node:child_process";
import { simpleGit } from "simple-git";
import { type Redact, redactor } from "../../src/prewarm/redaction.ts";
import { endProcessesOf, memoryOf } from "./call-processes.ts";
import { gitFault } from "./git-fault.ts";
import { SourceError } from "./source.ts";

export interface GitOptions {
  /** Of `withCallHome`: what git knows of the world. */
  readonly home: string;
  /** The repository, or any folder where git needs none. */
  readonly directory: string;
  readonly secrets: readonly string[];
  /** Bytes that git may print. */
  readonly maxOutput: number;
  /** Bytes that git and its helpers may have while they speak with a server. */
  readonly maxMemory: number;
  readonly signal: AbortSignal;
}

/**
 * The only way to git. It sees no settings of the machine, of the user or of the environment, asks no questions, and is
 * ended with all its helpers when the signal says so.
 */
export class Git {
  readonly #options: GitOptions;
  readonly #redact: Redact;

  constructor(options: GitOptions) {
    this.#options = options;
    this.#redact = redactor({}, options.secrets);
  }

  /** What git prints, as text. @throws SourceError */
  async run(args: readonly string[]): Promise<string> {
    const { home, directory, signal, maxOutput, maxMemory } = this.#options;
    signal.throwIfAborted();
    const [tooMuch, tooBig] = [new AbortController(), new AbortController()];
    const until = AbortSignal.any([signal, tooMuch.signal, tooBig.signal]);
    // simple-git interrupts git alone.
    until.addEventListener("abort", () => void endProcessesOf(home), { once: true });
    let printed = 0;
    const git = simpleGit({
      baseDir: directory,
      abort: until,
      // simple-git takes every GIT_ variable away that is not named here; both only forbid.
      allowEnvironment: [...forbidding],
      // Its own judgement lets git fail without a word.
      errors: (_, { exitCode, stdErr }) =>
        exitCode === 0 ? undefined : toldBy(Buffer.concat(stdErr), exitCode),
    })
      .env(environmentOf(home))
      .outputHandler((_command, stdout, stderr) => {
        const count = (bytes: Buffer) => {
          printed += bytes.length;
          if (printed > maxOutput) tooMuch.abort();
        };
        stdout.on("data", count);
        stderr.on("data", count);
      });
    const watch = setInterval(async () => {
      if ((await memoryOf(home)) > maxMemory) tooBig.abort();
    }, memoryInterval);
    try {
      return await git.raw([...args]);
    } catch (error) {
      await endProcessesOf(home);
      signal.throwIfAborted();
      if (tooBig.signal.aborted) throw takesTooMuch(maxMemory);
      if (tooMuch.signal.aborted) throw this.#printsTooMuch(args);
      throw this.#fault(error instanceof Error ? error.message : `${error}`);
    } finally {
      clearInterval(watch);
    }
  }

  /**
   * What a git that only reads objects prints, as bytes, after `input` was written to it: simple-git can do neither. It
   * has no helpers.
   */
  async bytes(args: readonly string[], input = ""): Promise<Buffer> {
    const { home, directory, signal, maxOutput } = this.#options;
    signal.throwIfAborted();
    const child = spawn("git", [...args], {
      cwd: directory,
      env: environmentOf(home),
      stdio: ["pipe", "pipe", "pipe"],
      signal,
      killSignal: "SIGKILL",
    });
    const printed: Buffer[] = [];
    const told: Buffer[] = [];
    let size = 0;
    const code = await new Promise<number>((done, fail) => {
      child.stdout.on("data", (bytes: Buffer) => {
        size += bytes.length;
        if (size <= maxOutput) printed.push(bytes);
        else child.kill("SIGKILL");
      });
      child.stderr.on("data", (bytes: Buffer) => {
        if (told.length < 16) told.push(bytes);
      });
      child.on("error", fail);
      child.on("close", (exit) => done(exit ?? 128));
      // Where git ends early it closes its input, which its exit code tells better.
      child.stdin.on("error", () => {});
      child.stdin.end(input);
    }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw this.#fault(error instanceof Error ? error.message : `${error}`);
    });
    if (size > maxOutput) throw this.#printsTooMuch(args);
    if (code !== 0) throw this.#fault(Buffer.concat(told).toString("utf8"));
    return Buffer.concat(printed, size);
  }

  #fault(told: string): SourceError {
    return gitFault(told, this.#redact);
  }

  #printsTooMuch([command = ""]: readonly string[]): SourceError {
    return new SourceError(
      "permanent",
      "TooLarge",
      `git ${command} tells more than ${this.#options.maxOutput} bytes of names`,
      "give the manifests a repository of their own, or name a folder with fewer files in spec.path",
    );
  }
}

/** Milliseconds. */
const memoryInterval = 200;

function takesTooMuch(most: number): SourceError {
  return new SourceError(
    "permanent",
    "TooLarge",
    `git needs more than ${Math.round(most / 1024 / 1024)} MiB of memory for what the Git server sends`,
    "give the manifests a repository of their own",
  );
}

function toldBy(told: Buffer, code: number): Buffer {
  return told.toString("utf8").trim() === "" ? Buffer.from(`git ended with exit code ${code}`) : told;
}

const forbidding = ["GIT_CONFIG_NOSYSTEM", "GIT_TERMINAL_PROMPT"];

function environmentOf(home: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "/usr/bin:/bin",
    HOME: home,
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
  };
}
