import { bounded } from "../nim/bounded.ts";

/** Longer than any message of GitHub that somebody reads. */
const longest = 1000;

/** Text from outside for an error message: in one line, bounded, without these secrets and without what looks like one. */
export function redacted(text: string, secrets: readonly string[]): string {
  let shown = text.slice(0, 4 * longest);
  for (const secret of secrets) {
    // Shorter ones would paint over ordinary words.
    if (secret.length >= 6) shown = shown.replaceAll(secret, "***");
  }
  return bounded(shown.replace(/\s+/g, " ").trim(), longest);
}
