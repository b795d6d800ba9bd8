import { expect, test } from "vitest";
import { clusterNameOf } from "../../src/commands/cluster-name.ts";

test("a cluster may be called anything that reads well in the name of a status", () => {
  expect(clusterNameOf(undefined)).toBeUndefined();
  for (const name of ["prod", "eu-west-1.prod", "A", "x".repeat(63)]) expect(clusterNameOf(name)).toBe(name);
});

test.each(["", "-a", "a/b", "a b", "x".repeat(64), "é"])("%j is no name of a cluster", (name) => {
  expect(() => clusterNameOf(name)).toThrow("no name of a cluster");
});

test.each(["prewarm", "Prewarm"])("%s is what the Action's statuses are called", (name) => {
  expect(() => clusterNameOf(name)).toThrow("cannot be called prewarm");
});
