import { Ajv, type ValidateFunction } from "ajv";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { rules } from "../../../src/lint/rules/index.ts";
import { type JsonSchema, kindSchema, manifestSchema } from "../../../src/nim/schema/kind-json-schema.ts";
import { nimKinds } from "../../../src/nim/schema/kinds.ts";
import { operatorVersions } from "../../../src/nim/version.ts";
import { validManifests } from "../../support/valid-manifests.ts";

const newest = compiled(manifestSchema("main"));

describe("the schema of all kinds", () => {
  test.each(validManifests.map((manifest) => [manifest.metadata, manifest] as const))(
    "accepts %j, which the API server accepts",
    (_, manifest) => {
      newest(manifest);
      expect(newest.errors ?? []).toEqual([]);
    },
  );

  test("accepts the good example of every rule", () => {
    const refused = rules.flatMap(({ id, examples }) => {
      if (examples.shownBy === "commands" || examples.good.includes("{{")) return [];
      return documentsOf(examples.good)
        .filter((document) => !newest(document))
        .map((document) => ({ id, document, errors: newest.errors }));
    });
    expect(refused).toEqual([]);
  });

  test.each(["unknown-field", "missing-field", "wrong-type", "invalid-value"])(
    "refuses the bad example of %s",
    (id) => {
      const example = rules.find((rule) => rule.id === id)?.examples.bad ?? "";
      expect(documentsOf(example).every((document) => newest(document))).toBe(false);
    },
  );

  test("leaves resources of other groups and kinds alone", () => {
    expect(newest({ apiVersion: "v1", kind: "ConfigMap", data: { a: "b" } })).toBe(true);
    expect(newest({ apiVersion: "v1", kind: "NIMCache", any: "thing" })).toBe(true);
  });

  test("takes generateName for a name, and wants one of them", () => {
    const [manifest] = validManifests;
    expect(newest({ ...manifest, metadata: { generateName: "llama-" } })).toBe(true);
    expect(newest({ ...manifest, metadata: {} })).toBe(false);
  });
});

describe.each(operatorVersions)("with operator %s", (version) => {
  test.each(nimKinds)("the schema of %s compiles, and explains every field", (kind) => {
    const schema = kindSchema(kind, version);
    expect(compiled(schema)({ apiVersion: "apps.nvidia.com/v1alpha1", kind, metadata: {} })).toBe(false);
    expect(unexplained(schema, kind)).toEqual([]);
  });
});

test("an older operator does not know a newer field", () => {
  const document = { apiVersion: "apps.nvidia.com/v1alpha1", kind: "NIMService", metadata: { name: "a" } };
  const withPriority = { ...validSpecOf("NIMService"), priorityClassName: "high" };
  const judge = (version: (typeof operatorVersions)[number]) => {
    const validate = compiled(kindSchema("NIMService", version));
    validate({ ...document, spec: withPriority });
    return (validate.errors ?? []).filter(({ params }) => params.additionalProperty === "priorityClassName");
  };
  expect(judge("3.1.0")).toHaveLength(1);
  expect(judge("main")).toHaveLength(0);
});

test("what does not match is told in words", () => {
  const text = JSON.stringify(kindSchema("NIMService", "3.1.2"));
  expect(text).toContain('"patternErrorMessage":"must be');
  expect(text).not.toContain(String(Number.MAX_SAFE_INTEGER));
});

function compiled(schema: JsonSchema): ValidateFunction {
  return new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
}

function documentsOf(text: string): unknown[] {
  return parseAllDocuments(text, { version: "1.1" }).map((document) => document.toJS());
}

function validSpecOf(kind: string): object {
  const spec = validManifests.find((manifest) => manifest.kind === kind)?.spec;
  return typeof spec === "object" && spec !== null ? spec : {};
}

/** Paths of the fields that have no description; keys that the user chooses need none. */
function unexplained(schema: JsonSchema, path: string): string[] {
  const { properties = {}, items, additionalProperties } = schema;
  const below = Object.entries(properties).flatMap(([name, field]) => {
    if (typeof field === "boolean") return [];
    const here = `${path}.${name}`;
    return [...(field.description === undefined ? [here] : []), ...unexplained(field, here)];
  });
  const item = typeof items === "object" && !Array.isArray(items) ? unexplained(items, `${path}[]`) : [];
  const values =
    typeof additionalProperties === "object" ? unexplained(additionalProperties, `${path}.*`) : [];
  return [...below, ...item, ...values];
}
