import * as z from "zod/mini";
import { adjustForEditors, type JsonSchema } from "../nim/schema/kind-json-schema.ts";
import { inventorySchema } from "./schema.ts";

/** The JSON Schema of a GPUInventory as people write it, short forms too, in draft-07, which editors read best. */
export function inventoryJsonSchema(): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(inventorySchema(), {
    target: "draft-07",
    io: "input",
    override: ({ zodSchema, jsonSchema }) => adjustForEditors(zodSchema, jsonSchema),
  });
  const pool = at(schema, "properties", "spec", "properties", "nodePools", "items", "properties");
  const gpu = at(pool, "gpu", "properties");
  for (const [map, name, short] of [
    [pool, "nodes", { type: "integer", minimum: 0 }],
    [gpu, "computeCapability", { type: "number", minimum: 1 }],
  ] as const) {
    const long = at(map, name);
    Reflect.set(map, name, { description: Reflect.get(long, "description"), anyOf: [short, long] });
  }
  const components = at(schema, "properties", "spec", "properties", "components", "properties");
  for (const name of Object.keys(components)) Reflect.set(components, name, { type: ["boolean", "string"] });
  return { ...($schema === undefined ? {} : { $schema }), title: "GPUInventory", ...schema };
}

/** A part of the schema that is there by construction. */
function at(root: object, ...path: string[]): object {
  return path.reduce<object>((part, step) => {
    const inner: unknown = Reflect.get(part, step);
    if (typeof inner !== "object" || inner === null) throw new Error(`the schema has no ${step}`);
    return inner;
  }, root);
}
