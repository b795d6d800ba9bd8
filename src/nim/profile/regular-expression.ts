import { RE2JS } from "re2js";

/**
 * Whether a Go regular expression (RE2) finds something in a text. One that Go does not compile finds nothing, such as
 * every one with a lookaround or a back reference. Source: k8s-nim-operator nimparser.go, which drops the error.
 */
export function foundByGo(pattern: string, text: string): boolean {
  return compiled(pattern)?.matcher(text).find() === true;
}

/** Whether Go compiles it. */
export function isGoExpression(pattern: string): boolean {
  return compiled(pattern) !== null;
}

function compiled(pattern: string): RE2JS | null {
  let expression = known.get(pattern);
  if (expression === undefined) {
    expression = compile(pattern);
    if (known.size >= 1000) known.clear();
    known.set(pattern, expression);
  }
  return expression;
}

const known = new Map<string, RE2JS | null>();

/** Profiles name GPUs in less than a hundred characters; the limit is there for what was written to do harm. */
const longestPattern = 10_000;

function compile(pattern: string): RE2JS | null {
  if (pattern.length > longestPattern) return null;
  try {
    return RE2JS.compile(pattern);
  } catch {
    return null;
  }
}
