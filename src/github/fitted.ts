/**
 * Characters of a comment: "Body is too long (maximum is 65536 characters)". GitHub counts code points; we count UTF-16
 * units, which are never fewer.
 */
export const mostCharacters = 65_536;

/**
 * Markdown of at most `limit` characters. What is too long is cut at a line end; what is open there, a block of code or
 * something folded, is closed, and a sentence says that something is missing.
 */
export function fitted(
  markdown: string,
  limit: number,
): { readonly text: string; readonly shortened: boolean } {
  if (markdown.length <= limit) return { text: markdown, shortened: false };
  const room = limit - tail.length - closing;
  const lines = markdown.slice(0, room).split("\n");
  // The last line is a part of one, unless the text has no line end at all.
  if (lines.length > 1) lines.pop();
  const state = { fence: "", folded: 0 };
  let kept = "";
  for (const line of lines) {
    read(line, state);
    if (state.folded > mostFolded) break;
    kept += `${line}\n`;
  }
  if (/[\ud800-\udbff]\n$/.test(kept)) kept = `${kept.slice(0, -2)}\n`;
  const folded = Math.min(state.folded, mostFolded);
  const close = (state.fence === "" ? "" : `${state.fence}\n`) + "\n</details>".repeat(folded);
  return { text: `${kept}${close}${tail}`, shortened: true };
}

const tail = "\n\n*The rest does not fit into a comment; the job summary of the run has all of it.*\n";
const mostFolded = 16;
/** For a fence and all that is folded. */
const closing = 256 + mostFolded * "\n</details>".length;

function read(line: string, state: { fence: string; folded: number }): void {
  const [, ticks = ""] = /^ {0,3}(`{3,200}|~{3,200})/.exec(line) ?? [];
  if (state.fence !== "") {
    const ends = ticks[0] === state.fence[0] && ticks.length >= state.fence.length && line.trim() === ticks;
    if (ends) state.fence = "";
  } else if (ticks !== "") {
    state.fence = ticks;
  } else {
    state.folded += count(line, /<details\b/gi) - count(line, /<\/details>/gi);
    state.folded = Math.max(0, state.folded);
  }
}

function count(line: string, pattern: RegExp): number {
  return line.match(pattern)?.length ?? 0;
}
