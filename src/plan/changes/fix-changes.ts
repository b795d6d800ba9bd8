import type { Resource, ResourceSet } from "../../manifest/resource.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import type { Before } from "./before.ts";
import { changesOf } from "./changes-of.ts";
import { called } from "./locate.ts";
import { type Rewriting, safePathOf } from "./safe-path.ts";

export interface FixedChanges {
  /** New texts of files, by the path that people see. */
  readonly texts: ReadonlyMap<string, { readonly before: string; readonly after: string }>;
  /** What was done for each cache. */
  readonly done: readonly string[];
  /** What remains for a later change. */
  readonly later: readonly string[];
}

/**
 * Writes the safe path of every edit that a cache would not take: the edited manifest as a cache of a new name, the old one
 * as it was, the services switched. Comments and form of everything else stay.
 */
export function fixChanges(
  before: Before,
  after: ResourceSet,
  operatorVersion: OperatorVersion,
): FixedChanges {
  const byFile = new Map<string, { text: string; rewritings: Rewriting[] }>();
  const done: string[] = [];
  const later: string[] = [];
  const given = new Set<string>();
  for (const { resource: name, fixable } of changesOf(before, after, operatorVersion).blockers) {
    const cache = fixable && name ? after.find("NIMCache", name.namespace, name.name) : undefined;
    const path = cache && safePathOf(cache, before, after, operatorVersion, given);
    if (!cache || !path) continue;
    // A document that two caches' users share is fixed for the first; another run fixes the rest.
    if (meets(byFile, path.rewritings)) continue;
    given.add(`${cache.namespace}/${path.newName}`);
    for (const [file, rewritings] of path.rewritings) {
      const known = byFile.get(file) ?? { text: textOf(file, after), rewritings: [] };
      byFile.set(file, { ...known, rewritings: [...known.rewritings, ...rewritings] });
    }
    done.push(`${called(cache)} is as it was; what is new is ${path.newName}, and its services use that`);
    later.push(`remove ${called(cache)} when ${path.newName} is Ready and nobody uses the old one`);
  }
  const texts = new Map(
    [...byFile].map(([file, { text, rewritings }]) => [
      file,
      { before: text, after: rewritten(text, rewritings) },
    ]),
  );
  return { texts, done, later };
}

function meets(
  taken: ReadonlyMap<string, { readonly rewritings: readonly Rewriting[] }>,
  wanted: ReadonlyMap<string, readonly Rewriting[]>,
): boolean {
  return [...wanted].some(([file, rewritings]) =>
    rewritings.some(({ start, end }) =>
      taken.get(file)?.rewritings.some((other) => start < other.end && other.start < end),
    ),
  );
}

function textOf(path: string, set: ResourceSet): string {
  const isThere = ({ document }: Resource) => document.file.path === path;
  return set.resources.find(isThere)?.document.file.text ?? "";
}

function rewritten(text: string, rewritings: readonly Rewriting[]): string {
  let result = "";
  let at = 0;
  for (const { start, end, text: put } of rewritings.toSorted((a, b) => a.start - b.start)) {
    const isLast = end === text.length;
    result += text.slice(at, start) + (isLast || put.endsWith("\n") ? put : `${put}\n`);
    at = end;
  }
  return result + text.slice(at);
}
