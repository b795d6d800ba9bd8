import { describe, expect, test } from "vitest";
import { judge } from "../../../src/nim/schema/judge.ts";
import type { NimKind } from "../../../src/nim/schema/kinds.ts";
import { formatPath, isMap, type Path, type Value, type ValueMap } from "../../../src/nim/value.ts";
import { type OperatorVersion, operatorVersions } from "../../../src/nim/version.ts";
import { crdOracle, defaulted, pruned } from "../../support/crd-oracle.ts";
import { type CrdSchema, crdSchema, haveCrds, noCrds } from "../../support/crds.ts";
import { mutantOf, Random } from "../../support/mutants.ts";
import { validManifests } from "../../support/valid-manifests.ts";

const perVersion = Number(process.env.NIMOPS_MUTANTS ?? 25_000) / operatorVersions.length;
const seed = Number(process.env.NIMOPS_SEED ?? 1);

/** Mutants on which we differ from the CRDs on purpose, with the reason. */
const exceptions: { reason: string; applies: (kind: NimKind, document: ValueMap) => boolean }[] = [];

test("the CRDs are there", ({ skip }) => {
  if (!haveCrds && process.env.CI) expect.fail(noCrds);
  skip(!haveCrds, noCrds);
});

describe.skipIf(!haveCrds)(`judge, beside the CRDs (${haveCrds ? `seed ${seed}` : noCrds})`, () => {
  test("the manifests that mutants are made of use every field of every kind", () => {
    for (const kind of ["NIMCache", "NIMService", "NIMPipeline", "NIMBuild"] as const) {
      const unused = fieldsOf(crdSchema(kind, "main"));
      for (const manifest of validManifests)
        if (manifest.kind === kind) cross(manifest, crdSchema(kind, "main"), "", unused);
      // The parts of a pipeline's services are those of a NIMService, which has every field in its own
      // manifests.
      const missing = [...unused].filter((path) => !path.startsWith("spec.services[].spec."));
      expect(missing, kind).toEqual([]);
    }
  });

  describe.each(operatorVersions)("operator %s", (version) => {
    test("accepts the valid manifests, with the server's defaults", () => {
      for (const manifest of validManifests) {
        const document = pruned(manifest.kind, version, manifest);
        const { problems, resource } = judge(manifest.kind, version, document);
        expect(crdOracle(manifest.kind, version)(document), manifest.kind).toEqual({ schema: [], cel: [] });
        expect(problems).toEqual([]);
        expect(resource).toEqual(defaulted(manifest.kind, version, document));
      }
    });

    test("judges mutants as the CRD does, and names the same fields", () => {
      const random = new Random(seed * 1000 + operatorVersions.indexOf(version));
      // Mostly manifests that the version accepts; now and then one with fields that came later.
      const accepted = validManifests.map((manifest) => pruned(manifest.kind, version, manifest));
      let smallest: { size: number; document: ValueMap; kind: NimKind; how: string } | undefined;
      let disagreements = 0;
      let refused = 0;
      for (let count = 0; count < perVersion; count++) {
        const base = random.pick(random.below(10) > 0 ? accepted : validManifests);
        const kind = base.kind as NimKind;
        const { document, how } = mutantOf(base, random);
        const difference = differenceOn(kind, version, document);
        if (difference.refused) refused++;
        else if (!difference.differs)
          expect(storedByUs(kind, version, document), how).toBe(storedByThem(kind, version, document));
        if (!difference.differs || exceptions.some(({ applies }) => applies(kind, document))) continue;
        disagreements++;
        const size = sizeOf(document);
        if (!smallest || size < smallest.size) smallest = { size, document, kind, how };
      }
      if (smallest) {
        const { kind, how } = smallest;
        const document = shrink(
          smallest.document,
          (candidate) => differenceOn(kind, version, candidate).differs,
        );
        const { ours, theirs } = differenceOn(kind, version, document);
        expect.fail(
          `${disagreements} of ${perVersion} mutants differ (seed ${seed}), the smallest after ${how}:\n` +
            `${show(document)}\nours:   ${ours.join(", ")}\ntheirs: ${theirs.join(", ")}`,
        );
      }
      // Mutants that are all valid, or all broken, would prove nothing.
      expect(refused).toBeGreaterThan(perVersion * 0.3);
      expect(refused).toBeLessThan(perVersion * 0.9);
    });
  });
});

function differenceOn(kind: NimKind, version: OperatorVersion, document: ValueMap) {
  const ours = named(judge(kind, version, document).problems);
  const theirs = named(crdOracle(kind, version)(document).schema);
  return { ours, theirs, refused: theirs.length > 0, differs: ours.join() !== theirs.join() };
}

/** The object after defaults, as text; the server drops the status of a new one. */
function storedByUs(kind: NimKind, version: OperatorVersion, document: ValueMap): string {
  const { status: _, ...stored } = judge(kind, version, document).resource;
  return sortedText(stored);
}

function storedByThem(kind: NimKind, version: OperatorVersion, document: ValueMap): string {
  const { status: _, ...stored } = defaulted(kind, version, document);
  return sortedText(stored);
}

function sortedText(value: unknown): string {
  return JSON.stringify(value, (_, inner) => {
    if (typeof inner === "bigint") return Number(inner);
    if (!isMap(inner)) return inner;
    return Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1));
  });
}

function named(places: readonly { path: Path }[]): string[] {
  return [...new Set(places.map(({ path }) => formatPath(path)))].sort();
}

/** Leaves out parts of a document for as long as it stays a counterexample. */
function shrink(document: ValueMap, fails: (candidate: ValueMap) => boolean): ValueMap {
  let current = document;
  for (let shrunk = true; shrunk; ) {
    shrunk = false;
    for (const path of pathsOf(current)) {
      const candidate = structuredClone(current);
      removeAt(candidate, path);
      if (!fails(candidate)) continue;
      current = candidate;
      shrunk = true;
      break;
    }
  }
  return current;
}

function pathsOf(value: Value, path: Path = []): Path[] {
  const keys = Array.isArray(value) ? [...value.keys()] : isMap(value) ? Object.keys(value) : [];
  return keys
    .filter((key) => path.length > 0 || (key !== "kind" && key !== "apiVersion" && key !== "metadata"))
    .flatMap((key) => {
      const inner = Array.isArray(value) ? value[Number(key)] : isMap(value) ? value[key] : null;
      return [[...path, key], ...pathsOf(inner ?? null, [...path, key])];
    });
}

function removeAt(document: ValueMap, path: Path): void {
  let place: Value = document;
  for (const step of path.slice(0, -1))
    place = (Array.isArray(place) ? place[Number(step)] : isMap(place) ? place[step] : null) ?? null;
  const last = path.at(-1) ?? "";
  if (Array.isArray(place)) place.splice(Number(last), 1);
  else if (isMap(place)) Reflect.deleteProperty(place, last);
}

function sizeOf(document: ValueMap): number {
  return show(document).length;
}

function show(document: ValueMap): string {
  return JSON.stringify(document, (_, value) => (typeof value === "bigint" ? `${value}n` : value));
}

function fieldsOf(schema: CrdSchema, path = "", found = new Set<string>()): Set<string> {
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const place = path === "" ? name : `${path}.${name}`;
    found.add(place);
    fieldsOf(field, place, found);
  }
  if (schema.items) fieldsOf(schema.items, `${path}[]`, found);
  return found;
}

function cross(value: Value, schema: CrdSchema, path: string, fields: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) if (schema.items) cross(item, schema.items, `${path}[]`, fields);
  } else if (isMap(value)) {
    for (const [name, inner] of Object.entries(value)) {
      const place = path === "" ? name : `${path}.${name}`;
      fields.delete(place);
      const field = schema.properties?.[name];
      if (field) cross(inner, field, place, fields);
    }
  }
}
