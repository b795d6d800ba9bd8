import * as z from "zod";
import { cacheRecord, recordFileName } from "./schema.ts";

export function recordJsonSchema(): z.core.JSONSchema.BaseSchema {
  const { $schema, ...schema } = z.toJSONSchema(cacheRecord, { target: "draft-07" });
  return { ...($schema === undefined ? {} : { $schema }), title: recordFileName, ...schema };
}
