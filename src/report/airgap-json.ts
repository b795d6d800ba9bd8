import { withoutCredentials } from "../nim/credential.ts";
import type { AirgapReport } from "./airgap-result.ts";
import { printableJsonText } from "./printable.ts";

/** What a call did as programs read it, docs/schemas/airgap-report.schema.json. What looks like a credential is painted over. */
export function airgapJson(report: AirgapReport): string {
  return printableJsonText(
    JSON.stringify(
      report,
      (_key, value: unknown) => (typeof value === "string" ? withoutCredentials(value) : value),
      2,
    ),
  );
}
