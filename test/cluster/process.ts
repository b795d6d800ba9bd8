import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { planeVariable } from "./plane-folder.ts";

/** A program of a control plane. It writes to a file, and neither keeps the test process alive nor ends with it. */
export class Program {
  readonly name: string;
  readonly #log: string;
  readonly #process: ChildProcess;
  #ended: string | undefined;

  constructor(folder: string, inside: readonly string[], file: string, flags: readonly string[]) {
    this.name = basename(file);
    this.#log = join(folder, `${this.name}.log`);
    const [command, ...args] = [...inside, file, ...flags];
    if (command === undefined) throw new Error("no program");
    const log = openSync(this.#log, "a", 0o600);
    this.#process = spawn(command, args, {
      cwd: folder,
      env: { PATH: process.env.PATH ?? "", HOME: folder, [planeVariable]: folder },
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    this.#process.unref();
    this.#process.on("error", (error) => {
      this.#ended = error.message;
    });
    this.#process.on("exit", (code, signal) => {
      this.#ended ??= signal ?? `exit code ${code}`;
    });
  }

  /** Ends it at once, as a crash does: an API server that is asked to end waits a minute for its watches. */
  async end(): Promise<void> {
    if (this.#ended !== undefined) return;
    const exited = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await exited;
  }

  /** @throws where the program has ended, with the last lines that it wrote. */
  mustRun(): void {
    if (this.#ended === undefined) return;
    const lines = readFileSync(this.#log, "utf8").trimEnd().split("\n").slice(-15);
    throw new ProgramEnded(`${this.name} has ended (${this.#ended}):\n${lines.join("\n")}`);
  }
}

export class ProgramEnded extends Error {}
