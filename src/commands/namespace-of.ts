import { dnsLabel } from "../nim/workload/validation/names.ts";
import { UserError } from "../user-error.ts";

/** One that no namespace can have would allow nothing, or be looked for in vain. */
export function namespaceOf<Text extends string | undefined>(text: Text, called: string): Text {
  if (text === undefined || dnsLabel(text).length === 0) return text;
  throw new UserError(`${called} ${JSON.stringify(text.slice(0, 100))} is no name of a namespace`, {
    help: "write at most 63 lower-case letters, digits and `-`, with a letter or digit first and last",
  });
}
