import { expect, test } from "vitest";
import { once } from "../../src/nim/once.ts";

test("it is done once, for all that ask, and nothing is done before somebody does", async () => {
  let turns = 0;
  const count = once(async () => ++turns);
  expect(turns).toBe(0);
  expect(await Promise.all([count(), count()])).toEqual([1, 1]);
  expect(await count()).toBe(1);
});

test("all that wait hear that it failed; who asks then has it done anew, once", async () => {
  let turns = 0;
  const fail = once(async () => {
    turns += 1;
    if (turns === 1) throw new Error("no luck");
    return turns;
  });
  const first = fail().catch(() => Promise.all([fail(), fail()]));
  await expect(fail()).rejects.toThrow("no luck");
  expect(await first).toEqual([2, 2]);
});
