import type { Health } from "./health.ts";
import { kubectl } from "./kubectl.ts";
import { told } from "./told.ts";

/** A known cause of trouble: one row of a table. */
export interface Cause {
  /** Where the sign is found: in the code, and in the text beside it. */
  readonly sign?: RegExp;
  readonly saying?: RegExp;
  readonly health: "progressing" | "degraded" | "blocked";
  readonly reason: string;
  /** `$1` stands for the first group of `saying`. */
  readonly what: string;
  /** As `what`; `$(get pods)` stands for that command in the object's namespace, with `$name` for its name. */
  readonly help: string;
}

export interface Sign {
  readonly code: string;
  readonly text: string;
}

/** The first row of a table that fits; undefined where none does. */
export function causeOf(
  causes: readonly Cause[],
  sign: Sign,
  subject: { readonly namespace: string; readonly name: string },
): Health | undefined {
  for (const cause of causes) {
    if (cause.sign !== undefined && !cause.sign.test(sign.code)) continue;
    const match = cause.saying === undefined ? [] : cause.saying.exec(sign.text);
    if (match === null) continue;
    const filled = (text: string) =>
      text
        .replace(/\$\(([^)]*)\)/g, (_, words: string) => {
          const named = words.split(" ").map((word) => fill(word, match, subject.name));
          return `\`${kubectl(subject.namespace, ...named)}\``;
        })
        .replace(/\$(?:[12]|name)/g, (word) => told(fill(word, match, subject.name)));
    return {
      health: cause.health,
      reason: cause.reason,
      message: filled(cause.what),
      help: filled(cause.help),
    };
  }
  return undefined;
}

function fill(word: string, match: readonly (string | undefined)[], name: string): string {
  return word.replace(/\$(1|2|name)/g, (_, what: string) =>
    what === "name" ? name : (match[Number(what)] ?? ""),
  );
}
