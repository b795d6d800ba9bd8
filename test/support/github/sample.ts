import type { SchemaObject } from "ajv";
import { definitions } from "./description.ts";

/** The smallest value that GitHub's description takes for one of its definitions, such as `issue-comment`. */
export function sample(definition: string, differs: Record<string, unknown> = {}): Record<string, unknown> {
  const { type, ...schema } = definitions[definition] ?? {};
  // One that may be null is wanted as an object here.
  const value = sampleOf({ ...schema, type: Array.isArray(type) ? "object" : type });
  if (typeof value !== "object" || value === null) throw new Error(`${definition} is no object`);
  return { ...value, ...differs };
}

function sampleOf(schema: SchemaObject): unknown {
  if (typeof schema.$ref === "string") {
    const name = schema.$ref.slice("#/definitions/".length);
    return sampleOf(definitions[name] ?? {});
  }
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const types: readonly string[] = [schema.type].flat();
  if (types.includes("null")) return null;
  const options: SchemaObject[] | undefined = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) return sampleOf(options.find(({ type }) => type === "null") ?? options[0] ?? {});
  if (schema.allOf !== undefined) return Object.assign({}, ...schema.allOf.map(sampleOf));
  if (types.includes("object") || schema.properties !== undefined) {
    const required: readonly string[] = schema.required ?? [];
    return Object.fromEntries(required.map((name) => [name, sampleOf(schema.properties?.[name] ?? {})]));
  }
  if (types.includes("array")) return [];
  if (types.includes("string")) return textFor(schema.format);
  return types.includes("boolean") ? false : types.includes("integer") || types.includes("number") ? 1 : "";
}

function textFor(format: unknown): string {
  if (format === "uri") return "https://github.test/";
  if (format === "date-time") return "2026-11-21T00:00:00Z";
  return format === "email" ? "octocat@github.test" : "";
}
