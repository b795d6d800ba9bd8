import { bounded } from "../nim/bounded.ts";

/** Longer than any message of an API server that somebody reads. */
const longest = 2000;

/** Text from outside for an error message: bounded, without these secrets and without what looks like one. */
export function redacted(text: string, secrets: Iterable<string> = []): string {
  let shown = text.slice(0, 4 * longest);
  for (const secret of secrets) {
    // Shorter ones would paint over ordinary words.
    if (secret.length >= 6) shown = shown.replaceAll(secret, "***");
  }
  return bounded(shown.replace(pem, "***").trim(), longest);
}

const pem = /-----BEGIN [A-Z0-9 ]{1,60}-----[\s\S]*?(?:-----END [A-Z0-9 ]{1,60}-----|$)/g;
