import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { isAny } from "../../support/fault-proxy.ts";
import { Random } from "../../support/mutants.ts";
import type { ShippedReconciler } from "../../support/reconciler/shipped-reconciler.ts";
import { type ControlPlane, startControlPlane } from "../control-plane.ts";
import { DeliveredFleet } from "../delivered-fleet.ts";
import { settled } from "../settled.ts";
import { isShort } from "./how-long.ts";

const seed = Number(process.env.NIMOPS_SEED ?? Math.floor(Math.random() * 1_000_000));
/** Seconds. */
const duration = isShort ? 120 : 1_800;
/** 1,000 resources. */
const size = { repositories: 50, pairs: 10, namespaces: 5, interval: "30s" };
/** Seconds after which Git was looked at again and what it says applied, with watches cut off in between. */
const patience = 120;
/** What one process of the reconciler may take, MiB. */
const mostMemory = 200;
/** A watch for each of the four kinds and namespace, one of NIMRepositories. */
const watches = 4 * size.namespaces + 1;

let plane: ControlPlane;
let fleet: DeliveredFleet;
let reconciler: ShippedReconciler;

beforeAll(async () => {
  plane = await startControlPlane();
  fleet = await DeliveredFleet.make(plane, size);
  reconciler = await fleet.start();
}, 400_000);
afterAll(async () => {
  await reconciler?.stop("SIGKILL");
  await fleet?.stop();
  await plane?.stop();
});

it(
  `1,000 resources in 50 repositories through ${duration} s of churn: memory and connections stay as they are, no change is missed (NIMOPS_SEED=${seed} repeats it)`,
  async () => {
    const random = new Random(seed);
    const started = performance.now();
    await fleet.makeRepositories();
    await getsQuiet("all are there", 900);
    console.log(`1,000 resources delivered in ${Math.round((performance.now() - started) / 1000)} s`);
    const work = () => fleet.proxy.requests.filter((each) => !/leases|watch=true/.test(each));
    await settled(() => work().length, 15);
    const before = work().length;
    await sleep(20_000);
    const idle = work().slice(before);
    expect(idle).toEqual([]);

    const churn = new Churn(random);
    const measured: Measured[] = [await measure()];
    const end = performance.now() + duration * 1000;
    while (performance.now() < end) {
      await churn.step();
      await sleep(5_000);
      measured.push(await measure());
      await churn.look();
      if (measured.length % 60 === 0) tell(measured, churn);
    }
    fleet.proxy.heal();
    await getsQuiet("nothing was missed", 300);
    measured.push(await measure());
    tell(measured, churn);
    expect(churn.overdue).toEqual([]);
    // Of each step at least two and a half, however many there was time for.
    expect(churn.seen).toBeGreaterThan(2.5 * (measured.length - 2));
    expect(Math.max(...measured.map(({ resident }) => resident))).toBeLessThan(mostMemory);
    const quarter = Math.ceil(measured.length / 4);
    const [early, late] = [measured.slice(quarter, 2 * quarter), measured.slice(-quarter)];
    expect(median(late.map(({ resident }) => resident))).toBeLessThan(
      median(early.map(({ resident }) => resident)) * 1.1 + 5,
    );
    // One for each watch, those of calls at once, and those that a cut has left for a moment.
    expect(Math.max(...measured.map(({ connections }) => connections))).toBeLessThan(2 * watches + 20);
    expect(measured.at(-1)?.connections).toBeLessThan(watches + 20);
    expect(await reconciler.stop()).toBe(0);
  },
  duration * 1000 + 1_500_000,
);

/** What the operator and everybody else do, and what is waited for because of it. */
class Churn {
  readonly #random: Random;
  /** Since when something of a member waits for the reconciler, by its key. */
  readonly #awaited = new Map<string, number>();
  readonly overdue: string[] = [];
  /** Changes whose effect was seen. */
  seen = 0;
  /** Seconds, of each change. */
  readonly waits: number[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  async step(): Promise<void> {
    const now = performance.now();
    const { services, proxy } = fleet;
    for (let count = 0; count < 5; count += 1) {
      const member = this.#random.pick(services);
      fleet.edit(member, this.#random);
      this.#await(fleet.keyOf(member), now);
    }
    fleet.push();
    const spoiled = this.#random.pick(services);
    if (!this.#awaited.has(fleet.keyOf(spoiled))) {
      await fleet.spoil(spoiled, this.#random.below(3) === 0 ? "delete" : "edit");
      this.#await(fleet.keyOf(spoiled), now);
    }
    proxy.heal();
    const trouble = this.#random.below(6);
    if (trouble < 2) proxy.resetWatches();
    else if (trouble === 2) proxy.endWatches();
    else if (trouble === 3) proxy.fail(isAny, ({ response }) => void response.writeHead(503).end(), 20);
    await fleet.operate();
  }

  /** What has come by now, and what should have. */
  async look(): Promise<void> {
    const missing = new Set(await fleet.missing());
    const now = performance.now();
    for (const [key, since] of this.#awaited) {
      const wait = (now - since) / 1000;
      if (!missing.has(key)) {
        this.#awaited.delete(key);
        this.seen += 1;
        this.waits.push(wait);
      } else if (wait > patience) {
        this.#awaited.delete(key);
        this.overdue.push(`${key} after ${Math.round(wait)} s`);
      }
    }
  }

  #await(key: string, now: number): void {
    if (!this.#awaited.has(key)) this.#awaited.set(key, now);
  }
}

interface Measured {
  /** MiB. */
  readonly resident: number;
  readonly heap: number;
  readonly connections: number;
}

async function measure(): Promise<Measured> {
  const heap = (await reconciler.metric("nodejs_heap_size_used_bytes")) / 1024 / 1024;
  return { resident: reconciler.memory().resident, heap, connections: fleet.proxy.openConnections };
}

/** Looked at seldom: each look lists everything. */
async function getsQuiet(what: string, seconds: number): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await isQuiet())) {
    if (performance.now() > end) {
      const missing = await fleet.missing();
      const told = `${await fleet.ready()} repositories are ready; missing: ${missing.slice(0, 5).join(", ")} (${missing.length})`;
      throw new Error(`${what}: not within ${seconds} s; ${told}`);
    }
    await sleep(2_000);
  }
}

/** All is as in Git, and the operator has nothing left to do. */
async function isQuiet(): Promise<boolean> {
  const changed = await fleet.operate();
  if (changed > 0 || (await fleet.missing()).length > 0) return false;
  return (await fleet.ready()) === size.repositories;
}

function tell(measured: readonly Measured[], churn: Churn): void {
  const residents = measured.map(({ resident }) => Math.round(resident));
  const waits = churn.waits.toSorted((one, other) => one - other);
  console.log(
    `resident: ${residents.filter((_, index) => index % Math.ceil(residents.length / 20) === 0).join(" ")} MiB, ` +
      `median ${median(residents)}, most ${Math.max(...residents)}, peak ever ${Math.round(reconciler.memory().peak)}; ` +
      `heap: median ${Math.round(median(measured.map(({ heap }) => heap)))} MiB; ` +
      `connections: at most ${Math.max(...measured.map(({ connections }) => connections))}; ` +
      `${churn.seen} changes seen, after ${median(waits).toFixed(0)} s (${waits.at(-1)?.toFixed(0)} s at most); ` +
      `CPU: ${reconciler.cpu().toFixed(0)} s`,
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}
