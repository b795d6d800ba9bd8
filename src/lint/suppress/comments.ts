import { readDocument, splitDocuments, type TextRange } from "../../manifest/yaml/index.ts";
import { scan } from "../../manifest/yaml/scanner.ts";
import { createSource } from "../../manifest/yaml/source.ts";

/** A comment of a file, and what it stands at. */
export interface Comment {
  /** From its `#` to its last character that is no blank. */
  readonly range: TextRange;
  /** What follows its first word. */
  readonly text: string;
  /** Where the content stands that it speaks of: before it on its line, else the next that is neither blank nor comment. */
  readonly target: number;
  /** The document of that content; undefined where none follows. */
  readonly document: TextRange | undefined;
}

/**
 * The comments of a YAML file whose first word is `word`. What looks like one inside of a quoted, plain or block scalar
 * is none: the tokens of the reader tell. Comments of, or at, documents that cannot be read are left out.
 */
export function commentsOf(text: string, word: string): Comment[] {
  const candidates = candidatesOf(text, word);
  if (candidates.length === 0) return [];
  const documents = splitDocuments(text);
  const scalars = new Map<TextRange, readonly TextRange[] | undefined>();
  const scalarsIn = (document: TextRange) => {
    if (!scalars.has(document)) scalars.set(document, scalarsOf(text, document));
    return scalars.get(document);
  };
  return candidates.flatMap(({ alone, ...candidate }) => {
    const { start } = candidate.range;
    // Comments before the first `---` are in no document.
    const own = rangeAt(documents, start);
    const notComments = own && scalarsIn(own);
    if (own && (notComments === undefined || rangeAt(notComments, start))) return [];
    const document = alone ? rangeAt(documents, candidate.target) : own;
    if (document && scalarsIn(document) === undefined) return [];
    return [{ ...candidate, document }];
  });
}

/** The one of sorted ranges that an offset is in. */
function rangeAt(ranges: readonly TextRange[], offset: number): TextRange | undefined {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const range = ranges[low];
  return range && range.start <= offset ? range : undefined;
}

interface Candidate {
  readonly range: TextRange;
  readonly text: string;
  readonly target: number;
  /** Nothing but blanks stands before it on its line. */
  readonly alone: boolean;
}

/** From the last to the first, so that a stack of comments looks for its target once. */
function candidatesOf(text: string, word: string): Candidate[] {
  const found: Candidate[] = [];
  for (const { start, textStart, end, alone } of lookAlikes(text, word).reverse()) {
    const below = found.at(-1);
    const target = alone ? contentAfter(text, end, below) : start;
    const content = text.slice(textStart, end).trimEnd();
    found.push({ range: { start, end: textStart + content.length }, text: content, target, alone });
  }
  return found.reverse();
}

function lookAlikes(text: string, word: string) {
  const found: { start: number; textStart: number; end: number; alone: boolean }[] = [];
  for (let at = text.indexOf(word); at !== -1; ) {
    const textStart = at + word.length;
    const start = hashBefore(text, at);
    // `nimops-ignored` is another word.
    if (start === undefined || /[\w-]/.test(text.charAt(textStart))) {
      at = text.indexOf(word, textStart);
      continue;
    }
    const end = lineEnd(text, textStart);
    const before = blanksBefore(text, start);
    found.push({ start, textStart, end, alone: before === 0 || isBreakOrMark(text.charAt(before - 1)) });
    at = text.indexOf(word, end);
  }
  return found;
}

/** The first of the `#` before a word, where a comment may begin there. */
function hashBefore(text: string, at: number): number | undefined {
  let start = blanksBefore(text, at);
  const end = start;
  while (text.charAt(start - 1) === "#") start--;
  if (start === end) return undefined;
  const before = text.charAt(start - 1);
  return before === "" || isBlank(before) || isBreakOrMark(before) ? start : undefined;
}

function blanksBefore(text: string, at: number): number {
  let start = at;
  while (isBlank(text.charAt(start - 1))) start--;
  return start;
}

function isBlank(character: string): boolean {
  return character === " " || character === "\t";
}

function isBreakOrMark(character: string): boolean {
  return character === "\n" || character === "\r" || character === "\uFEFF";
}

/** The next content, as far as the comment below, which knows the rest of the way. */
function contentAfter(text: string, from: number, below: Candidate | undefined): number {
  for (let at = from; ; at = lineEnd(text, at)) {
    while (/\s/.test(text.charAt(at))) at++;
    if (below?.alone && at === below.range.start) return below.target;
    if (text.charAt(at) !== "#") return at;
  }
}

function lineEnd(text: string, from: number): number {
  const lineBreak = /[\r\n]/g;
  lineBreak.lastIndex = from;
  return lineBreak.exec(text)?.index ?? text.length;
}

/** Where no comment can be; undefined where the document cannot be read. */
function scalarsOf(text: string, document: TextRange): TextRange[] | undefined {
  const { problems } = readDocument(text, document);
  if (problems.some(({ code }) => code !== "duplicate-key" && code !== "ignored-content")) return undefined;
  const source = createSource(text, document);
  const scalars: TextRange[] = [];
  for (const token of scan(source.text)) {
    // JSON that is no YAML, such as with tabs: it has no comments.
    if (token.type === "fault") return [document];
    if (token.type !== "scalar") continue;
    const isBlock = token.style === "literal" || token.style === "folded";
    // The line of the `|` may end with a comment.
    const start = isBlock ? source.text.indexOf("\n", token.start) : token.start;
    scalars.push(source.toFile({ start, end: Math.max(start, token.end) }));
  }
  return scalars;
}
