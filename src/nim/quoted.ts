import { bounded } from "./bounded.ts";

/** As much of a value as tells which one is meant; a hash and its quotes fit. */
const most = 80;

/** Text of a manifest in double quotes, for a message: never a credential, never long. */
export function quoted(text: string | undefined): string {
  return JSON.stringify(bounded(text ?? "", most));
}
