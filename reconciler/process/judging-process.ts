import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type Guarded, stalled } from "../pass/guarded.ts";
import type { Judge, JudgeInput } from "../pass/judge.ts";
import { receivedJudgement, type SentJudgement } from "../pass/sent-judgement.ts";

export interface JudgingLimits {
  /** Milliseconds of CPU time for one revision. */
  readonly cpu: number;
  /** MiB of old objects on the heap. */
  readonly memory: number;
  /** Milliseconds without work after which the process is ended, and its memory given back. */
  readonly idle: number;
}

/**
 * What a source lets through takes a second and 80 MiB as people write it, and 12 s and 650 MiB where somebody means harm:
 * 1,000 services with 150 wrong fields each.
 */
const usualJudgingLimits: JudgingLimits = { cpu: 30_000, memory: 192, idle: 20_000 };

/**
 * Judges revisions, one after the other, in a process of its own: neither the Lease nor any other work waits for what somebody
 * wrote, and what takes too much time or memory stalls its own repository alone. What a thread
 * has had of memory is not all given back.
 */
export class JudgingProcess {
  readonly #program: string;
  readonly #limits: JudgingLimits;
  #child: ChildProcess | undefined;
  /** Settles when nothing is judged any more. */
  #queue: Promise<unknown> = Promise.resolve();
  #endIdle: NodeJS.Timeout | undefined;

  /** @param program the file that this program begins with. */
  constructor(program: string, limits: Partial<JudgingLimits> = {}) {
    this.#program = program;
    this.#limits = { ...usualJudgingLimits, ...limits };
  }

  readonly judge: Judge = (input, signal) => {
    const judged = this.#queue.then(() => this.#judge(input, signal));
    this.#queue = judged.catch(() => {});
    return judged;
  };

  /** After the last one that is judged. */
  async stop(): Promise<void> {
    await this.#queue;
    this.#end();
  }

  async #judge(input: JudgeInput, signal: AbortSignal | undefined): Promise<Guarded> {
    signal?.throwIfAborted();
    clearTimeout(this.#endIdle);
    const child = this.#child ?? this.#start();
    const settled = new AbortController();
    const callOff = () => this.#end();
    signal?.addEventListener("abort", callOff, { once: true });
    try {
      const answer = answerOf(child, settled.signal);
      child.send(input);
      const sent = await Promise.race([answer, this.#outOfTime(child, settled.signal)]);
      if (sent !== "memory" && sent !== "time") return receivedJudgement(sent);
      this.#end();
      const { cpu, memory } = this.#limits;
      return tooComplex(sent === "time" ? `${cpu / 1000} s of CPU time` : `${memory} MiB of memory`);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      settled.abort();
      signal?.removeEventListener("abort", callOff);
      this.#endIdle = setTimeout(() => this.#end(), this.#limits.idle).unref();
    }
  }

  #start(): ChildProcess {
    const child = fork(this.#program, [], {
      env: { PATH: process.env.PATH, NIMOPS_JUDGES: "1" },
      execArgv: [`--max-old-space-size=${this.#limits.memory}`, "--max-semi-space-size=8"],
      serialization: "advanced",
      // What V8 tells of itself when its memory is at an end.
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    // Who waits for it hears of that too; between two revisions nobody does.
    child.on("error", () => {});
    child.on("exit", () => {
      if (this.#child === child) this.#child = undefined;
    });
    child.unref();
    child.channel?.unref();
    this.#child = child;
    return child;
  }

  #end(): void {
    clearTimeout(this.#endIdle);
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }

  /** By CPU time: that on a clock says nothing of a revision where others keep the machine busy. */
  async #outOfTime(child: ChildProcess, signal: AbortSignal): Promise<"time"> {
    const before = cpuOf(child);
    do await new Promise((resolve) => setTimeout(resolve, interval).unref());
    while (!signal.aborted && cpuOf(child) - before <= this.#limits.cpu);
    return "time";
  }
}

/** @throws where it ends without one for another reason than memory. */
async function answerOf(child: ChildProcess, signal: AbortSignal): Promise<SentJudgement | "memory"> {
  const ended = once(child, "exit", { signal }).then(([code, how]) => {
    // V8 aborts where its heap is full.
    if (how === "SIGABRT" || code === 134) return "memory" as const;
    throw new Error(`the process that judges has ended with ${code ?? how}`);
  });
  const answered = once(child, "message", { signal }).then(([sent]): SentJudgement => sent);
  return Promise.race([answered, ended]);
}

/** Milliseconds. */
const interval = 250;
/** A tick is a hundredth of a second wherever Linux runs. */
const tick = 10;
const started = performance.now();

/** Milliseconds; where there is no /proc, those on the clock. */
function cpuOf({ pid }: ChildProcess): number {
  try {
    const [, fields = ""] = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ");
    const [user, system] = fields.split(" ").slice(11, 13).map(Number);
    return ((user ?? 0) + (system ?? 0)) * tick;
  } catch {
    return performance.now() - started;
  }
}

function tooComplex(what: string): Guarded {
  return stalled(
    "TooComplex",
    `to judge these manifests takes more than ${what}: split them into several NIMRepositories, each with a path of its own`,
  );
}
