/** The line breaks of YAML 1.1, which kubectl's parser knows. */
const isBreak = /[\n\r\u0085\u2028\u2029]/;
const breakAt = /\r\n|[\n\r\u0085\u2028\u2029]/y;

/** Offset of the first character of the line; behind a byte order mark. */
export function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && !isBreak.test(text.charAt(at - 1))) at--;
  return at === 0 && text.charCodeAt(0) === 0xfeff && offset > 0 ? 1 : at;
}

/** Offset of the line's break, or of the text's end. */
export function lineEnd(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && !isBreak.test(text.charAt(at))) at++;
  return at;
}

/** The line break at an offset; empty where there is none. */
function breakOf(text: string, offset: number): string {
  breakAt.lastIndex = offset;
  return breakAt.exec(text)?.[0] ?? "";
}

/** The line break that a new line at `offset` is to have: that of the lines around it. */
export function breakNear(text: string, offset: number): string {
  return breakOf(text, lineEnd(text, offset)) || (/\r\n|[\n\r]/.exec(text)?.[0] ?? "\n");
}

/** Whether nothing but blanks and a comment stands in a stretch of a line that follows a value. */
export function isRestOfLine(stretch: string): boolean {
  return /^[ \t]*(?:[ \t]#.*)?$/s.test(stretch);
}

/** Offset of the next character that is no white space and in no comment. */
export function skipBlank(text: string, from: number): number {
  const blank = /(?:[\s\u0085]|#[^\n\r\u0085\u2028\u2029]*)*/y;
  blank.lastIndex = from;
  blank.test(text);
  return blank.lastIndex;
}

/**
 * The end of the comment lines right below a line that are indented deeper than `column`: they speak of what stands there.
 * `end` is the end of the line; so is the result.
 */
export function endOfDeeperComments(text: string, end: number, column: number): number {
  let last = end;
  for (;;) {
    const next = last + breakOf(text, last).length;
    if (next === last) return last;
    const stop = lineEnd(text, next);
    const indent = /^([ \t]*)#/.exec(text.slice(next, stop))?.[1];
    if (indent === undefined || indent.length <= column) return last;
    last = stop;
  }
}

/** The range of whole lines, from that of `start` to that which ends at `end`, with one line break. */
export function wholeLines(text: string, start: number, end: number): { start: number; end: number } {
  const from = lineStart(text, start);
  const broken = breakOf(text, end);
  if (broken !== "") return { start: from, end: end + broken.length };
  // The last line has none, so that of the line before it goes.
  const before = /(?:\r\n|[\n\r\u0085\u2028\u2029])$/.exec(text.slice(Math.max(0, from - 2), from));
  return { start: from - (before?.[0].length ?? 0), end };
}
