import { bounded } from "../bounded.ts";

/** Text of a cluster inside a message of ours: on one line, without credentials, not longer than a few lines. */
export function told(text: string): string {
  return bounded(
    text
      .trim()
      .replace(/[\s.:]+$/, "")
      .replace(/\s+/g, " "),
    300,
  );
}
