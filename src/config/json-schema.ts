import * as z from "zod";
import { configSchema } from "./schema.ts";

/** The JSON Schema of nimops.yaml as people write it, in draft-07, which editors read best. */
export function configJsonSchema(): z.core.JSONSchema.BaseSchema {
  const { $schema, ...schema } = z.toJSONSchema(configSchema, { target: "draft-07", io: "input" });
  return { ...($schema === undefined ? {} : { $schema }), title: "nimops.yaml", ...schema };
}
