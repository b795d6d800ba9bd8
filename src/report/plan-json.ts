import { withoutCredentials } from "../nim/credential.ts";
import type { Plan } from "../plan/plan.ts";
import { printableJsonText } from "./printable.ts";

/**
 * Plans as programs read them, docs/schemas/plan.schema.json: of one cluster the plan itself, of several
 * `{"version":1,"plans":[…]}`. What looks like a credential is painted over.
 */
export function planJson(plans: readonly Plan[]): string {
  const [only, ...others] = plans;
  const report = only && others.length === 0 ? only : { version: 1, plans };
  return printableJsonText(JSON.stringify(report, masked, 2));
}

function masked(_key: string, value: unknown): unknown {
  return typeof value === "string" ? withoutCredentials(value) : value;
}
