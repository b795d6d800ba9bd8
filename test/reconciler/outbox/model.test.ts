import fc from "fast-check";
import { expect, test } from "vitest";
import type { ToldStatus } from "../../../reconciler/outbox/telling.ts";
import { token, tokens } from "../../support/github/connected.ts";
import { key, OutboxBed } from "../../support/github/outbox-bed.ts";
import type { Fault } from "../../support/github/stored.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const all = "nimops/eu/models";

/** What the pass makes of commits that follow each other: what is not ended stays in it until its end is said. */
class Commits {
  readonly #bed: OutboxBed;
  readonly #open = new Map<string, ToldStatus[]>();
  readonly everyOne: string[] = [];
  #newest: string | undefined;

  constructor(bed: OutboxBed) {
    this.#bed = bed;
  }

  push(): void {
    const sha = (this.everyOne.length + 1).toString(16).padStart(40, "0");
    if (this.#newest) this.#end(this.#newest, "error", `superseded by ${sha.slice(-7)}`);
    this.everyOne.push(sha);
    this.#newest = sha;
    this.#open.set(sha, this.#statuses(sha, "pending", "0 of 2 ready"));
    this.want();
  }

  progress(text: string): void {
    if (this.#newest) this.#open.set(this.#newest, this.#statuses(this.#newest, "pending", text));
    this.want();
  }

  ready(): void {
    if (this.#newest) this.#end(this.#newest, "success", "2 of 2 ready");
    this.want();
  }

  /** As after each pass, and after each start. */
  want(): void {
    const { outbox } = this.#bed;
    outbox?.want(key, this.#bed.telling([...this.#open.values()].reverse().flat()));
    for (const [sha, statuses] of this.#open) {
      const isEnded = statuses.every(({ state }) => state !== "pending");
      if (isEnded && sha !== this.#newest && outbox?.isSaid(key, sha)) this.#open.delete(sha);
    }
  }

  get isSaid(): boolean {
    return [...this.#open.keys()].every((sha) => this.#bed.outbox?.isSaid(key, sha));
  }

  #end(sha: string, state: "success" | "error", description: string): void {
    const closes = state === "error" ? { closes: true as const } : {};
    const [first, ...rest] = this.#statuses(sha, state, description);
    if (first) this.#open.set(sha, [first, ...rest.map((status) => ({ ...status, ...closes }))]);
  }

  #statuses(commit: string, state: ToldStatus["state"], description: string): ToldStatus[] {
    return [all, `${all}/nimcache/models/llama`, `${all}/nimservice/models/llama`].map((context) => ({
      commit,
      context,
      state,
      description,
    }));
  }
}

/** Nothing left pending, nothing said twice in a row, no limit touched. */
function expectWellSaid(bed: OutboxBed, { everyOne }: Commits): void {
  const last = new Map<string, string>();
  for (const { sha, context, state, description } of bed.server.statuses) {
    const said = `${state} ${description}`;
    expect(last.get(`${sha} ${context}`), `${sha.slice(-4)} ${context} twice`).not.toBe(said);
    last.set(`${sha} ${context}`, said);
  }
  for (const sha of everyOne) {
    const end = last.get(`${sha} ${all}`) ?? "nothing";
    expect(end, sha.slice(-4)).toMatch(sha === everyOne.at(-1) ? /^success/ : /^error superseded/);
  }
  for (const [where, said] of last) expect(said, where).not.toMatch(/^pending/);
  expect(bed.server.limits.breaches).toEqual([]);
  expect(bed.server.limits.mostWritesIn(minute)).toBeLessThanOrEqual(50);
}

test("500 commits in ten minutes all come to their end, within 50 calls a minute and 400 an hour", async () => {
  await using bed = await OutboxBed.start();
  const commits = new Commits(bed);
  bed.open();
  for (let n = 0; n < 500; n++) {
    commits.push();
    await bed.pass((600 * 1000) / 500);
  }
  commits.ready();
  let hours = 0;
  for (; !commits.isSaid && hours < 24; hours += 0.25) {
    await bed.pass(hour / 4);
    commits.want();
  }
  expect(commits.everyOne).toHaveLength(500);
  expectWellSaid(bed, commits);
  expect(bed.server.limits.mostWritesIn(hour)).toBeLessThanOrEqual(400);
  // 500 ends and some words before them at 400 an hour.
  expect(hours).toBeLessThan(2);
}, 240_000);

const faults: readonly Fault[] = [
  { is: "answer-lost" },
  { is: "cut-off" },
  { is: "status", status: 502 },
  { is: "log-in-page" },
  { is: "plain-limit", status: 429, retryAfter: undefined },
  { is: "secondary-limit", status: 403, retryAfter: 120 },
  { is: "primary-limit", resetIn: 900 },
];

const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ is: fc.constant("push" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({ is: fc.constant("progress" as const), text: fc.stringMatching(/^[a-z]{1,3}$/) }),
  },
  { weight: 2, arbitrary: fc.record({ is: fc.constant("ready" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant("fault" as const),
      fault: fc.constantFrom(...faults),
      on: fc.constantFrom("GET /repos", "POST /repos"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ is: fc.constant("kill" as const), after: fc.nat(6) }) },
  {
    weight: 1,
    arbitrary: fc.record({ is: fc.constant("outage" as const), minutes: fc.integer({ min: 1, max: 70 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ is: fc.constant("revoked" as const), minutes: fc.integer({ min: 1, max: 20 }) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({ is: fc.constant("wait" as const), seconds: fc.integer({ min: 0, max: 400 }) }),
  },
);

test("whatever happens on the way, each commit comes to its end, and nothing is said twice", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
      await using bed = await OutboxBed.start();
      const commits = new Commits(bed);
      bed.open();
      commits.push();
      for (const each of steps) {
        if (each.is === "push") commits.push();
        else if (each.is === "progress") commits.progress(each.text);
        else if (each.is === "ready") commits.ready();
        else if (each.is === "fault") bed.server.failNext(each.on, each.fault);
        else if (each.is === "wait") await bed.pass(each.seconds * second);
        else if (each.is === "outage") {
          bed.server.outage = each.minutes % 2 === 0 ? "502" : "cut-off";
          await bed.pass(each.minutes * minute);
          bed.server.outage = undefined;
        } else if (each.is === "revoked") {
          bed.server.revoke(token.job);
          await bed.pass(each.minutes * minute);
          bed.server.grant(token.job, tokens[token.job] ?? never());
        } else bed.killAt = bed.points.length + 1 + each.after;
        if (bed.isDead) {
          bed.open();
          commits.want();
        }
      }
      bed.killAt = undefined;
      commits.ready();
      for (let tries = 0; tries < 24 && !commits.isSaid; tries++) {
        await bed.pass(10 * minute);
        commits.want();
      }
      expect(commits.isSaid).toBe(true);
      expectWellSaid(bed, commits);
    }),
    { numRuns: 30 },
  );
}, 240_000);

function never(): never {
  throw new Error("the tests have no such token");
}
