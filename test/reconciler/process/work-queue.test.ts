import { describe, expect, test } from "vitest";
import { WorkQueue } from "../../../reconciler/process/work-queue.ts";
import { setClock } from "../../support/set-clock.ts";

describe("the queue", () => {
  test("works once on what is woken many times", async () => {
    const { queue, done } = bed();
    for (let count = 0; count < 100; count += 1) queue.wake("a");
    await turns();
    expect(done).toEqual(["a"]);
  });

  test("works again on what is woken while it is being worked on, and never on both at once", async () => {
    const { queue, done, gates, most } = bed({ gated: true });
    queue.wake("a");
    await turns();
    queue.wake("a");
    queue.wake("a");
    await turns();
    expect(done).toEqual([]);
    gates.shift()?.();
    await turns();
    gates.shift()?.();
    await turns();
    expect(done).toEqual(["a", "a"]);
    expect(most()).toBe(1);
  });

  test("lets no key wait for another one, up to its width", async () => {
    const { queue, done, gates } = bed({ gated: true, width: 2 });
    for (const key of ["a", "b", "c"]) queue.wake(key);
    await turns();
    expect(gates).toHaveLength(2);
    gates[1]?.();
    await turns();
    expect(done).toEqual(["b"]);
    expect(gates).toHaveLength(3);
  });

  test("wakes a key at the earliest of its moments, once", async () => {
    const { queue, done, clock } = bed();
    queue.wake("a", 60_000);
    queue.wake("a", 1_000);
    queue.wake("a", 30_000);
    clock.pass(999);
    await turns();
    expect(done).toEqual([]);
    clock.pass(1);
    await turns();
    clock.pass(120_000);
    await turns();
    expect(done).toEqual(["a"]);
  });

  test("goes on after work that throws, and tells it", async () => {
    const { queue, done, errors } = bed({ fails: "a" });
    queue.wake("a");
    queue.wake("b");
    await turns();
    expect(done).toEqual(["b"]);
    expect(errors).toEqual(["a: broken"]);
  });

  test("begins nothing after it was stopped, and waits for what was begun", async () => {
    const { queue, done, gates } = bed({ gated: true, width: 1 });
    queue.wake("a");
    queue.wake("b");
    queue.wake("c", 10);
    await turns();
    let isStopped = false;
    const stopped = queue.stop().then(() => {
      isStopped = true;
    });
    await turns();
    expect(isStopped).toBe(false);
    gates.shift()?.();
    await stopped;
    queue.wake("d");
    await turns();
    expect(done).toEqual(["a"]);
  });

  test("forgets a key with all its moments", async () => {
    const { queue, done, clock } = bed();
    queue.wake("a", 5);
    queue.forget("a");
    clock.pass(10);
    await turns();
    expect(done).toEqual([]);
  });
});

function bed({ gated = false, width = 4, fails = "" } = {}) {
  const clock = setClock();
  const done: string[] = [];
  const errors: string[] = [];
  const gates: (() => void)[] = [];
  const running = new Map<string, number>();
  let most = 0;
  const queue = new WorkQueue({
    clock,
    width,
    onError: (key, error) => void errors.push(`${key}: ${error instanceof Error ? error.message : error}`),
    work: async (key) => {
      running.set(key, (running.get(key) ?? 0) + 1);
      most = Math.max(most, running.get(key) ?? 0);
      if (gated) await new Promise<void>((resolve) => gates.push(resolve));
      running.set(key, (running.get(key) ?? 0) - 1);
      if (key === fails) throw new Error("broken");
      done.push(key);
    },
  });
  return { queue, clock, done, errors, gates, most: () => most };
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
