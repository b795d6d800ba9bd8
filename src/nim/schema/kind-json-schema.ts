import * as z from "zod/mini";
import type { OperatorVersion } from "../version.ts";
import { type NimKind, nimKinds, schemaOf } from "./kinds.ts";
import { leafOf } from "./kit.ts";
import { groupVersion } from "./metadata.ts";

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * The JSON Schema of a kind, for editors: draft-07, as the YAML language server reads it best. It says what the API
 * server checks by itself, but not the CEL rules, nor what the operator does.
 */
export function kindSchema(kind: NimKind, version: OperatorVersion): JsonSchema {
  const schema = z.toJSONSchema(schemaOf(kind, version), {
    target: "draft-07",
    // As people write it: a field with a default may be left out.
    io: "input",
    override: ({ zodSchema, jsonSchema }) => adjustForEditors(zodSchema, jsonSchema),
  });
  const { $schema, properties = {}, ...rest } = schema;
  return {
    ...($schema === undefined ? {} : { $schema }),
    title: `${kind} (NIM Operator ${version})`,
    ...rest,
    // An absent apiVersion or kind is what the schema of all kinds cannot see, so it is told here.
    required: ["apiVersion", "kind", "metadata", ...requiredOf(rest)],
    properties: {
      ...properties,
      metadata: withGenerateName(properties.metadata),
      status: { type: "object", description: "What the operator found; written by it." },
    },
  };
}

/** One schema for files that hold any of the four kinds, and others beside them. */
export function manifestSchema(version: OperatorVersion): JsonSchema {
  const definitions: Record<string, JsonSchema> = {};
  for (const kind of nimKinds) {
    const { $schema, ...schema } = kindSchema(kind, version);
    definitions[kind] = schema;
  }
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: `NIM manifests (NIM Operator ${version})`,
    type: "object",
    properties: {
      apiVersion: { type: "string", description: `${groupVersion.apiVersion} for the four kinds.` },
      kind: { type: "string", examples: [...nimKinds], description: "The kind." },
    },
    allOf: nimKinds.map((kind) => ({
      if: {
        required: ["apiVersion", "kind"],
        properties: { apiVersion: { pattern: `^${groupVersion.group}/` }, kind: { const: kind } },
      },
      // biome-ignore lint/suspicious/noThenProperty: this is how JSON Schema writes a condition
      then: { $ref: `#/definitions/${kind}` },
    })),
    definitions,
  };
}

/** What JSON Schema says in another way, and what editors show when a pattern does not match. */
export function adjustForEditors(zodSchema: z.core.$ZodType, jsonSchema: JsonSchema): void {
  // zod's own bounds of a whole number, which are no limit of the API server.
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  const { propertyNames } = jsonSchema;
  if (typeof propertyNames === "object" && Object.keys(propertyNames).join() === "type") {
    delete jsonSchema.propertyNames;
  }
  const leaf = leafOf(zodSchema);
  if (leaf?.is !== "text" || leaf.pattern === undefined || jsonSchema.pattern === undefined) return;
  // A pattern of JSON Schema has no flags.
  if (leaf.pattern.ignoreCase) jsonSchema.pattern = jsonSchema.pattern.replace(/(?<!A-Z)a-z/g, "A-Za-z");
  if (leaf.words !== undefined) jsonSchema.patternErrorMessage = `must be ${leaf.words}`;
}

/** The API server completes a name from generateName. */
function withGenerateName(metadata: z.core.JSONSchema._JSONSchema | undefined): JsonSchema {
  if (typeof metadata !== "object") return {};
  const { required, ...rest } = metadata;
  return { ...rest, anyOf: [{ required: ["name"] }, { required: ["generateName"] }] };
}

function requiredOf({ required = [] }: JsonSchema): string[] {
  return required.filter((name) => !["apiVersion", "kind", "metadata"].includes(name));
}
