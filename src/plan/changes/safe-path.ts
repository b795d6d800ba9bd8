import type { Edit as TextEdit } from "../../manifest/edit/edit.ts";
import { editDocument } from "../../manifest/edit/edit-document.ts";
import { isOfKind, type Resource, type ResourceSet } from "../../manifest/resource.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import type { Before } from "./before.ts";
import { claimOf, hasOwnClaim } from "./effect-of.ts";
import { carriesPipelineEdits } from "./effects.ts";
import { newCacheName } from "./new-cache-name.ts";
import { usersOf } from "./users-of.ts";

/** New text for a stretch of a file. */
export interface Rewriting {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface SafePath {
  readonly newName: string;
  /** By the path of the file; those of one file do not overlap. */
  readonly rewritings: ReadonlyMap<string, readonly Rewriting[]>;
}

/** Whether `plan --fix` can write the safe path for an edit of a cache. */
export function canWriteSafePath(
  cache: Resource<"NIMCache">,
  before: Before,
  after: ResourceSet,
  operatorVersion: OperatorVersion,
): boolean {
  return safePathOf(cache, before, after, operatorVersion) !== undefined;
}

/**
 * The safe way to an edited cache: the old manifest as it was, behind it the edited one under a new name, and the services
 * switched to that. Undefined where the text cannot be changed so: rendered manifests, items of lists, JSON, services of
 * pipelines that the operator does not update, forms that an edit cannot be made in.
 *
 * @param given names that other caches of the same change get; see `newCacheName`.
 */
export function safePathOf(
  cache: Resource<"NIMCache">,
  before: Before,
  after: ResourceSet,
  operatorVersion: OperatorVersion,
  given: ReadonlySet<string> = new Set(),
): SafePath | undefined {
  const old = before.set.find("NIMCache", cache.namespace, cache.name);
  if (before.from !== "base" || !old || !isPlainDocument(old) || !isPlainDocument(cache)) return undefined;
  const users = usersOf(cache, after).filter((user) => isOfKind(user, "NIMService"));
  const isFixed = ({ pipeline }: Resource) =>
    pipeline !== undefined && !carriesPipelineEdits(operatorVersion);
  if (users.some((user) => isFixed(user) || !isEditable(user))) return undefined;
  const newName = newCacheName(cache, [before.set, after], given);
  const copy = editedText(cache, [
    { op: "set", path: ["metadata", "name"], value: newName },
    ...newClaim(cache, old, newName),
  ]);
  if (copy === undefined) return undefined;
  const isFirst = cache.document.range.start === 0;
  const kept = asDocument(textOf(old), isFirst);
  const rewritings = new Map<string, Rewriting[]>();
  add(rewritings, cache, `${kept}${asDocument(copy, false)}`);
  for (const [document, group] of byDocument(users)) {
    const [first] = group;
    const edits = group.map(
      (user): TextEdit => ({
        op: "set",
        path: user.place(["spec", "storage", "nimCache", "name"]),
        value: newName,
      }),
    );
    const { text, outcomes } = editDocument(textIn(document), [edits]);
    if (!first || outcomes[0] !== "made") return undefined;
    add(rewritings, first, text);
  }
  return { newName, rewritings };
}

/** A whole document of a YAML file that was not rendered. */
function isPlainDocument(resource: Resource): boolean {
  return (
    isEditable(resource) && resource.place([]).length === 0 && !resource.document.file.path.endsWith(".json")
  );
}

function isEditable({ document }: Resource): boolean {
  return document.file.origin === undefined && document.file.path !== "-";
}

/** Two caches with one claim would write over each other. */
function newClaim(cache: Resource<"NIMCache">, old: Resource<"NIMCache">, newName: string): TextEdit[] {
  const name = cache.spec.storage?.pvc?.name;
  if (!name || !hasOwnClaim(cache) || claimOf(old) !== name) return [];
  return [{ op: "set", path: ["spec", "storage", "pvc", "name"], value: `${newName}-pvc` }];
}

function editedText(resource: Resource, edits: readonly TextEdit[]): string | undefined {
  const { text, outcomes } = editDocument(textOf(resource), [edits]);
  return outcomes[0] === "made" ? text : undefined;
}

function textOf(resource: Resource): string {
  return textIn(resource.document);
}

function textIn({ file, range }: Resource["document"]): string {
  return file.text.slice(range.start, range.end);
}

/** With the line that begins a document, which the first of a file may lack, and a line's end. */
function asDocument(text: string, isFirst: boolean): string {
  const marked = isFirst || /^---(?:\s|$)/.test(text) ? text : `---\n${text}`;
  return marked.endsWith("\n") ? marked : `${marked}\n`;
}

function byDocument(users: readonly Resource[]): Map<Resource["document"], Resource[]> {
  const groups = new Map<Resource["document"], Resource[]>();
  for (const user of users) {
    const group = groups.get(user.document);
    if (group) group.push(user);
    else groups.set(user.document, [user]);
  }
  return groups;
}

function add(rewritings: Map<string, Rewriting[]>, { document }: Resource, text: string): void {
  const { file, range } = document;
  const own = rewritings.get(file.path);
  const rewriting = { start: range.start, end: range.end, text };
  if (own) own.push(rewriting);
  else rewritings.set(file.path, [rewriting]);
}
