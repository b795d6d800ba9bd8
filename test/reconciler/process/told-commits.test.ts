import { expect, test } from "vitest";
import { ToldCommits } from "../../../reconciler/process/told-commits.ts";
import { sha, status } from "../statuses/made.ts";

test("commits of webhooks are overtaken when a later one of them is found, unless a pass has seen them", () => {
  const told = new ToldCommits();
  for (const letter of "abc") told.add(sha(letter), true);
  const seen = status([], { revision: { attempted: sha("a") } });
  expect(told.overtakenBy(sha("c"), seen)).toEqual([sha("b")]);
  expect(told.overtakenBy(sha("d"), seen)).toEqual([]);
  told.saw(sha("c"));
  expect(told.overtakenBy(sha("c"), undefined)).toEqual([]);
});

test("a commit that is not of the branch that is followed is never overtaken", () => {
  const told = new ToldCommits();
  told.add(sha("a"), false);
  told.add(sha("b"), true);
  expect(told.overtakenBy(sha("b"), undefined)).toEqual([]);
});

test("a commit that a webhook told of is awaited for a few looks, or until it is found", () => {
  const told = new ToldCommits();
  expect(told.isAwaited(sha("a"))).toBe(false);
  told.add(sha("b"), false);
  const looks = () => Array.from({ length: 7 }, () => told.isAwaited(sha("a")));
  expect(looks()).toEqual([true, true, true, true, true, false, false]);
  told.add(sha("b"), true);
  expect(told.isAwaited(sha("b"))).toBe(false);
});
