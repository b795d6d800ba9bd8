import { expect, test } from "vitest";
import { type Live, liveOf } from "../../../src/nim/health/live.ts";
import { compareProfiles } from "../../../src/prewarm/cluster/compare-profiles.ts";

test("the ids of the plan that are listed and were downloaded are there", () => {
  expect(compareProfiles(["a", "b"], cache("a", "b", "c"), job("--profiles", "a", "b", "c"))).toEqual({
    expected: ["a", "b"],
    listed: ["a", "b", "c"],
    missing: [],
    notDownloaded: [],
    duplicated: [],
  });
});

test("an id that is listed and that nobody downloaded is missing", () => {
  expect(compareProfiles(["a"], cache("a"), job("--profiles", "old"))).toMatchObject({
    missing: ["a"],
    notDownloaded: ["a"],
  });
});

test("an id that is listed twice is there once", () => {
  expect(compareProfiles(["a"], cache("a", "b", "a"), undefined)).toMatchObject({
    listed: ["a", "b"],
    missing: [],
    duplicated: ["a"],
  });
});

test("where the cluster lists none, as for all profiles, nothing is missing unless the Job says otherwise", () => {
  expect(compareProfiles(["a"], cache(), job("--all"))).toMatchObject({ missing: [] });
  expect(compareProfiles(["a"], cache(), job("--profiles", "all"))).toMatchObject({ missing: [] });
  expect(compareProfiles(["a"], cache(), undefined)).toMatchObject({ missing: [] });
  expect(compareProfiles(["a"], cache(), job("--profiles", "b"))).toMatchObject({ missing: ["a"] });
});

test("where neither names one there is nothing to compare", () => {
  expect(compareProfiles(undefined, cache(), job("--all"))).toBeUndefined();
  expect(compareProfiles([], cache(), undefined)).toBeUndefined();
});

function cache(...profiles: string[]): Live {
  const status = { state: "Ready", profiles: profiles.map((name) => ({ name })) };
  return must({ apiVersion: "apps.nvidia.com/v1alpha1", kind: "NIMCache", metadata: { name: "c" }, status });
}

function job(...args: string[]): Live {
  const containers = [{ name: "nim-cache-ctr", command: ["download-to-cache"], args }];
  return must({
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "c-job" },
    spec: { template: { spec: { containers } } },
  });
}

function must(object: unknown): Live {
  const live = liveOf(object);
  if (live === undefined) throw new Error("no live object");
  return live;
}
