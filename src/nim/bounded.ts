import { withoutCredentials } from "./credential.ts";

/** Longer than any credential that is known by its form, so that none is cut before it is recognized. */
const margin = 2000;

/** Text of a manifest with its credentials painted over, of at most `limit` UTF-16 units: what is longer ends in an ellipsis. */
export function bounded(text: string, limit: number): string {
  const masked = withoutCredentials(text.slice(0, limit + margin));
  if (masked.length <= limit) return masked;
  const cut = masked.slice(0, limit - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
