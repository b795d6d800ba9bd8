import * as z from "zod";
import { airgapFile } from "./schema.ts";

/** The JSON Schema of the air-gap file as people write it, in draft-07, which editors read best. */
export function airgapJsonSchema(): z.core.JSONSchema.BaseSchema {
  const { $schema, ...schema } = z.toJSONSchema(airgapFile, { target: "draft-07", io: "input" });
  return { ...($schema === undefined ? {} : { $schema }), title: "airgap.yaml", ...schema };
}
