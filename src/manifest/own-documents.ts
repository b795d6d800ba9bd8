import { inventoryKind } from "../inventory/kind.ts";
import { nimKinds } from "../nim/schema/kinds.ts";
import { isMap, type ValueMap } from "../nim/value.ts";
import { nimGroup } from "./classify.ts";
import { headerOf } from "./companion.ts";
import type { CompanionLead } from "./companion-search.ts";
import { ManifestDocument, type SourceFile } from "./document.ts";
import { fileProblem, type SourceProblem, syntaxProblem } from "./source-problem.ts";
import { type DocumentRange, readDocument, splitDocuments } from "./yaml/index.ts";

/** A document that holds resources of ours, read once for all clusters. */
export interface OurDocument {
  readonly document: ManifestDocument;
  readonly value: ValueMap;
  readonly problems: readonly SourceProblem[];
}

/** What a file holds that matters to us. */
export interface OwnDocuments {
  readonly documents: OurDocument[];
  /** Of documents that could not be read as resources. */
  readonly problems: SourceProblem[];
  readonly leads: CompanionLead[];
  readonly recoverable: boolean;
}

/** Searching bytes is a hundred times cheaper than parsing them, and most files of a repository are not ours. */
export function mayBeOurs(bytes: Buffer): boolean {
  return (
    bytes.includes(nimGroup) ||
    bytes.includes(inventoryKind) ||
    (bytes.includes("NIM") && nimKinds.some((kind) => bytes.includes(kind)))
  );
}

/** Whether there can be any manifest at all. */
export function mayMatter(bytes: Buffer): boolean {
  return mayBeOurs(bytes) || bytes.includes("kind");
}

/** The group, or a kind that is ours or cannot be told from the text: escaped, tagged, an alias, a text of several lines. */
const ourText = /apps\.nvidia\.com\/|\bkind["']?\s*:\s*(?:["']?(?:NIM|GPU)|[!&*|>]|"[^"\n]*\\)/i;

const directive = /^%[A-Z]/m;

export function readOurs(file: SourceFile): OwnDocuments {
  const own: OwnDocuments = { documents: [], problems: [], leads: [], recoverable: false };
  // kubectl cuts at `---` first, so a directive stands alone and spoils the whole file.
  const directives: DocumentRange[] = [];
  let recoverable = false;
  for (const range of splitDocuments(file.text)) {
    const text = file.text.slice(range.start, range.end);
    if (couldBeOurs(text)) recoverable = readOne(file, range, text, own) || recoverable;
    else if (directive.test(text)) directives.push(range);
    else {
      const header = headerOf(text);
      if (header) own.leads.push({ path: file.path, range, ...header });
    }
  }
  if (own.documents.length > 0) {
    for (const range of directives) readOne(file, range, file.text.slice(range.start, range.end), own);
  }
  return { ...own, recoverable };
}

function couldBeOurs(text: string): boolean {
  return ourText.test(text) && !isForeign(text);
}

const topKind = /^kind[ \t]*:[ \t]*["']?(\w*)/gm;
/** Lines at the margin that may hold a kind in another way: flow style, quoted and explicit keys, properties, merges, items. */
const otherTop = /^(?:(?:---[ \t]*)?\uFEFF?["'?{[&*!]|<<|items\b)|\x85/m;
/** A block style map that begins at the margin, be it behind comments. */
const marginMap = /^\uFEFF?(?:---[ \t]*(?:#[^\n]*)?(?:\n|$))?(?:[ \t]*(?:#[^\n]*)?\r?\n)*[^\s#]/;

/** Whether it is certain without parsing that a document is of a kind that is neither ours nor a list. */
function isForeign(text: string): boolean {
  const kinds = [...text.matchAll(topKind)].map(([, kind = ""]) => kind);
  return (
    kinds.length > 0 &&
    kinds.every((kind) => !/^NIM|^GPU|List$|^$/i.test(kind)) &&
    marginMap.test(text) &&
    !otherTop.test(text)
  );
}

/** Adds what the document is; true when reading it again could tell more errors. */
function readOne(file: SourceFile, range: DocumentRange, text: string, own: OwnDocuments): boolean {
  const reading = readDocument(file.text, range);
  const unreadable = reading.problems.some(
    ({ code }) => code !== "duplicate-key" && code !== "ignored-content",
  );
  if (unreadable && !file.origin && isHelmTemplate(file.path, text)) {
    own.problems.push({
      ...fileProblem(
        "unrendered-template",
        file.path,
        "this is a template of a Helm chart, not a manifest",
        "render the chart: `helm template CHART | nimops lint -`",
      ),
      range: { start: range.start, end: range.start },
    });
    return false;
  }
  const problems = reading.problems.map((problem) => syntaxProblem(file, problem));
  if (unreadable || !isMap(reading.value)) own.problems.push(...problems);
  else {
    const document = new ManifestDocument(file, range, reading.ambiguous);
    own.documents.push({ document, value: reading.value, problems });
  }
  return reading.recoverable === true;
}

function isHelmTemplate(path: string, text: string): boolean {
  return text.includes("{{") && /(^|\/)templates\//.test(path);
}
