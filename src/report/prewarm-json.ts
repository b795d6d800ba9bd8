import { withoutCredentials } from "../nim/credential.ts";
import type { PrewarmResult } from "./prewarm-result.ts";
import { printableJsonText } from "./printable.ts";

/** What a run did and found as programs read it, docs/schemas/prewarm.schema.json. What looks like a credential is painted over. */
export function prewarmJson(result: PrewarmResult): string {
  return printableJsonText(
    JSON.stringify(
      result,
      (_key, value: unknown) => (typeof value === "string" ? withoutCredentials(value) : value),
      2,
    ),
  );
}
