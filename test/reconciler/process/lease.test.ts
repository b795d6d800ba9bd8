import { describe, expect, onTestFinished, test } from "vitest";
import { Lease } from "../../../reconciler/process/lease.ts";
import type { Term } from "../../../reconciler/process/term.ts";
import type { Cluster } from "../../../src/kube/cluster.ts";
import { ClusterError } from "../../../src/kube/cluster-error.ts";
import type { LiveObject, ObjectToSend } from "../../../src/kube/object.ts";
import { isMap, valueAt } from "../../../src/nim/value.ts";
import { setClock } from "../../support/set-clock.ts";

describe("the Lease", () => {
  test("is held by one, and taken by the other only when it has not been renewed for its whole time", async () => {
    const api = new LeaseApi();
    const [first, second] = [new Candidate("first", api), new Candidate("second", api)];
    const term = await first.leads();
    const waiting = second.waits();
    for (let round = 0; round < 20; round += 1) await pass([first, second], 5_000);
    expect(waiting.term).toBeUndefined();
    first.sleeps = true;
    await pass([second], 34_000);
    expect(waiting.term).toBeUndefined();
    await pass([second], 12_000);
    expect(waiting.term).toBeDefined();
    expect(api.holder).toBe("second");
    expect(() => term.mayWrite()).not.toThrow();
  });

  test("T46: a leader that slept never writes again, though nothing ran when its time was over", async () => {
    const api = new LeaseApi();
    const leader = new Candidate("first", api);
    const term = await leader.leads();
    expect(term.mayWrite().aborted).toBe(false);
    // SIGSTOP: the clock goes on, and no timer has run yet when the process wakes up in the middle of a write.
    leader.skip(60_000);
    expect(() => term.mayWrite()).toThrow(ClusterError);
    expect(term.signal.aborted).toBe(true);
    // Not even once it could renew the Lease again.
    await pass([leader], 10_000);
    expect(() => term.mayWrite()).toThrow(/another process may lead/);
  });

  test("T46: a suspended machine, whose own clock stood still, is no leader either", async () => {
    const leader = new Candidate("first", new LeaseApi());
    const term = await leader.leads();
    leader.wall += 45_000;
    expect(() => term.mayWrite()).toThrow(ClusterError);
  });

  test("T47: clocks that are hours apart change nothing", async () => {
    const api = new LeaseApi();
    const [first, second] = [new Candidate("first", api), new Candidate("second", api)];
    first.wall -= 7 * 3_600_000;
    second.wall += 9 * 3_600_000;
    await first.leads();
    const waiting = second.waits();
    for (let round = 0; round < 30; round += 1) await pass([first, second], 5_000);
    expect(waiting.term).toBeUndefined();
    expect(api.holder).toBe("first");
  });

  test("T45: is given back at the end, and the next one leads at once", async () => {
    const api = new LeaseApi();
    const [first, second] = [new Candidate("first", api), new Candidate("second", api)];
    const term = await first.leads();
    const waiting = second.waits();
    await pass([first, second], 1_000);
    await term.end();
    expect(api.holder).toBe("");
    await pass([second], 6_100);
    expect(waiting.term).toBeDefined();
    expect(valueAt(api.lease, ["spec", "leaseTransitions"])).toBe(1);
  });

  test("ends by itself where it cannot be renewed in time, and before anybody else may take it", async () => {
    const api = new LeaseApi();
    const first = new Candidate("first", api);
    const term = await first.leads();
    api.isDown = true;
    await pass([first], 29_000);
    expect(term.signal.aborted).toBe(false);
    await pass([first], 1_500);
    expect(term.signal.aborted).toBe(true);
    await term.end();
    expect(api.holder).toBe("first");
  });

  test("that two take at once is the one's whose write came first", async () => {
    const api = new LeaseApi();
    const candidates = ["a", "b", "c", "d"].map((name) => new Candidate(name, api).waits());
    await pass([], 0);
    expect(candidates.filter(({ term }) => term !== undefined)).toHaveLength(1);
  });

  test("tells its times as a MicroTime, with six digits", async () => {
    const api = new LeaseApi();
    await new Candidate("first", api).leads();
    expect(valueAt(api.lease, ["spec", "renewTime"])).toMatch(/^2026-11-21T12:00:00\.\d{6}Z$/);
    expect(valueAt(api.lease, ["spec", "leaseDurationSeconds"])).toBe(35);
  });
});

class Candidate {
  readonly clock = setClock();
  wall = Date.parse("2026-11-21T12:00:00Z");
  sleeps = false;
  readonly #lease: Lease;
  readonly #stopping = new AbortController();
  #skipped = 0;

  constructor(identity: string, api: LeaseApi) {
    onTestFinished(() => this.#stopping.abort());
    this.#lease = new Lease(api.as(), {
      namespace: "nimops",
      name: "nimops-reconciler",
      identity,
      clock: {
        now: () => this.clock.now() + this.#skipped,
        after: (time, call) => this.clock.after(time, call),
      },
      wall: () => this.wall + this.clock.now() + this.#skipped,
      random: () => 0.5,
    });
  }

  async leads(): Promise<Term> {
    const term = await this.#lease.acquire(this.#stopping.signal);
    if (term === undefined) throw new Error("it does not lead");
    return term;
  }

  waits(): { term: Term | undefined } {
    const waiting: { term: Term | undefined } = { term: undefined };
    void this.#lease.acquire(this.#stopping.signal).then((term) => {
      waiting.term = term;
    });
    return waiting;
  }

  /** Time goes by, and no timer runs. */
  skip(milliseconds: number): void {
    this.#skipped += milliseconds;
  }
}

async function pass(candidates: readonly Candidate[], milliseconds: number): Promise<void> {
  for (let gone = 0; gone <= milliseconds; gone += 500) {
    for (const { clock } of candidates) clock.pass(Math.min(500, milliseconds - gone));
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** One Lease, with the API server's check of versions. */
class LeaseApi {
  lease: LiveObject | undefined;
  isDown = false;
  #version = 0;

  get holder(): unknown {
    return valueAt(this.lease, ["spec", "holderIdentity"]);
  }

  as(): Pick<Cluster, "get" | "create" | "replace"> {
    return {
      get: async () => {
        this.#mustRun();
        return this.lease;
      },
      create: async (object) => {
        this.#mustRun();
        if (this.lease) throw new ClusterError("already-exists", "it is there");
        return { object: this.#store(object), warnings: [] };
      },
      replace: async (object) => {
        this.#mustRun();
        if (object.metadata.resourceVersion !== this.lease?.metadata.resourceVersion) {
          throw new ClusterError("conflict", "somebody changed it");
        }
        return { object: this.#store(object), warnings: [] };
      },
    };
  }

  #store(object: ObjectToSend): LiveObject {
    this.#version += 1;
    const metadata = { ...object.metadata, uid: "1", resourceVersion: String(this.#version) };
    this.lease = { ...object, ...(isMap(object.spec) && { spec: object.spec }), metadata };
    return this.lease;
  }

  #mustRun(): void {
    if (this.isDown) throw new ClusterError("unreachable", "the API server is not there");
  }
}
