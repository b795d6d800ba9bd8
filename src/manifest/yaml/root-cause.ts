import type { SyntaxProblem } from "./reading.ts";

/** What a text of errors really suffers from, where that is plain to see; `at` is where reading it ended. Offsets are of the text. */
export function rootCause(text: string, at: number): SyntaxProblem | undefined {
  return mergeConflict(text) ?? unclosedQuote(text, at);
}

/** A forgotten `---` makes one map of two manifests, in which each key of the second stands twice. */
export function forgottenSeparator(
  text: string,
  problems: readonly SyntaxProblem[],
): SyntaxProblem | undefined {
  const twice = problems.filter(
    ({ code, range }) => code === "duplicate-key" && isAtMargin(text, range.start),
  );
  const key = (name: string) => twice.find(({ range }) => text.startsWith(name, range.start));
  const second = key("apiVersion");
  if (!second || !key("kind")) return undefined;
  const first = twice.reduce((earliest, problem) =>
    problem.range.start < earliest.range.start ? problem : earliest,
  );
  return {
    range: first.range,
    code: "syntax",
    message: "a second manifest begins here, without a line `---` before it",
    help: "write `---` on a line of its own above",
  };
}

/** Whether a later problem says no more than the first: its layout, or the end of the same quote. */
export function follows(first: SyntaxProblem, later: SyntaxProblem): boolean {
  if (isLayout(first)) return isLayout(later);
  return /^the closing ["']/.test(first.message) && /^the closing quote/.test(later.message);
}

/** An unclosed bracket is the mistake; where something else was expected is only where it shows. */
export function atOpening(problem: SyntaxProblem, fileText: string): SyntaxProblem {
  const { help = "", range, related } = problem;
  const bracket = /^close the ([[{])/.exec(help)?.[1];
  if (bracket === undefined || related === undefined) return problem;
  if (!fileText.slice(related.start, range.start).includes("\n")) return problem;
  return { ...problem, range: related, related: range, message: `this ${bracket} is not closed` };
}

/** Whether a problem is only what an earlier one of the layout leads to. */
function isLayout({ message }: Pick<SyntaxProblem, "message">): boolean {
  return /indentation|is expected here|cannot begin here|on one line, with its colon|":" after this key/.test(
    message,
  );
}

function mergeConflict(text: string): SyntaxProblem | undefined {
  const marker = /^<{7} .*$/m.exec(text);
  if (!marker || !/^={7}$/m.test(text)) return undefined;
  return {
    range: { start: marker.index, end: marker.index + marker[0].length },
    code: "syntax",
    message: "a merge conflict is not resolved",
    help: "keep one side, and remove the lines with <<<<<<<, ======= and >>>>>>>",
  };
}

const quotedValue = /^([ \t]*(?:-[ \t]+)*(?:[^\s#"'[{][^\n#"'[{]*:[ \t]+)?)(["'])([^\n]*)$/gm;

/** The nearest value before the error whose quote does not close on its line: it swallowed the lines up to there. */
function unclosedQuote(text: string, at: number): SyntaxProblem | undefined {
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  let found: SyntaxProblem | undefined;
  for (const match of text.slice(0, at).matchAll(quotedValue)) {
    const [, before = "", quote = "", rest = ""] = match;
    const start = match.index + before.length;
    // On the line of the error, it is the quote that ended the text which was meant to end long before.
    if (match.index >= lineStart && (found !== undefined || start === at)) continue;
    if (closes(quote, rest)) {
      found = undefined;
      continue;
    }
    found = {
      range: { start, end: start + 1 + rest.trimEnd().length },
      code: "syntax",
      message: `the ${quote} that begins this text is not closed`,
      help: `end the text with ${quote} on the same line`,
      related: { start: at, end: at + 1 },
    };
  }
  return found;
}

function closes(quote: string, rest: string): boolean {
  const plain = quote === '"' ? rest.replace(/\\./g, "") : rest.replaceAll("''", "");
  return plain.includes(quote);
}

function isAtMargin(text: string, offset: number): boolean {
  return offset === 0 || text[offset - 1] === "\n";
}
