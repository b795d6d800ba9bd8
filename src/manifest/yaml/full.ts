import { findForbiddenCharacters } from "./characters.ts";
import { compose } from "./composer.ts";
import { type ParsedDocument, parseExactly } from "./parser.ts";
import type { Place } from "./place.ts";
import type { Reading, SyntaxProblem, TextRange } from "./reading.ts";
import { loadedRecovery } from "./recovery.ts";
import { atOpening, follows, forgottenSeparator, rootCause } from "./root-cause.ts";
import { createSource, type Source } from "./source.ts";
import { SyntaxFault } from "./syntax-fault.ts";

export interface FullReading extends Reading {
  root: Place | undefined;
}

/** Reads any document with the place of each value; reports every error, and saves what can be read around it. */
export function readFully(text: string, range: TextRange): FullReading {
  const forbidden = findForbiddenCharacters(text, range);
  if (forbidden.length > 0)
    return { value: undefined, problems: forbidden, ambiguous: false, root: undefined };
  const source = createSource(text, range);
  const parsed = tryParse(source);
  return parsed instanceof SyntaxFault ? readBroken(source, parsed, text) : readValid(source, parsed, text);
}

function tryParse(source: Source): ParsedDocument | SyntaxFault {
  try {
    return parseExactly(source.text);
  } catch (error) {
    if (error instanceof SyntaxFault) return error;
    throw error;
  }
}

function readValid(source: Source, { root, end }: ParsedDocument, fileText: string): FullReading {
  const ignored = findIgnored(source, end);
  if (root === undefined) return { value: undefined, problems: ignored, ambiguous: false, root: undefined };
  const { value, place, problems, ambiguous, exhausted } = compose(root, source);
  const cause = forgottenSeparator(fileText, problems);
  if (cause) return unreadable([cause]);
  const sorted = [...problems, ...ignored].sort(byPosition);
  if (exhausted) return { value: undefined, problems: sorted, ambiguous, root: undefined };
  return { value, problems: sorted, ambiguous, root: place };
}

function byPosition(a: SyntaxProblem, b: SyntaxProblem): number {
  return a.range.start - b.range.start;
}

/** kubectl reads the first YAML document of each piece that it cuts at `---` lines, and drops the rest without a word. */
function findIgnored(source: Source, end: number): SyntaxProblem[] {
  const rest = /(?:[ \t\n]|#[^\n]*|(?:\.\.\.|---)(?=[ \t\n]))*/y;
  rest.lastIndex = end;
  rest.test(source.text);
  if (rest.lastIndex >= source.text.length) return [];
  return [
    {
      range: source.toFile({ start: rest.lastIndex, end: source.text.trimEnd().length }),
      code: "ignored-content",
      message: "kubectl ignores this text: the document has ended before it",
      help: "begin a new document with a --- line, or correct the indentation",
    },
  ];
}

/** kubectl's error first, then those that a forgiving parser finds on later lines, one a line. */
function readBroken(source: Source, fault: SyntaxFault, fileText: string): FullReading {
  const { code = "syntax", help, related } = fault.more;
  const { start } = fault.range;
  const cause = code === "syntax" ? rootCause(source.text, start) : undefined;
  if (cause) return unreadable([inFile(cause, source)]);
  const end = Math.max(fault.range.end, wordEnd(source.text, start));
  const first: SyntaxProblem = { range: source.toFile({ start, end }), code, message: fault.message };
  if (help !== undefined) first.help = help;
  if (related !== undefined) first.related = source.toFile(related);
  if (code === "too-deep") return unreadable([atOpening(first, fileText)]);
  const recover = loadedRecovery();
  if (recover === undefined) {
    return { ...unreadable([atOpening(first, fileText)]), recoverable: true };
  }
  const recovered = recover(source, fault.range);
  const later = recovered.problems.filter((problem) => !follows(first, problem));
  const problems = [atOpening(first, fileText), ...later];
  // A lone scalar is what is left of a document that could not be understood at all.
  if (recovered.root === undefined || recovered.root.kind === "scalar") {
    return unreadable(problems);
  }
  const { value, place, problems: found, ambiguous, exhausted } = compose(recovered.root, source);
  const duplicates = found.filter((problem) => problem.code === "duplicate-key");
  const all = [...problems, ...duplicates].sort(byPosition);
  if (exhausted) return { value: undefined, problems: all, ambiguous, root: undefined };
  return { value, problems: all, ambiguous, root: place };
}

function unreadable(problems: SyntaxProblem[]): FullReading {
  return { value: undefined, problems, ambiguous: false, root: undefined };
}

function inFile(problem: SyntaxProblem, source: Source): SyntaxProblem {
  const { range, related } = problem;
  return { ...problem, range: source.toFile(range), ...(related && { related: source.toFile(related) }) };
}

/** End of the word at an offset, to underline something of a place that is only a point. */
function wordEnd(text: string, start: number): number {
  const word = /[\w./-]*/y;
  word.lastIndex = start;
  word.test(text);
  return word.lastIndex;
}
