import { expect, test } from "vitest";
import { lastWords } from "../../../reconciler/decide/last-words.ts";
import { withFewWords, witnessed } from "../../../reconciler/decide/witnessed.ts";
import type { ResourceStatus } from "../../../reconciler/repository/types.ts";
import { liveOf } from "../../../src/nim/health/live.ts";
import { liveWorld, type WorldOptions } from "../../../src/nim/health/surroundings.ts";
import type { ValueMap } from "../../../src/nim/value.ts";

test("a download that failed is told with its last lines, few and short, without credentials and escapes", () => {
  const key = "nvapi-0123456789abcdef0123456789abcdef";
  const said = [
    ...Array.from({ length: 30 }, (_, index) => `line ${index}`),
    `\u001b[31mOSError\u001b[0m with ${key} ${"x".repeat(500)}`,
    "",
  ].join("\n");
  const words = lastWords(cacheOf("Failed"), around({ logs: new Map([["models/llama-job-a", said]]) }));
  expect(words).toHaveLength(5);
  expect(words[0]).toBe("line 26");
  expect(words.at(-1)).toMatch(/OSError/);
  expect(words.join()).not.toMatch(/0123|\p{Cc}/u);
  expect(Math.max(...words.map(({ length }) => length))).toBeLessThanOrEqual(200);
});

test("bytes are told of a cache that is not full: as they were last measured, of how many where that is known", () => {
  const bytes = (claim: { name: string }) => (claim.name === "llama-pvc" ? 34 : undefined);
  const context = (options: WorldOptions, before?: ResourceStatus) => ({
    ...{ around: around(options), entry: undefined, before, now: 0 },
  });
  expect(witnessed(cacheOf("InProgress"), context({ bytes }), 140)).toEqual({
    bytes: { cached: 34, total: 140 },
  });
  expect(witnessed(cacheOf("InProgress"), context({ bytes }), undefined)).toEqual({ bytes: { cached: 34 } });
  expect(witnessed(cacheOf("InProgress"), context({}, statusOf({ cached: 30 })), 140)).toEqual({
    bytes: { cached: 30, total: 140 },
  });
  expect(witnessed(cacheOf("Ready"), context({ bytes }, statusOf({ cached: 30 })), 140)).toEqual({});
  expect(witnessed(cacheOf("InProgress"), context({}), 140)).toEqual({});
});

test("last lines are told of the first twenty alone: a status has to fit into an object", () => {
  const all = Array.from({ length: 1000 }, () => ({ ...statusOf(undefined), lastWords: ["x"] }));
  expect(withFewWords(all).filter(({ lastWords: words }) => words !== undefined)).toHaveLength(20);
});

function statusOf(bytes: ResourceStatus["bytes"]): ResourceStatus {
  return {
    ...{ kind: "NIMCache", namespace: "models", name: "llama", phase: "Progressing", reason: "Downloading" },
    ...{ message: "it downloads", since: "2026-11-21T12:00:00Z" },
    ...(bytes && { bytes }),
  };
}

function cacheOf(state: string) {
  const metadata = { namespace: "models", name: "llama" };
  const found = liveOf({
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMCache",
    metadata,
    status: { state },
  });
  if (found === undefined) throw new Error("no object");
  return found;
}

function around(options: WorldOptions) {
  const labels = { "job-name": "llama-job" };
  const objects: ValueMap[] = [
    { apiVersion: "batch/v1", kind: "Job", metadata: { namespace: "models", name: "llama-job" } },
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { namespace: "models", name: "llama-job-a", labels },
      status: { phase: "Failed" },
    },
    { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { namespace: "models", name: "llama-pvc" } },
  ];
  return liveWorld(objects, options).around("models");
}
