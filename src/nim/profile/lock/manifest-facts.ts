import { isDeepStrictEqual } from "node:util";
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from "yaml";
import { type ModelProfile, type ModelProfiles, parseModelManifest } from "../model-manifest.ts";
import { olderFormProfiles } from "../older-form.ts";
import { tagRecord } from "../tag-record.ts";
import type { ProfileFacts } from "./lock.ts";

export interface ManifestFacts {
  /** The text without its lists of files; the text itself where they could not be cut out unharmed. */
  readonly text: string;
  readonly stripped: boolean;
  readonly profiles: readonly { readonly id: string; readonly facts: ProfileFacts }[];
  /** Why the operator cannot read it; undefined where it can. */
  readonly fault?: string | undefined;
}

/**
 * What a lock keeps of a model manifest. Nothing else than the lists of files is cut, to the byte: profile selection
 * must find the same ids, tags, traps and mistakes.
 */
export function manifestFacts(text: string): ManifestFacts {
  const manifest = parseModelManifest(text);
  if (manifest.kind === "unreadable") {
    const profiles = manifest.looksLike === "older form" ? (olderFormProfiles(text) ?? []) : [];
    return { ...whole(text), profiles: profiles.map(taggedOnly), fault: manifest.message };
  }
  if (manifest.kind === "empty") return { ...whole(text), fault: "it is empty" };
  const document = located(text);
  const maps = document === undefined ? new Map<string, YAMLMap>() : profileMaps(document);
  const seen = new Set<string>();
  const profiles = manifest.profiles.flatMap(({ id, tags }) => {
    // Of two profiles with one id, which v2 allows, the operator takes the tags of the first.
    if (id === "" || seen.has(id)) return [];
    seen.add(id);
    const map = maps.get(id);
    const files = map && document && countFiles(map, document);
    return [{ id, facts: { tags: tagRecord(tags), files } }];
  });
  const cut = withoutWorkspaces(text, [...maps.values()]);
  const isSame = cut !== undefined && cut !== text && saysTheSame(manifest, cut);
  return isSame ? { text: cut, stripped: true, profiles } : { ...whole(text), profiles };
}

function taggedOnly({ id, tags }: ModelProfile): ManifestFacts["profiles"][number] {
  return { id, facts: { tags: tagRecord(tags) } };
}

function whole(text: string): ManifestFacts {
  return { text, stripped: false, profiles: [] };
}

function saysTheSame(manifest: ModelProfiles, cut: string): boolean {
  return isDeepStrictEqual(manifest, parseModelManifest(cut));
}

/** A second reading that knows places; what selection needs is read as the operator reads it. */
function located(text: string): Document.Parsed | undefined {
  try {
    const document = parseDocument(text, { schema: "failsafe", version: "1.1", logLevel: "silent" });
    return document.errors.length > 0 ? undefined : document;
  } catch {
    // Nested too deep.
    return undefined;
  }
}

/** The maps of the profiles by id, of the two forms that the operator reads. */
function profileMaps(document: Document.Parsed): Map<string, YAMLMap> {
  const root = resolved(document.contents, document);
  const maps = new Map<string, YAMLMap>();
  if (!isMap(root)) return maps;
  const add = (id: string | undefined, node: unknown) => {
    const map = resolved(node, document);
    if (isMap(map) && id !== undefined && !maps.has(id)) maps.set(id, map);
  };
  const list = resolved(childOf(root, "profiles"), document);
  if (isSeq(list)) {
    for (const item of list.items) {
      const map = resolved(item, document);
      if (isMap(map)) add(textOf(childOf(map, "id")), map);
    }
  } else for (const { key, value } of root.items) add(textOf(key), value);
  return maps;
}

/** v1 lists the files of each component, v2 has a map of them. Undefined where there is no list. */
function countFiles(profile: YAMLMap, document: Document.Parsed): number | undefined {
  const at = (map: unknown, key: string) => (isMap(map) ? resolved(childOf(map, key), document) : undefined);
  const workspace = at(profile, "workspace");
  const files = at(workspace, "files");
  if (isMap(files)) return files.items.length;
  const components = at(workspace, "components");
  if (!isSeq(components)) return undefined;
  let count = 0;
  for (const component of components.items) {
    const list = at(at(resolved(component, document), "src"), "files");
    if (!isSeq(list)) return undefined;
    count += list.items.length;
  }
  return count;
}

/** Whole lines of `workspace:` blocks are taken out; undefined where one does not stand on lines of its own. */
function withoutWorkspaces(text: string, profiles: readonly YAMLMap[]): string | undefined {
  let kept = "";
  let from = 0;
  for (const profile of profiles) {
    const pair = pairOf(profile, "workspace");
    const range = pair && rangeOf(pair);
    if (pair === undefined) continue;
    if (range === undefined || profile.flow || range.start < from) return undefined;
    const start = text.lastIndexOf("\n", range.start - 1) + 1;
    if (text.slice(start, range.start).trim() !== "") return undefined;
    kept += text.slice(from, start);
    from = range.end;
  }
  return kept + text.slice(from);
}

function rangeOf({ key, value }: Pair): { start: number; end: number } | undefined {
  const start = isNode(key) ? key.range?.[0] : undefined;
  const end = isNode(value) ? value.range?.[2] : undefined;
  return start === undefined || end === undefined ? undefined : { start, end };
}

function resolved(node: unknown, document: Document.Parsed): Node | undefined {
  if (isAlias(node)) return node.resolve(document);
  return isNode(node) ? node : undefined;
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => textOf(pair.key) === key);
}

function childOf(map: YAMLMap, key: string): unknown {
  return pairOf(map, key)?.value;
}

function textOf(node: unknown): string | undefined {
  return isScalar(node) && typeof node.value === "string" ? node.value : undefined;
}
