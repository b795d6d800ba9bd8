import type { TextRange } from "./reading.ts";

/** One document's text with every line break as \n, and the way back to the offsets of its file. */
export interface Source {
  text: string;
  toFile(range: TextRange): TextRange;
}

/**
 * Takes the `---` line (where it has no content) and byte order marks from the front. Line breaks are those of YAML 1.1,
 * which kubectl's parser knows: \r\n, \r, \n and the three of Unicode (go.yaml.in/yaml v2 yamlprivateh.go is_break).
 */
export function createSource(fileText: string, range: TextRange): Source {
  let start = range.start;
  const marker = /\uFEFF?---[ \t]*(?:(?<=[ \t])#[^\n]*)?(?:\r?\n|$)/y;
  marker.lastIndex = start;
  if (marker.test(fileText) && marker.lastIndex <= range.end) start = marker.lastIndex;
  while (fileText.charCodeAt(start) === 0xfeff && start < range.end) start++;
  const written = fileText.slice(start, range.end);
  // kubectl reads line by line, and ends the last line where the file does not.
  const text = written.endsWith("\n") ? written : `${written}\n`;
  if (!/[\r\u0085\u2028\u2029]/.test(text)) {
    return { text, toFile: fileRanges((offset) => start + offset, range.end) };
  }
  // Offsets, in the text without them, of the line feeds that took the place of \r\n.
  const pairs: number[] = [];
  const normalized = text.replace(/\r\n|[\r\u0085\u2028\u2029]/g, (found, offset: number) => {
    if (found.length === 2) pairs.push(offset - pairs.length);
    return "\n";
  });
  return {
    text: normalized,
    toFile: fileRanges((offset) => start + offset + countBelow(pairs, offset), range.end),
  };
}

function fileRanges(toFile: (offset: number) => number, last: number): Source["toFile"] {
  return ({ start, end }) => ({ start: Math.min(toFile(start), last), end: Math.min(toFile(end), last) });
}

function countBelow(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
