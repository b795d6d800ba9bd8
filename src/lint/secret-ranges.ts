import type { SourceFile } from "../manifest/document.ts";
import { placesOf, readDocument, splitDocuments, type TextRange } from "../manifest/yaml/index.ts";
import { credentialsIn } from "../nim/credential.ts";
import { isReference, isSecretName, mayNameSecret } from "../nim/secret-variable.ts";
import { isMap, type Path, type Value } from "../nim/value.ts";

/**
 * The parts of a file that no report may show, in order, none inside of another: documents and items of the kind
 * Secret, values under names that say that they are secrets, and what looks like a credential. Where a document has
 * errors, whatever stands near such a name.
 */
export function secretRanges(file: SourceFile): readonly TextRange[] {
  let ranges = known.get(file);
  if (!ranges) {
    ranges = merged([...credentialsIn(file.text), ...namedSecrets(file.text)]);
    known.set(file, ranges);
  }
  return ranges;
}

/** Whether a range holds a part of a secret. */
export function touchesSecret(file: SourceFile, { start, end }: TextRange): boolean {
  const ranges = secretRanges(file);
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const next = ranges[low];
  return next !== undefined && next.start < Math.max(end, start + 1);
}

const known = new WeakMap<SourceFile, readonly TextRange[]>();

/** Of texts that stand elsewhere because of an anchor, so many are looked for in a document; with more, it is hidden. */
const mostAliases = 50;

const secretKind = /\bkind["']?\s*:\s*["']?Secret\b/;

function namedSecrets(text: string): TextRange[] {
  if (!mayNameSecret(text)) return [];
  return splitDocuments(text).flatMap((range) => {
    const written = text.slice(range.start, range.end);
    return mayNameSecret(written) ? secretsOf(text, range, written) : [];
  });
}

function secretsOf(text: string, range: TextRange, written: string): TextRange[] {
  const { value, problems } = readDocument(text, range);
  const broken = !isMap(value) || problems.length > 0;
  if (broken && secretKind.test(written)) return [range];
  const found = broken ? nearNames(written, range.start) : [];
  const paths = secretPaths(value);
  if (paths.length === 0) return found;
  if (paths.some((path) => path.length === 0)) return [range];
  const places = placesOf(text, range);
  const elsewhere = new Set<string>();
  for (const path of paths) {
    const place = places.valueOf(path);
    if (!place) return [range];
    found.push(place);
    const source = places.scalarAt(path)?.source;
    if (source !== undefined && source !== text.slice(place.start, place.end)) elsewhere.add(source);
  }
  if (elsewhere.size > mostAliases) return [range];
  return [...found, ...[...elsewhere].flatMap((source) => occurrences(written, source, range.start))];
}

/** An empty path stands for the whole document. */
function secretPaths(root: Value | undefined): Path[] {
  const found: Path[] = [];
  const visit = (value: Value | undefined, path: Path): void => {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, [...path, index]);
    } else if (isMap(value)) {
      if (value.kind === "Secret") {
        found.push(path);
        return;
      }
      for (const key of secretKeys(value)) found.push([...path, key]);
      for (const [key, item] of Object.entries(value)) visit(item, [...path, key]);
    }
  };
  visit(root, []);
  return found;
}

/** `name` and `value` of an environment variable, `envName` and `envValue` of a pipeline's, and keys that are such names. */
function secretKeys(map: { readonly [key: string]: Value }): string[] {
  const keys = Object.keys(map).filter((key) => isSecretName(key));
  for (const [name, value] of [
    ["name", "value"],
    ["envName", "envValue"],
  ] as const) {
    const named = Object.hasOwn(map, name) ? map[name] : undefined;
    if (typeof named === "string" && isSecretName(named) && Object.hasOwn(map, value)) keys.push(value);
  }
  return keys.filter((key) => isSecretValue(map[key]));
}

function isSecretValue(value: Value | undefined): boolean {
  if (typeof value === "string") return value.trim() !== "" && !isReference(value);
  return typeof value === "number" || typeof value === "bigint";
}

/** In text that cannot be read: the entry that a secret name belongs to, from its dash to where the next begins. */
function nearNames(written: string, offset: number): TextRange[] {
  const lines = linesOf(written);
  const found: TextRange[] = [];
  let hidden = -1;
  for (const [index, line] of lines.entries()) {
    if (index <= hidden || !mayNameSecret(line.text)) continue;
    const first = startOfEntry(lines, index);
    hidden = endOfEntry(lines, index, first.indent);
    found.push({ start: offset + first.start, end: offset + (lines[hidden] ?? line).end });
  }
  return found;
}

interface Line {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly indent: number;
}

/** The value may stand above the name, and be a key of many lines. */
const mostLinesAbove = 100;

function startOfEntry(lines: readonly Line[], index: number): Line {
  const named = lines[index] ?? { text: "", start: 0, end: 0, indent: 0 };
  for (let above = index; above >= 0 && index - above < mostLinesAbove; above--) {
    const line = lines[above];
    if (line === undefined || line.text.trim() === "") continue;
    const isDash = line.text.trimStart().startsWith("-");
    if (isDash && (above === index || line.indent < named.indent)) return line;
    if (line.indent < named.indent) break;
  }
  return named;
}

/** At least one line below belongs to it, whatever its indentation: that may be what is wrong. */
function endOfEntry(lines: readonly Line[], index: number, indent: number): number {
  let last = Math.min(index + 1, lines.length - 1);
  for (let below = last + 1; below < lines.length; below++) {
    const line = lines[below];
    if (line && line.text.trim() !== "" && line.indent <= indent) break;
    last = below;
  }
  return last;
}

function linesOf(text: string): Line[] {
  let start = 0;
  return text.split("\n").map((line) => {
    const from = start;
    start += line.length + 1;
    return {
      text: line,
      start: from,
      end: from + line.length,
      indent: line.length - line.trimStart().length,
    };
  });
}

function occurrences(written: string, source: string, offset: number): TextRange[] {
  const found: TextRange[] = [];
  if (source === "") return found;
  for (let at = written.indexOf(source); at !== -1; at = written.indexOf(source, at + source.length)) {
    found.push({ start: offset + at, end: offset + at + source.length });
  }
  return found;
}

function merged(ranges: readonly TextRange[]): TextRange[] {
  const result: TextRange[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else if (end > start) result.push({ start, end });
  }
  return result;
}
