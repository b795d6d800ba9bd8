import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isMap, type Path, type Value, type ValueMap, valueAt } from "../../../src/nim/value.ts";
import type { MadeObject } from "../../../src/nim/workload/made.ts";
import { refusalOf } from "../../../src/nim/workload/refused.ts";
import { brokenObjects } from "../../support/broken-objects.ts";
import { goldenDirectory, haveGolden } from "../../support/golden.ts";
import { madeObjects } from "../../support/made-objects.ts";

describe("what the API server refuses among made objects", () => {
  it.each(Object.entries(madeObjects))("a sound object is accepted: %s", (_, object) => {
    expect(refusalOf(object)).toBeUndefined();
  });

  it("is total: an object with any value in any place gets an answer, not an exception", () => {
    const anywhere = fc.constantFrom(...Object.values<MadeObject>(madeObjects)).chain((object) =>
      fc.record({
        object: fc.constant(object),
        path: fc.constantFrom(...pathsBelow(object.spec ?? {})),
        value: fc.jsonValue(),
      }),
    );
    fc.assert(
      fc.property(anywhere, ({ object, path, value }) => {
        const copy: MadeObject = structuredClone(object);
        const parent = valueAt(copy, ["spec", ...path.slice(0, -1)]);
        const last = path.at(-1);
        if (isMap(parent) && typeof last === "string") parent[last] = value as Value;
        if (Array.isArray(parent) && typeof last === "number") parent[last] = value as Value;
        const refusal = refusalOf(copy);
        expect(refusal === undefined || refusal.causes.length > 0).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("says everything that is wrong in one answer, and nothing twice", () => {
    const refusal = refusalOf({
      ...madeObjects.claim,
      spec: { accessModes: ["", "", "RWX"] },
    });
    expect(refusal?.message).toBe(
      'PersistentVolumeClaim "llama" is invalid: [' +
        'spec.accessModes: Unsupported value: "": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod", ' +
        'spec.accessModes: Unsupported value: "RWX": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod", ' +
        "spec.resources[storage]: Required value]",
    );
  });

  it("does not repeat a credential that stands where a name belongs", () => {
    const secret = `nvapi-${"a1B2".repeat(16)}`;
    const refusal = refusalOf({
      ...madeObjects.serviceAccount,
      metadata: { name: "a", labels: { k: `${secret}!` } },
    });
    expect(refusal?.message).toContain("metadata.labels: Invalid value");
    expect(refusal?.message).not.toContain(secret);
  });

  it("finds every one of hundreds of objects with one thing broken the same way each time", () => {
    const first = brokenObjects().map(({ object }) => refusalOf(object)?.message);
    const second = brokenObjects().map(({ object }) => refusalOf(object)?.message);
    expect(second).toEqual(first);
    expect(first.filter((message) => message !== undefined).length).toBeGreaterThan(300);
  });
});

describe.runIf(haveGolden || process.env.CI)("the recorded answers", () => {
  it("refuses no object that a real API server has stored", () => {
    const refused = recorded("workload.jsonl").flatMap((line) => {
      const made = Array.isArray(line.made) ? line.made : [];
      return made.filter(isMap).map((object) => refusalOf(asMade(object))?.message);
    });
    expect(refused.filter((message) => message !== undefined)).toEqual([]);
    expect(refused.length).toBeGreaterThan(400);
  });

  it.each([
    ["cache-name-60", "job", { metadata: { name: `llama-${"x".repeat(53)}y-job` } }],
    ["cache-name-64", "claim", claimOf(`llama-${"x".repeat(57)}y`)],
    ["cache-pvc-no-mode", "claim", claimOf("llama", { accessModes: [""] })],
    [
      "svc-hpa-max-below-min",
      "autoscaler",
      { spec: { ...specOf("autoscaler"), minReplicas: 3, maxReplicas: 2 } },
    ],
    ["svc-name-digit-first", "service", { metadata: { name: "8b-llama" } }],
  ] as const)("words the refusal of %s as the real one does", (id, kind, change) => {
    const line = recorded("workload.jsonl").find((line) => line.id === id);
    const messages = JSON.stringify(line?.status).matchAll(/"message":("(?:[^"\\]|\\.)*")/g);
    const said = [...messages].map(([, text]): unknown => JSON.parse(`${text}`));
    expect(said).toContain(refusalOf({ ...madeObjects[kind], ...change })?.message);
  });

  it.each([["12:30"], ["="], ["_"], ["2024-01-02T03:04:05Z"], [".."]])(
    "words the refusal of a node selector's value %s as the real one does",
    (value) => {
      const line = recorded("nodeselector-values.jsonl").find((line) => line.value === value);
      const message = `${line?.message}`;
      const name = /^Deployment.apps "([^"]+)"/.exec(message)?.[1] ?? "";
      expect(refusalOf(withSelector(name, value))?.message).toBe(message);
    },
  );

  it("refuses a value of a node selector exactly where the real one did", () => {
    const differences = recorded("nodeselector-values.jsonl").filter((line) => {
      const value = line.state === "rendered" ? line.rendered : line.value;
      const isLabels = line.state === "rendered" || `${line.message}`.includes("is invalid: spec.template");
      if (!isLabels || typeof value !== "string") return false;
      return (refusalOf(withSelector("llama", value)) === undefined) !== (line.state === "rendered");
    });
    expect(differences).toEqual([]);
  });
});

function recorded(file: string): ValueMap[] {
  const lines = readFileSync(join(goldenDirectory, file), "utf8").trimEnd().split("\n");
  return lines.map((line): unknown => JSON.parse(line)).filter(isMap);
}

/** Of every value below a value, itself apart. */
function pathsBelow(value: Value): Path[] {
  const entries: [string | number, Value][] = Array.isArray(value)
    ? [...value.entries()]
    : isMap(value)
      ? Object.entries(value)
      : [];
  const below = entries.flatMap(([key, item]): Path[] => [
    [key],
    ...pathsBelow(item).map((path): Path => [key, ...path]),
  ]);
  return below.length === 0 ? [["none"]] : below;
}

function specOf(kind: keyof typeof madeObjects): ValueMap {
  const spec: Value | undefined = valueAt(madeObjects[kind], ["spec"]);
  return isMap(spec) ? spec : {};
}

/** The claim of a cache; a label of it is the cache's name. */
function claimOf(cache: string, spec: ValueMap = {}): ValueMap & { metadata: { name: string } } {
  const metadata = { name: `${cache}-pvc`, labels: { "app.kubernetes.io/name": cache } };
  return { metadata, spec: { ...specOf("claim"), ...spec } };
}

function asMade(object: ValueMap): MadeObject {
  const name = valueAt(object, ["metadata", "name"]);
  return {
    ...object,
    apiVersion: `${object.apiVersion}`,
    kind: `${object.kind}`,
    metadata: { ...(isMap(object.metadata) ? object.metadata : {}), name: `${name}` },
  };
}

function withSelector(name: string, value: string): MadeObject {
  const spec = specOf("deployment");
  const template = isMap(spec.template) ? spec.template : {};
  const pod = isMap(template.spec) ? template.spec : {};
  return {
    ...madeObjects.deployment,
    metadata: { name },
    spec: { ...spec, template: { ...template, spec: { ...pod, nodeSelector: { k: value } } } },
  };
}
