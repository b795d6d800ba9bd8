import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changesOf } from "../../../src/plan/changes/changes-of.ts";
import { orderOf } from "../../../src/plan/order/order-of.ts";
import type { Change } from "../../../src/plan/plan.ts";
import { setOf } from "../../support/plan-sets.ts";
import { cacheText, serviceText } from "../../support/planned-fleet.ts";

const build = `---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata: {name: engine, namespace: models}
spec:
  nimCache: {name: llama}
  image: {repository: nvcr.io/nim/meta/llama-3.1-8b-instruct, tag: 1.12.0, pullSecrets: [ngc]}
`;
const pipeline = (dependencies: Readonly<Record<string, readonly string[]>>, cache = "llama") => `---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata: {name: rag, namespace: models}
spec:
  services:
${Object.entries(dependencies)
  .map(
    ([name, needs]) => `    - name: ${name}
      enabled: true
      dependencies: [${needs.map((need) => `{name: ${need}, port: 8000}`).join(", ")}]
      spec:
        image: {repository: nvcr.io/nim/meta/llama-3.1-8b-instruct, tag: 1.12.0, pullSecrets: [ngc]}
        authSecret: ngc
        storage: {nimCache: {name: ${cache}}}
`,
  )
  .join("")}`;

const onCache = (cache: string, name = "llama") =>
  serviceText({ name, storage: `nimCache: {name: ${cache}}` });

function ordered(before: string, after: string) {
  const [old, now] = [setOf({ "models.yaml": before }), setOf({ "models.yaml": after })];
  const { changes } = changesOf({ from: "base", set: old }, now, "3.1.2");
  return orderOf(changes, old, now);
}

const lines = (steps: ReturnType<typeof ordered>["steps"]) =>
  steps.map(
    ({ step, action, kind, name, waitsFor }) =>
      `${step} ${action} ${kind} ${name}${waitsFor.length > 0 ? ` after ${waitsFor.map((each) => `${each.kind} ${each.name}`).join(", ")}` : ""}`,
  );

test("caches, builds, services: each waits for what it uses, and for no more", () => {
  const { steps, blockers } = ordered(
    "",
    onCache("llama") +
      onCache("other", "chat") +
      serviceText({ name: "alone" }) +
      build +
      cacheText() +
      cacheText({ name: "other" }),
  );
  expect(lines(steps)).toEqual([
    "1 create NIMCache llama",
    "1 create NIMCache other",
    "1 create NIMService alone",
    "2 create NIMBuild engine after NIMCache llama",
    "2 create NIMService chat after NIMCache other",
    "3 create NIMService llama after NIMBuild engine, NIMCache llama",
  ]);
  expect(blockers).toEqual([]);
});

test("what resources lean on is changed before them", () => {
  const set = setOf({ "models.yaml": cacheText() });
  const rest = { namespace: "models", fields: [], reasons: [] };
  const changes: Change[] = [
    { ...rest, kind: "NIMCache", name: "llama", action: "create" },
    { ...rest, kind: "Secret", name: "ngc", action: "update" },
  ];
  expect(lines(orderOf(changes, undefined, set).steps)).toEqual([
    "1 update Secret ngc",
    "2 create NIMCache llama",
  ]);
});

test("a service moves to a new cache when that is Ready, and only then the old one goes", () => {
  const before = cacheText({ name: "old" }) + onCache("old") + onCache("old", "gone");
  const { steps } = ordered(before, cacheText({ name: "new" }) + onCache("new"));
  expect(lines(steps)).toEqual([
    "1 create NIMCache new",
    "2 update NIMService llama after NIMCache new",
    "3 delete NIMService gone",
    "4 delete NIMCache old after NIMService gone, NIMService llama",
  ]);
});

test("a cache that does not change must be Ready all the same", () => {
  const { steps } = ordered(cacheText(), cacheText() + onCache("llama"));
  expect(lines(steps)).toEqual(["1 create NIMService llama after NIMCache llama"]);
});

test("a pipeline waits for the caches of all its services", () => {
  const { steps } = ordered("", pipeline({ chat: [], rank: ["chat"] }) + cacheText());
  expect(lines(steps).slice(0, 2)).toEqual([
    "1 create NIMCache llama",
    "2 create NIMPipeline rag after NIMCache llama",
  ]);
});

test("what is not applied has no step", () => {
  const set = setOf({ "models.yaml": cacheText() });
  const name = { kind: "NIMCache", namespace: "models", name: "llama", fields: [], reasons: [] };
  const changes: Change[] = [
    { ...name, action: "none" },
    { ...name, action: "replace-needed" },
  ];
  expect(orderOf(changes, undefined, set).steps).toEqual([]);
});

test("the services of a pipeline come and go with it, in no step of their own", () => {
  const steps = (before: string, after: string) =>
    ordered(before, after).steps.map(({ action, kind, name }) => `${action} ${kind} ${name}`);
  expect(steps(pipeline({ a: [] }), pipeline({ b: [] }))).toEqual(["update NIMPipeline rag"]);
  expect(steps(pipeline({ a: [] }), "")).toEqual(["delete NIMPipeline rag"]);
});

describe("circles", () => {
  const told = (dependencies: Readonly<Record<string, readonly string[]>>) =>
    ordered("", pipeline(dependencies)).blockers.map(({ code, message }) => [code, message]);

  test("of a pipeline's services are errors", () => {
    expect(told({ a: ["b"], b: ["c"], c: ["a"], d: ["a"] })).toEqual([
      ["dependency-cycle", "services of NIMPipeline models/rag depend on each other: a → b → c → a"],
    ]);
    expect(told({ a: ["a"] })[0]?.[1]).toContain("a → a");
    expect(ordered("", pipeline({ a: ["a"] })).blockers[0]).toMatchObject({
      resource: { kind: "NIMPipeline", namespace: "models", name: "rag" },
      location: { file: "models.yaml" },
    });
  });

  test("of hundreds of services are told in part, and briefly", () => {
    const names = Array.from({ length: 100 }, (_, index) => `s${index}`);
    const found = told(Object.fromEntries(names.map((name) => [name, names])));
    expect(found).toHaveLength(10);
    for (const [, message] of found) expect(message?.length).toBeLessThan(1000);
    const long = told(
      Object.fromEntries(names.map((name, index) => [name, [names[(index + 1) % 100] ?? ""]])),
    );
    expect(long[0]?.[1]).toContain("s0 → s1 → s2 → s3 → s4 → s5 → … → s95 →");
  });

  test("are told from what only meets twice", () => {
    expect(told({ a: ["b", "c"], b: ["d"], c: ["d"], d: [] })).toEqual([]);
    expect(told({ a: ["elsewhere"] })).toEqual([]);
  });
});

test("whatever changes, nothing comes before what it waits for, and each change has one step", () => {
  const names = ["a", "b", "c"];
  const cache = fc.constantFrom(...names).map((name) => cacheText({ name }));
  const service = fc
    .tuple(fc.constantFrom(...names), fc.constantFrom(...names))
    .map(([name, of]) => onCache(of, name));
  const text = fc
    .tuple(fc.uniqueArray(cache, { maxLength: 3 }), fc.uniqueArray(service, { maxLength: 3 }))
    .map(([caches, services]) => [...caches, ...services].join(""));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { steps } = ordered(before, after);
      const at = new Map(steps.map(({ kind, name, step }) => [`${kind} ${name}`, step]));
      for (const { kind, name, step, action, waitsFor } of steps) {
        for (const other of waitsFor) expect(at.get(`${other.kind} ${other.name}`) ?? 0).toBeLessThan(step);
        if (action === "delete") continue;
        const deleted = steps.filter((each) => each.action === "delete").map((each) => each.step);
        for (const late of deleted) expect(late, `${kind} ${name}`).toBeGreaterThan(step);
      }
    }),
    { numRuns: 60 },
  );
});
