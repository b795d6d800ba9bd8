import { setImmediate } from "node:timers/promises";
import { Registry } from "prom-client";
import type { OutboxLimits } from "../../../reconciler/outbox/lanes.ts";
import { openOutbox } from "../../../reconciler/outbox/open-outbox.ts";
import type { Outbox } from "../../../reconciler/outbox/outbox.ts";
import type { Telling, ToldStatus, Trouble } from "../../../reconciler/outbox/telling.ts";
import { outboxMetrics } from "../../../reconciler/process/outbox-metrics.ts";
import { connectGithub } from "../../../src/github/connect.ts";
import type { Github } from "../../../src/github/github.ts";
import { type SetClock, setClock } from "../set-clock.ts";
import { token, tokens } from "./connected.ts";
import { GithubServer, type GithubServerOptions } from "./github-server.ts";

export const key = "models/llama";
export const commit = (letter: string) => letter.repeat(40);
/** When the clock of a bed begins; milliseconds since 1970. */
const epoch = Date.parse("2026-11-21T00:00:00Z");

/** An outbox against the stand-in for GitHub, in a time that only the test moves. */
export class OutboxBed implements AsyncDisposable {
  readonly clock: SetClock;
  readonly server: GithubServer;
  readonly secrets = new Map<string, Record<string, string>>([["models/github", { token: token.job }]]);
  readonly said: string[] = [];
  readonly troubles: (string | undefined)[] = [];
  /** Of each time that more was left to somebody else. */
  readonly left: string[] = [];
  readonly faults: unknown[] = [];
  registry = new Registry();
  /** Where the process is at each of its awaits, in their order. */
  readonly points: string[] = [];
  /** The process ends at so manieth of them, as if it was killed. */
  killAt: number | undefined;
  isDead = false;
  mayWrite: () => void = () => {};
  outbox: Outbox | undefined;
  #working = 0;
  /** Which process it is. */
  #life = 0;

  private constructor(clock: SetClock, server: GithubServer) {
    this.clock = clock;
    this.server = server;
  }

  static async start(options: GithubServerOptions = {}): Promise<OutboxBed> {
    const clock = setClock();
    const now = () => epoch + clock.now();
    const server = await GithubServer.start({ tokens, isStrict: true, now, ...options });
    return new OutboxBed(clock, server);
  }

  /** Starts the process, or the one after it. */
  open(limits: Partial<OutboxLimits> = {}): Outbox {
    this.#life += 1;
    this.#working = 0;
    this.isDead = false;
    const life = this.#life;
    this.registry = new Registry();
    this.outbox = openOutbox({
      readSecret: (namespace, name) =>
        this.#during(life, async () => {
          await this.#at("read a Secret", life);
          return this.secrets.get(`${namespace}/${name}`);
        }),
      mayWrite: () => this.mayWrite(),
      userAgent: "nimops/test",
      clock: this.clock,
      random: () => 0.5,
      metrics: outboxMetrics(this.registry),
      listener: {
        onSaid: (key, sha) => void this.said.push(`${key} ${sha.slice(0, 1)}`),
        onTrouble: (_key, trouble: Trouble | undefined) => void this.troubles.push(trouble?.reason),
        onLeft: (key) => void this.left.push(key),
        onFault: (error) => void this.faults.push(error),
      },
      limits,
      connect: (options) =>
        this.#during(life, async () => {
          await this.#at("connect", life);
          return this.#noted(await connectGithub(options), life);
        }),
    });
    return this.outbox;
  }

  /** Lets time go by, with all that happens in it. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.clock.now() + milliseconds;
    await this.settle();
    for (;;) {
      const next = this.clock.next();
      if (next === undefined || next > end) break;
      this.clock.pass(Math.max(0, next - this.clock.now()));
      await this.settle();
    }
    this.clock.pass(end - this.clock.now());
    await this.settle();
  }

  /** Waits until nothing is on its way. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet = this.#working === 0 ? quiet + 1 : 0) await setImmediate();
  }

  /** `aggregate pending 1/3`, of all that was ever said of a commit. */
  history(sha: string): string[] {
    const on = this.server.statuses.filter((status) => status.sha === sha);
    return on.map(({ context, state, description }) => `${context} ${state} ${description}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Whoever was killed waits for what never comes.
    await Promise.race([this.outbox?.stop(0), setImmediate()]);
    await this.server[Symbol.asyncDispose]();
    if (this.faults.length > 0) throw new Error("the outbox has a fault", { cause: this.faults[0] });
  }

  /** Whoever was killed goes no further. */
  async #at(point: string, life: number): Promise<void> {
    if (life === this.#life && !this.isDead) {
      this.points.push(point);
      if (this.points.length !== this.killAt) return;
      this.isDead = true;
      this.#working = 0;
    }
    await new Promise(() => {});
  }

  #noted(github: Github, life: number): Github {
    const around =
      <Parameters extends unknown[], Answer>(name: string, call: (...all: Parameters) => Promise<Answer>) =>
      (...all: Parameters) =>
        this.#during(life, async () => {
          await this.#at(`before ${name}`, life);
          const answer = await call(...all);
          await this.#at(`after ${name}`, life);
          return answer;
        });
    return {
      ...github,
      setStatus: around("setStatus", github.setStatus),
      statusesOf: around("statusesOf", github.statusesOf),
      startDeployment: around("startDeployment", github.startDeployment),
      setDeployment: around("setDeployment", github.setDeployment),
      deploymentsOf: around("deploymentsOf", github.deploymentsOf),
      stateOfDeployment: around("stateOfDeployment", github.stateOfDeployment),
    };
  }

  /** Of a process that was there before nobody knows any more what it does. */
  async #during<T>(life: number, act: () => Promise<T>): Promise<T> {
    const isCounted = life === this.#life && !this.isDead;
    if (isCounted) this.#working += 1;
    try {
      return await act();
    } finally {
      if (isCounted && life === this.#life && !this.isDead) this.#working -= 1;
    }
  }

  /** What is wanted, of these statuses. */
  telling(statuses: readonly ToldStatus[], differs: Partial<Telling> = {}): Telling {
    return {
      repository: { owner: "acme", name: "models" },
      apiUrl: this.server.apiUrl,
      secret: { namespace: "models", name: "github" },
      statuses,
      deployments: [],
      ...differs,
    };
  }
}

export function status(letter: string, state: ToldStatus["state"], description: string = state): ToldStatus {
  return { commit: commit(letter), context: "nimops/eu/models", state, description };
}
