import type { TextRange } from "./reading.ts";

export interface DocumentRange extends TextRange {
  /** Number of the document among those of its file that are not empty, from 0. */
  index: number;
}

/**
 * The documents of a file, in order; those with only comments and blanks are left out.
 *
 * A document begins with its `---` line and ends before the next one. kubectl splits at the same lines, before it
 * parses anything (apimachinery pkg/util/yaml decoder.go); where something but a comment follows the marker
 * (`--- {a: 1}`), it belongs to the new document, as YAML says.
 */
export function splitDocuments(text: string): DocumentRange[] {
  const documents: DocumentRange[] = [];
  let start = 0;
  let from = text.startsWith("---") ? 3 : 0;
  while (start < text.length) {
    const end = nextMarker(text, from);
    if (hasContent(text, start, end)) documents.push({ index: documents.length, start, end });
    start = end;
    from = end + 3;
  }
  return documents;
}

/** Offset of the next line that begins a document; the text's length where there is none. */
function nextMarker(text: string, from: number): number {
  for (let at = text.indexOf("\n---", from); at !== -1; at = text.indexOf("\n---", at + 4)) {
    if (endsMarker(text.charCodeAt(at + 4))) return at + 1;
  }
  return text.length;
}

/** Blank, line break or (NaN) the end of the text. */
function endsMarker(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d || Number.isNaN(code);
}

function hasContent(text: string, start: number, end: number): boolean {
  let at = start;
  if (text.startsWith("---", at) && endsMarker(text.charCodeAt(at + 3))) at += 3;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d || code === 0xfeff) at++;
    else if (code === 0x23) at = lineEnd(text, at);
    else if (code === 0x2e && isDocumentEnd(text, at)) at += 3;
    else return true;
  }
  return false;
}

function lineEnd(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  return at === -1 ? text.length : at;
}

/** A `...` line, which ends a document. */
function isDocumentEnd(text: string, at: number): boolean {
  return (
    text.startsWith("...", at) && text.charCodeAt(at - 1) === 0x0a && endsMarker(text.charCodeAt(at + 3))
  );
}
