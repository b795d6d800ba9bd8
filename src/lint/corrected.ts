import { fold, nearest } from "../nim/closest.ts";
import type { Path } from "../nim/value.ts";
import type { Fix } from "./finding.ts";
import { set, unsafe } from "./rule.ts";

/**
 * What to write in place of a value that is none of the allowed ones. The fix is safe only where nothing but case,
 * dashes and blanks differ, or where `alias` tells another name of the same thing; anything else is a guess.
 */
export function corrected(
  path: Path,
  written: string,
  allowed: readonly string[],
  alias?: string,
): { readonly help: string; readonly fix?: Fix } {
  if (alias !== undefined) return { help: `write ${alias}`, fix: set(path, alias) };
  const plain = fold(written.trim());
  const near = nearest(plain, allowed)?.candidate;
  if (near === undefined) return { help: `write one of ${allowed.join(", ")}` };
  const fix = set(path, near);
  return { help: `write ${near}`, fix: fold(near) === plain ? fix : unsafe(fix) };
}
