import { quoted } from "../../nim/quoted.ts";

/** What an ignore says: `RULE[, RULE…]: reason`. */
export interface IgnoreText {
  readonly rules: readonly string[];
  readonly reason: string;
}

/** What is wrong with it, and what to write. */
export interface IgnoreMistake {
  readonly message: string;
  readonly help: string;
}

export function isMistake(parsed: IgnoreText | IgnoreMistake): parsed is IgnoreMistake {
  return "message" in parsed;
}

/** Reads one ignore; `example` is the form that its mistakes are told to take. */
export function parseIgnore(text: string, example: string): IgnoreText | IgnoreMistake {
  const help = `write \`${example}\``;
  const colon = text.indexOf(":");
  const names = (colon === -1 ? text : text.slice(0, colon)).trim();
  const reason = colon === -1 ? "" : text.slice(colon + 1).trim();
  if (names === "") return { message: "this ignore names no rule", help };
  const rules = names.split(",").map((name) => name.trim());
  const odd = rules.find((name) => !ruleName.test(name));
  if (odd !== undefined && colon === -1)
    return { message: "this ignore has no colon between the rules and the reason", help };
  if (odd !== undefined) return { message: `this ignore names ${quoted(odd)}, which is no rule`, help };
  if (reason === "") return { message: "this ignore gives no reason", help };
  return { rules: [...new Set(rules)], reason };
}

const ruleName = /^[a-z0-9]+(-[a-z0-9]+)*$/;
