import { LineCounter, parseDocument } from "yaml";
import { UserError } from "../../../user-error.ts";
import { bounded } from "../../bounded.ts";
import type { Path } from "../../value.ts";

/** A mistake in the text of a lock file, with the place of what is wrong; where the text is no JSON at all, of that. */
export function lockMistake(
  text: string,
  file: string,
  path: Path,
  message: string,
  help: string,
): UserError {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    schema: "json",
    version: "1.2",
    logLevel: "silent",
  });
  const [fault] = document.errors;
  const offset = fault?.pos[0] ?? offsetOf(document, path);
  const { line, col } = lines.linePos(offset);
  const told =
    fault === undefined
      ? message
      : `${message}: ${bounded(fault.message.split(/ at line \d+/)[0] ?? "", 200)}`;
  return new UserError(`${file}:${line}:${col}: ${told}`, { help });
}

/** Where the value at a path begins, or the nearest thing above it that is there. */
function offsetOf(document: { getIn(path: Path, keepScalar: true): unknown }, path: Path): number {
  for (let near = path; ; near = near.slice(0, -1)) {
    const node = document.getIn(near, true);
    if (typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range)) {
      return Number(node.range[0]);
    }
    if (near.length === 0) return 0;
  }
}
