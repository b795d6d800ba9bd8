import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import {
  closeAtOnce,
  type FaultProxy,
  halfOpen,
  isAny,
  isWatch,
  refuse,
  resetAtOnce,
  rewritten,
  silence,
  statusOf,
} from "../../support/fault-proxy.ts";
import type { Random } from "../../support/mutants.ts";
import { eventually } from "../api.ts";
import type { Said } from "./soaking.ts";

/** Something happened to an object: as `WatchEvent` tells it. */
export type Told = `${"added" | "changed" | "removed"} ${string}=${number}`;

/** A process that watches through a proxy, and what it has said. */
export class Soaked {
  /** What it was told of each object, in order; whoever checks takes away what is checked. */
  readonly told: Told[] = [];
  readonly faults: string[] = [];
  readonly #proxy: FaultProxy;
  readonly #process: ChildProcess;
  #last: Trouble | undefined;
  #copy: string | undefined;
  #memory: Memory | undefined;
  #isReady = false;
  #errors = "";

  constructor(proxy: FaultProxy, namespace: string) {
    this.#proxy = proxy;
    const program = join(import.meta.dirname, "soaking.ts");
    this.#process = fork(program, [proxy.url, namespace], {
      execArgv: ["--expose-gc"],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#process.stderr?.on("data", (chunk) => {
      this.#errors = `${this.#errors}${chunk}`.slice(-2000);
    });
    this.#process.on("message", (said: Said) => this.#hear(said));
    this.heal();
  }

  /** So many milliseconds of the server are a tenth for the process: watches end in good order every four seconds. */
  heal(): void {
    this.#proxy.heal();
    this.#proxy.fail(
      isWatch,
      rewritten((path) => path.replace(/timeoutSeconds=(\d)\d/, "timeoutSeconds=$1")),
    );
  }

  /** Plays one of the faults that a watch survives without a list, or one of all. */
  trouble(random: Random, kinds: "resumable" | "all"): void {
    this.#proxy.heal();
    const troubles = kinds === "all" ? [...resumable, ...relisting] : resumable;
    // Two frames cut off, and nothing whole between them, are taken for one that cannot be sent: that is a list.
    this.#last = random.pick(troubles.filter((trouble) => trouble !== this.#last));
    this.#last(this.#proxy);
    this.#proxy.fail(
      isWatch,
      rewritten((path) => path.replace(/timeoutSeconds=(\d)\d/, "timeoutSeconds=$1")),
    );
  }

  async whenReady(): Promise<void> {
    await eventually("it watches", () => this.#isReady || undefined);
  }

  /** `NAME=VALUE` of all objects of its copy. */
  async copy(): Promise<string> {
    this.#copy = undefined;
    this.#ask("copy");
    return eventually("the copy is told", () => this.#copy);
  }

  async memory(): Promise<Memory> {
    this.#memory = undefined;
    this.#ask("memory");
    return eventually("the memory is told", () => this.#memory);
  }

  async stop(): Promise<void> {
    if (this.#process.connected) this.#process.disconnect();
    await eventually("it has ended", () => this.#process.exitCode ?? this.#process.signalCode ?? undefined);
    await this.#proxy.stop();
  }

  #ask(what: "copy" | "memory"): void {
    if (!this.#process.connected) throw new Error(`the process that watches has ended: ${this.#errors}`);
    this.#process.send(what);
  }

  #hear(said: Said): void {
    switch (said.say) {
      case "event":
        this.told.push(toldOf(said.type, said.name, said.value));
        break;
      case "ready":
        this.#isReady = true;
        break;
      case "fault":
        this.faults.push(said.fault);
        break;
      case "copy":
        this.#copy = textOf(said.copy);
        break;
      case "memory":
        this.#memory = said;
    }
  }
}

export interface Memory {
  /** Bytes, after a collection. */
  readonly heap: number;
  readonly resident: number;
}

/** Objects and their values, in a fixed order. */
export function textOf(objects: Iterable<readonly [name: string, value: number]>): string {
  return [...objects]
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(" ");
}

function toldOf(type: string, name: string, value: number): Told {
  if (type !== "added" && type !== "changed" && type !== "removed") throw new Error(`told: ${type}`);
  return `${type} ${name}=${value}`;
}

type Trouble = (proxy: FaultProxy) => void;

const resumable: readonly Trouble[] = [
  () => {},
  (proxy) => proxy.resetWatches(),
  (proxy) => proxy.endWatches(),
  (proxy) => proxy.endWatches('{"type":"ADDED","object":{"apiVersion":"v1","kind":"Conf'),
  (proxy) => [proxy.fail(isWatch, resetAtOnce, 2), proxy.resetWatches()],
  (proxy) => [proxy.fail(isWatch, halfOpen, 1), proxy.endWatches()],
  (proxy) => [proxy.fail(isWatch, closeAtOnce, 2), proxy.resetWatches()],
  (proxy) => [
    proxy.fail(isWatch, refuse(429, "TooManyRequests", { "retry-after": "1" }), 1),
    proxy.endWatches(),
  ],
  (proxy) => [proxy.fail(isWatch, refuse(503, "ServiceUnavailable"), 2), proxy.resetWatches()],
  (proxy) => [proxy.fail(isAny, silence, 2), proxy.resetWatches()],
];

const relisting: readonly Trouble[] = [
  (proxy) => [proxy.fail(isWatch, refuse(410, "Expired"), 1), proxy.resetWatches()],
  (proxy) => proxy.endWatches(`${JSON.stringify({ type: "ERROR", object: statusOf(410, "Expired") })}\n`),
  (proxy) => proxy.endWatches("<html>please log in</html>\n"),
  (proxy) =>
    proxy.endWatches(`${JSON.stringify({ type: "ERROR", object: statusOf(500, "InternalError") })}\n`),
];
