import { closest } from "../nim/closest.ts";

/** With more candidates each search would cost too much; whoever has so many names rarely types them. */
const mostCandidates = 200;

/**
 * The name of an object that was probably meant. Numbers must be equal: `llama-70b` is no slip of the pen for
 * `llama-8b`, but another model.
 */
export function nearName(written: string, names: Iterable<string>): string | undefined {
  const candidates: string[] = [];
  let count = 0;
  for (const name of names) {
    if (++count > mostCandidates) return undefined;
    if (digitsOf(name) === digitsOf(written)) candidates.push(name);
  }
  return closest(written, candidates);
}

function digitsOf(name: string): string {
  return name.replace(/[^0-9]+/g, "");
}
