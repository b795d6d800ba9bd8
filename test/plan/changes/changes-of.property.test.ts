import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NimKind } from "../../../src/nim/schema/kinds.ts";
import { isMap, type Path, type Value, type ValueMap } from "../../../src/nim/value.ts";
import { changesOf } from "../../../src/plan/changes/changes-of.ts";
import { editOf } from "../../../src/plan/changes/edit-of.ts";
import { setOf, setOfObjects } from "../../support/plan-sets.ts";
import { validManifests } from "../../support/valid-manifests.ts";

type Manifest = ValueMap & { kind: NimKind };

const all = validManifests.filter(({ metadata }) => isMap(metadata) && typeof metadata.name === "string");

describe("nothing changes", () => {
  test("between a set and itself", () => {
    const set = setOfObjects(all);
    expect(changesOf({ from: "base", set }, set, "3.1.2")).toEqual({ changes: [], blockers: [] });
    expect(changesOf({ from: "live", set }, set, "3.1.2")).toEqual({ changes: [], blockers: [] });
  });

  test("when keys and resources stand in another order", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        const after = setOfObjects(shuffled.map((manifest) => reversed(manifest) as Manifest));
        expect(changesOf({ from: "base", set: setOfObjects(all) }, after, "3.1.2")).toEqual({
          changes: [],
          blockers: [],
        });
      }),
      { numRuns: 20 },
    );
  });
});

test("the order of resources and of keys does not change what is told", () => {
  const half = all.slice(0, all.length >> 1);
  const rest = all.slice(half.length >> 1).map((manifest) => edited(manifest, 3));
  const told = (before: readonly Manifest[], after: readonly Manifest[]) =>
    changesOf({ from: "base", set: setOfObjects(before) }, setOfObjects(after), "3.1.2");
  const once = told(half, rest);
  expect(once.changes.length).toBeGreaterThan(5);
  const turned = told(
    half.toReversed().map((manifest) => reversed(manifest) as Manifest),
    rest.toReversed().map((manifest) => reversed(manifest) as Manifest),
  );
  expect(turned).toEqual(once);
});

test("every edit of a field is found at its place", () => {
  fc.assert(
    fc.property(fc.constantFrom(...all), fc.nat(), (manifest, pick) => {
      const spots = leavesOf(manifest.spec, ["spec"]);
      const path = spots[pick % spots.length];
      if (!path) return;
      const changed = structuredClone(manifest);
      change(changed, path);
      const [before, after] = [setOfObjects([manifest]), setOfObjects([changed])];
      const [old, now] = [before.resources[0], after.resources[0]];
      // What the API server would not take is no edit.
      if (!old || !now || old.problems.length + now.problems.length > 0) return;
      const edit = editOf(old, now, { from: "base", operatorVersion: "3.1.2" });
      const found = edit?.fields.map((field) => field.path) ?? [];
      const isMet = found.some((each) => each.every((step, depth) => step === path[depth]));
      expect(isMet, `${path.join(".")} not in ${JSON.stringify(found)}`).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test("no secret is told, wherever it stands", () => {
  const secret = fc.oneof(
    fc
      .string({ minLength: 12, maxLength: 20, unit: fc.constantFrom(..."abcdefgh0123456789") })
      .map((text) => `nvapi-${text}`),
    fc
      .string({ minLength: 12, maxLength: 30, unit: fc.constantFrom(..."ABCDEFXYZabc0123456789_") })
      .map((text) => `q${text}`),
  );
  fc.assert(
    fc.property(secret, secret, fc.nat(8), (one, other, place) => {
      const [before, after] = [one, other].map((text) => setOf({ "a.yaml": planted(text, place) }));
      if (!before || !after) return;
      const told = JSON.stringify([
        changesOf({ from: "base", set: before }, after, "3.1.2"),
        changesOf({ from: "base", set: setOf({}) }, after, "3.1.2"),
        changesOf({ from: "base", set: before }, setOf({}), "3.1.2"),
      ]);
      expect(told).not.toContain(one);
      expect(told).not.toContain(other);
    }),
    { numRuns: 200 },
  );
});

/** Places at which people write secrets. */
function planted(secret: string, place: number): string {
  const places = [
    `env: [{name: HF_TOKEN, value: ${secret}}]`,
    `env: [{name: URL, value: "https://user:${secret}@proxy"}]`,
    `args: ["--api-key", "${secret}"]`,
    `args: ["--token=${secret}"]`,
    `annotations: {password: "${secret}"}`,
    `args: ["serve --hf-token ${secret} --port 8000"]`,
    `annotations: {example.com/hf-token: "${secret}"}`,
    `nodeSelector: {accessToken: "${secret}"}`,
    `env: [{name: A, value: x}, {name: DB_PASSWORD, value: ${secret}}, {name: B, value: y}]`,
  ];
  return `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata: {name: chat}
spec:
  image: {repository: a, tag: b}
  authSecret: my-key
  storage: {emptyDir: {}}
  ${places[place]}
---
apiVersion: v1
kind: Secret
metadata: {name: my-key}
data: {NGC_API_KEY: "${secret}"}
stringData: {anything: "${secret}"}
`;
}

function leavesOf(value: Value | undefined, path: Path): Path[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leavesOf(item, [...path, index]));
  if (isMap(value)) return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...path, key]));
  return value === undefined || value === null ? [] : [path];
}

function change(root: ValueMap, path: Path): void {
  let here: Value = root;
  for (const step of path.slice(0, -1)) here = (here as ValueMap)[step] ?? {};
  const last = path.at(-1) as string;
  const value = (here as ValueMap)[last];
  (here as ValueMap)[last] =
    typeof value === "boolean" ? !value : typeof value === "number" ? value + 1 : `${String(value)}1`;
}

function edited(manifest: Manifest, pick: number): Manifest {
  const changed = structuredClone(manifest);
  const spots = leavesOf(manifest.spec, ["spec"]);
  const path = spots[pick % spots.length];
  if (path) change(changed, path);
  return changed;
}

/** The keys of all maps the other way round. */
function reversed(value: Value): Value {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
}
