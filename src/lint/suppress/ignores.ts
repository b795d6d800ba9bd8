import { ManifestDocument, type SourceFile } from "../../manifest/document.ts";
import type { Loaded } from "../../manifest/load.ts";
import type { Resource } from "../../manifest/resource.ts";
import type { Position, TextRange } from "../../manifest/yaml/index.ts";
import { closest } from "../../nim/closest.ts";
import { quoted } from "../../nim/quoted.ts";
import { valueAt } from "../../nim/value.ts";
import type { Location, ObjectName } from "../finding.ts";
import type { Rule } from "../rule.ts";
import { type Comment, commentsOf } from "./comments.ts";
import { isMistake, parseIgnore } from "./ignore-text.ts";
import { resourcesByDocument, resourcesOf } from "./loaded-resources.ts";

const ignoreWord = "nimops-ignore";
const ignoreAnnotation = "nimops.dev/ignore";

/** One rule that a comment or an annotation silences at one place. */
export interface Ignore {
  readonly rule: Rule;
  /** Where an author finds the ignore itself. */
  readonly place: Location;
  /** The findings that begin in here are meant. */
  readonly scope: Scope;
  /** The path by which clusters claim the file. */
  readonly covered: string;
  /** Of an annotation. */
  readonly object: ObjectName | undefined;
}

/** A stretch of a file, or of what was rendered. */
export interface Scope {
  readonly file: string;
  readonly start: Position;
  /** Exclusive; undefined to the end of the file. */
  readonly end: Position | undefined;
}

/** An ignore that cannot be taken as one, or a rule in it. */
export interface BadIgnore {
  readonly message: string;
  readonly help: string;
  readonly place: Location;
  readonly object: ObjectName | undefined;
}

export interface Ignores {
  readonly ignores: readonly Ignore[];
  readonly bad: readonly BadIgnore[];
}

/** Rules about ignores themselves, which no ignore can silence. */
const ignoreRules: ReadonlySet<string> = new Set(["bad-ignore", "unused-ignore"]);

/** Of one file: after so many, nobody reads on. */
const mostMistakes = 100;

/** What the files themselves say is not to be reported. */
export function readIgnores(loaded: Loaded, rules: readonly Rule[]): Ignores {
  const ignores: Ignore[] = [];
  const bad: BadIgnore[] = [];
  const rulesById = new Map(rules.map((rule) => [rule.id, rule]));
  const mistakes = new Map<string, number>();
  const report = (mistake: BadIgnore) => {
    bad.push(mistake);
    mistakes.set(mistake.place.file, (mistakes.get(mistake.place.file) ?? 0) + 1);
  };
  for (const { said, example, ...where } of [...commented(loaded), ...annotated(loaded)]) {
    if ((mistakes.get(where.place.file) ?? 0) >= mostMistakes) continue;
    const parsed = parseIgnore(said, example);
    if (isMistake(parsed)) {
      report({ ...parsed, ...where });
      continue;
    }
    for (const id of parsed.rules) {
      const rule = rulesById.get(id);
      const mistake = mistakeOf(id, rule, rulesById);
      if (mistake) report({ ...mistake, ...where });
      else if (rule) ignores.push({ rule, ...where });
    }
  }
  return { ignores, bad };
}

export function isWithin(place: { readonly file: string; readonly start: Position }, scope: Scope): boolean {
  if (place.file !== scope.file || isBefore(place.start, scope.start)) return false;
  return scope.end === undefined || isBefore(place.start, scope.end);
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}

function mistakeOf(id: string, rule: Rule | undefined, known: ReadonlyMap<string, Rule>) {
  if (rule === undefined) {
    const meant = closest(id, known.keys());
    const help = meant === undefined ? "`nimops rules` lists them" : `did you mean ${meant}?`;
    return { message: `this ignore names ${quoted(id)}, which is no rule`, help };
  }
  if (ignoreRules.has(id)) {
    return {
      message: `${id} cannot be ignored by another ignore`,
      help: "correct or remove the ignore that it is about",
    };
  }
  if (rule.enforcedBy === "parser") {
    return {
      message: `${id} cannot be ignored here: what cannot be read is not judged at all`,
      help: "correct the text; a baseline can hold it until then",
    };
  }
  return undefined;
}

interface Said {
  readonly said: string;
  /** What a correct ignore of its kind looks like. */
  readonly example: string;
  readonly place: Location;
  readonly scope: Scope;
  readonly covered: string;
  readonly object: ObjectName | undefined;
}

function* commented(loaded: Loaded): Generator<Said> {
  const inDocument = resourcesByDocument(loaded);
  for (const file of filesOf(loaded)) {
    if (!file.text.includes(ignoreWord)) continue;
    const scopeOf = scopesIn(file, (start) => inDocument(file.path, start));
    for (const comment of commentsOf(file.text, ignoreWord)) {
      const source = file.origin?.placeOfText(file, comment.range) ?? { file, range: comment.range };
      yield {
        said: comment.text,
        example: `# ${ignoreWord} RULE: reason`,
        place: locationOf(source.file, source.range),
        scope: scopeOf(comment),
        covered: coveredBy(file),
        object: undefined,
      };
    }
  }
}

/** What was rendered may keep comments of a template that cannot be read itself. */
function filesOf(loaded: Loaded): Iterable<SourceFile> {
  const files = new Map(loaded.files);
  for (const { document } of resourcesOf(loaded)) {
    if (document.file.origin) files.set(document.file.path, document.file);
  }
  return files.values();
}

function coveredBy(file: SourceFile): string {
  return file.origin?.covered ?? file.path;
}

/** A comment at the head of a document or of an item of a List means all of it, any other its line. */
function scopesIn(
  file: SourceFile,
  resourcesAt: (document: number) => readonly Resource[],
): (comment: Comment) => Scope {
  const heads = new Map<TextRange, Map<number, Scope>>();
  return ({ target, document }) => {
    const { line } = file.position(target);
    let known = document && heads.get(document);
    if (document && !known) {
      known = headsOf(file, document, resourcesAt(document.start));
      heads.set(document, known);
    }
    const ownLine = { file: file.path, start: { line, column: 1 }, end: { line: line + 1, column: 1 } };
    return known?.get(line) ?? ownLine;
  };
}

const headKeys = ["apiVersion", "kind", "metadata"];

/** The lines that stand for more than themselves. */
function headsOf(file: SourceFile, range: TextRange, resources: readonly Resource[]): Map<number, Scope> {
  const heads = new Map<number, Scope>();
  const lineOf = (offset: number) => file.position(offset).line;
  for (const resource of resources) {
    const { document, place } = resource;
    const scope = scopeOfResource(resource);
    for (const key of headKeys) {
      const found = document.places.keyOf(place([key]));
      if (found) heads.set(lineOf(found.start), scope);
    }
  }
  const whole = scopeOf(file, range);
  const { places } = new ManifestDocument(file, range, false);
  heads.set(lineOf(range.start), whole);
  heads.set(lineOf(contentStart(file.text, range)), whole);
  for (const key of headKeys) {
    const found = places.keyOf([key]);
    if (found) heads.set(lineOf(found.start), whole);
  }
  return heads;
}

/** Behind the `---` line, blanks and comments. */
function contentStart(text: string, { start, end }: TextRange): number {
  const nothing = /\uFEFF?(?:---(?=\s))?(?:\s+|#[^\r\n]*)*/y;
  nothing.lastIndex = start;
  nothing.test(text);
  return Math.min(nothing.lastIndex, end);
}

function* annotated(loaded: Loaded): Generator<Said> {
  // A resource that goes to two clusters is loaded twice.
  const seen = new Set<string>();
  for (const resource of resourcesOf(loaded)) {
    const path = ["metadata", "annotations", ignoreAnnotation];
    const value = valueAt(resource.written, path);
    if (typeof value !== "string") continue;
    const { kind, namespace, name, document, place } = resource;
    const key = JSON.stringify([document.file.path, document.range.start, place([])]);
    if (seen.has(key)) continue;
    seen.add(key);
    const source = document.sourceOf(place(path), false);
    const shared = {
      example: `${ignoreAnnotation}: "RULE: reason; RULE: reason"`,
      place: locationOf(source.file, source.range),
      scope: scopeOfResource(resource),
      covered: coveredBy(document.file),
      object: { kind, namespace, name },
    };
    const parts = value.split(/[;\n]/).filter((part) => part.trim() !== "");
    for (const said of parts.length === 0 ? [""] : parts) yield { said, ...shared };
  }
}

function scopeOfResource({ document, place }: Resource): Scope {
  const base = place([]);
  const item = base.length === 0 ? undefined : document.places.valueOf(base);
  // An empty value at the very end of an item is a place of it, too.
  return scopeOf(document.file, item ? { start: item.start, end: item.end + 1 } : document.range);
}

function scopeOf(file: SourceFile, { start, end }: TextRange): Scope {
  return {
    file: file.path,
    start: file.position(start),
    end: end < file.text.length ? file.position(end) : undefined,
  };
}

function locationOf(file: SourceFile, { start, end }: TextRange): Location {
  return { file: file.path, start: file.position(start), end: file.position(end) };
}
