import type { Location } from "../lint/finding.ts";
import type { NotFixed } from "../lint/fix/fix-files.ts";
import { logLine, printable } from "../report/printable.ts";

/** Why fixes were not applied, one line each; of many only the first. */
export function notFixedLines(all: readonly NotFixed[]): string[] {
  const told = all.slice(0, mostTold).map(({ finding, reason, brings }) => {
    const why =
      reason === "not-editable"
        ? "an anchor, an alias, a merge key or a tag is in the way"
        : brings === undefined
          ? "it and others undo each other"
          : `it would bring ${brings.rule} at ${placeOf(brings.location)}`;
    return logLine(`nimops: not fixed: ${finding.rule} at ${placeOf(finding.location)}: ${why}`);
  });
  const more = all.length - told.length;
  return more === 0 ? told : [...told, `nimops: and ${more} more`];
}

const mostTold = 10;

function placeOf({ file, start }: Location): string {
  return printable(`${file}:${start.line}`);
}
