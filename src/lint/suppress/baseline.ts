import { UserError } from "../../user-error.ts";
import type { Finding } from "../finding.ts";
import { contentFingerprintOf } from "../fingerprint.ts";

/** How often a finding was there when the baseline was written: file, rule, fingerprint, count. */
export type Baseline = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, number>>>;

/** Turns the path of a file into one that is the same from wherever nimops runs. */
export type FromRoot = (path: string) => string;

export function baselineOf(findings: readonly Finding[], fromRoot: FromRoot): Baseline {
  const files = new Map<string, Map<string, Map<string, number>>>();
  for (const finding of findings) {
    const rules = within(
      files,
      fromRoot(finding.location.file),
      () => new Map<string, Map<string, number>>(),
    );
    const counts = within(rules, finding.rule, () => new Map<string, number>());
    const fingerprint = contentFingerprintOf(finding);
    counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1);
  }
  return files;
}

function within<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** The same findings always give the same bytes, one line for each, so that a diff shows what came and went. */
export function formatBaseline(baseline: Baseline): string {
  const files = sorted(baseline).map(([file, rules]) => {
    const lines = sorted(rules).map(([rule, counts]) => {
      const entries = sorted(counts).map(([fingerprint, count]) => `        "${fingerprint}": ${count}`);
      return `      ${JSON.stringify(rule)}: {\n${entries.join(",\n")}\n      }`;
    });
    return `    ${JSON.stringify(file)}: {\n${lines.join(",\n")}\n    }`;
  });
  const body = files.length === 0 ? "{}" : `{\n${files.join(",\n")}\n  }`;
  return `{\n  "version": 1,\n  "files": ${body}\n}\n`;
}

function sorted<V>(map: ReadonlyMap<string, V>): [string, V][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** @throws UserError where the text is no baseline; `path` is what people see. */
export function parseBaseline(text: string, path: string): Baseline {
  const baseline = parsed(text);
  const { version, files } = isRecord(baseline) ? baseline : {};
  if (typeof version === "number" && version !== 1) {
    throw new UserError(`the baseline ${path} has version ${version}, which this nimops does not know`, {
      help: "use the nimops that wrote it, or write it anew with --write-baseline",
    });
  }
  const wrong = () =>
    new UserError(`${path} is no baseline of nimops`, {
      help: "write one with --write-baseline; after a merge conflict, too",
    });
  if (version !== 1 || !isRecord(files)) throw wrong();
  const mapOf = <V>(value: unknown, read: (inner: unknown) => V): Map<string, V> => {
    if (!isRecord(value)) throw wrong();
    return new Map(Object.entries(value).map(([key, inner]) => [key, read(inner)]));
  };
  return mapOf(files, (rules) =>
    mapOf(rules, (counts) =>
      mapOf(counts, (count) => {
        if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 1) throw wrong();
        return count;
      }),
    ),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export interface BaselineOptions {
  readonly fromRoot: FromRoot;
  /** The files that were linted and hold anything of ours, by the path that people see. */
  readonly files: Iterable<string>;
  /** Everything that the baseline covers was linted; else nobody can say what is gone. */
  readonly complete: boolean;
}

export interface AgainstBaseline {
  /** The new ones. */
  readonly findings: Finding[];
  /** How many are not reported because they were there before. */
  readonly known: number;
  /** How many entries match nothing any more. */
  readonly stale: number;
}

/**
 * Leaves out the findings of a baseline. Of equal ones, the last are new. Entries of a file that is gone count for
 * the same findings elsewhere, as the file was probably renamed.
 */
export function applyBaseline(
  findings: readonly Finding[],
  baseline: Baseline,
  { fromRoot, files, complete }: BaselineOptions,
): AgainstBaseline {
  const left = new Map<string, number>();
  const key = (file: string, rule: string, fingerprint: string) => `${file}\0${rule}\0${fingerprint}`;
  for (const [file, rules] of baseline) {
    for (const [rule, counts] of rules) {
      for (const [fingerprint, count] of counts) left.set(key(file, rule, fingerprint), count);
    }
  }
  const take = (entry: string): boolean => {
    const count = left.get(entry) ?? 0;
    if (count > 0) left.set(entry, count - 1);
    return count > 0;
  };
  const unknown = findings.filter(
    (finding) => !take(key(fromRoot(finding.location.file), finding.rule, contentFingerprintOf(finding))),
  );
  const fresh = complete ? withoutMoved(unknown, left, presentFiles(findings, files, fromRoot)) : unknown;
  let stale = 0;
  if (complete) for (const count of left.values()) stale += count;
  return { findings: fresh, known: findings.length - fresh.length, stale };
}

function presentFiles(findings: readonly Finding[], files: Iterable<string>, fromRoot: FromRoot) {
  const shown = [...files, ...findings.map(({ location }) => location.file)];
  return new Set(shown.map(fromRoot));
}

/** What is left of files that are gone, without their names. */
function withoutMoved(
  findings: readonly Finding[],
  left: Map<string, number>,
  present: ReadonlySet<string>,
): Finding[] {
  const gone = new Map<string, string[]>();
  for (const [entry, count] of left) {
    const end = entry.indexOf("\0");
    if (count === 0 || present.has(entry.slice(0, end))) continue;
    within(gone, entry.slice(end + 1), (): string[] => []).push(entry);
  }
  if (gone.size === 0) return [...findings];
  return findings.filter((finding) => {
    const entries = gone.get(`${finding.rule}\0${contentFingerprintOf(finding)}`) ?? [];
    const entry = entries.find((candidate) => (left.get(candidate) ?? 0) > 0);
    if (entry === undefined) return true;
    left.set(entry, (left.get(entry) ?? 0) - 1);
    return false;
  });
}
