import { Document, isMap, isScalar, isSeq, parseDocument, Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import { formatPath } from "../nim/value.ts";
import { UserError } from "../user-error.ts";
import type { Inventory } from "./inventory.ts";
import { inventoryKind } from "./kind.ts";
import { documentOf, quoteTraps } from "./write.ts";

export interface Generated {
  readonly inventory: Inventory;
  /** By the name of a pool, what it was made of. */
  readonly sources: ReadonlyMap<string, string>;
  /** Whether this generator made what a pool says that it was made of; left out where it made all of them. */
  readonly isOwn?: (source: string) => boolean;
}

interface Merged {
  readonly text: string;
  /** Pools that were generated once and are no longer in the source. */
  readonly removed: readonly string[];
  /** Fields that stay as somebody wrote them, though the source says otherwise; such as `h100 gpu.count`. */
  readonly kept: readonly string[];
}

/**
 * Writes what was generated into a file that may have been edited since: comments, pools of other origin and fields by
 * hand stay. The name of each generated pool is followed by a comment with its source and the fields that are generated,
 * so that these follow the source, and none other. Remove a field from that comment to keep it by hand.
 *
 * @throws UserError where the file is no inventory that can be changed.
 */
export function mergedInventory(existing: string | undefined, generated: Generated): Merged {
  const { inventory, sources, isOwn = () => true } = generated;
  const fresh = documentOf(inventory);
  const document = existing === undefined ? emptyDocument(fresh) : readExisting(existing);
  const pools = poolsOf(document);
  const names = new Set(inventory.nodePools.map(({ name }) => name));
  const removed: string[] = [];
  pools.items = pools.items.filter((pool) => {
    const name = nameOf(pool);
    const mark = isMap(pool) ? markOf(pool) : undefined;
    const isGone = mark !== undefined && isOwn(mark.source) && !names.has(name);
    if (isGone) removed.push(name);
    return !isGone;
  });
  const kept: string[] = [];
  for (const pool of fresh.spec.nodePools) {
    const found = pools.items.find((item) => nameOf(item) === pool.name);
    if (found !== undefined && !isMap(found)) throw unchangeable();
    const made = found && markOf(found);
    if (made && !isOwn(made.source)) continue;
    const target = found ?? document.createNode({ name: pool.name });
    if (!isMap(target)) throw unchangeable();
    if (!found) pools.items.push(target);
    kept.push(
      ...updatePool(document, target, pool, sources.get(pool.name) ?? "").map(
        (path) => `${pool.name} ${path}`,
      ),
    );
  }
  updateTop(document, inventory);
  quoteTraps(document);
  return { text: document.toString({ lineWidth: 110, ...styleOf(existing) }), removed, kept };
}

/** The file's own way to indent lists and to write braces. */
export function styleOf(text = ""): { indentSeq: boolean; flowCollectionPadding: boolean } {
  return {
    indentSeq: !/^( *)nodePools:.*\n(?: *#.*\n)*\1- /m.test(text),
    flowCollectionPadding: /\{ \S/.test(text),
  };
}

function emptyDocument({ apiVersion, kind, metadata, spec }: ReturnType<typeof documentOf>): Document {
  const { kubernetesVersion, nodePools: _, ...rest } = spec;
  const version = kubernetesVersion === undefined ? {} : { kubernetesVersion };
  const content = { apiVersion, kind, metadata, spec: { ...version, nodePools: [], ...rest } };
  return new Document(content, { version: "1.1" });
}

function readExisting(text: string): Document {
  const document = parseDocument(text, { version: "1.1", uniqueKeys: true });
  const [error] = document.errors;
  if (error) throw new UserError(`the file cannot be changed: ${error.message.split("\n")[0]}`);
  if (document.get("kind") !== inventoryKind) {
    throw new UserError(`the file is there, and it is no ${inventoryKind}`, {
      help: "name another with --out",
    });
  }
  return document;
}

function poolsOf(document: Document): YAMLSeq {
  const pools = document.getIn(["spec", "nodePools"]);
  if (isSeq(pools)) {
    // An empty list is written in one line; the pools are not.
    if (pools.items.length === 0) pools.flow = false;
    return pools;
  }
  if (pools !== undefined && pools !== null) throw unchangeable();
  const empty = document.createNode([]);
  document.setIn(["spec", "nodePools"], empty);
  return empty;
}

type Fields = Map<string, { readonly path: readonly string[]; readonly value: unknown }>;

/** @returns the fields that stay as somebody wrote them. */
function updatePool(document: Document, target: YAMLMap, pool: object, source: string): string[] {
  const generated = fieldsOf(pool);
  const before = fieldsOf(target.toJS(document));
  const owned = markOf(target)?.fields ?? [];
  const kept: string[] = [];
  for (const field of owned) {
    const old = before.get(field);
    if (old && !generated.has(field)) target.deleteIn(old.path);
  }
  const next: string[] = [];
  for (const [field, { path, value }] of generated) {
    if (field === "name") continue;
    const old = before.get(field);
    const isSame = old !== undefined && JSON.stringify(old.value) === JSON.stringify(value);
    if (old === undefined || owned.includes(field)) next.push(field);
    else if (!isSame) kept.push(field);
    if (isSame || (old !== undefined && !owned.includes(field))) continue;
    setField(document, target, path, value);
  }
  for (const group of groups) {
    const inner = target.get(group);
    if (isMap(inner) && inner.items.length === 0 && owned.some((field) => field.startsWith(group)))
      target.delete(group);
  }
  setMark(target, source, next);
  return kept;
}

/** Left to itself, the library makes an ordered map of YAML 1.1 where a map is missing. */
function setField(document: Document, pool: YAMLMap, path: readonly string[], value: unknown): void {
  const [first = "", second] = path;
  const node = document.createNode(value);
  if (second === undefined) {
    pool.set(first, node);
    return;
  }
  if (!pool.has(first)) pool.set(first, document.createNode({}));
  const group = pool.get(first);
  if (!isMap(group)) throw unchangeable();
  group.set(second, node);
}

/** Maps of which each entry is a field of its own. */
const groups: readonly string[] = ["gpu", "labels", "allocatable", "reserved"];

function fieldsOf(pool: unknown): Fields {
  const fields: Fields = new Map();
  if (typeof pool !== "object" || pool === null) return fields;
  const add = (path: readonly string[], value: unknown) => fields.set(formatPath(path), { path, value });
  for (const [key, value] of Object.entries(pool)) {
    const isGroup = groups.includes(key) && typeof value === "object" && value !== null;
    if (!isGroup) add([key], value);
    else for (const [inner, item] of Object.entries(value)) add([key, inner], item);
  }
  return fields;
}

const mark = /generated from (.+?): (.*)$/;

function markOf(pool: YAMLMap): { readonly source: string; readonly fields: readonly string[] } | undefined {
  const name = pool.get("name", true);
  const match = mark.exec((isScalar(name) ? name.comment : undefined) ?? "");
  return match ? { source: match[1] ?? "", fields: (match[2] ?? "").split(", ") } : undefined;
}

/** What somebody has written before it stays. */
function setMark(pool: YAMLMap, source: string, fields: readonly string[]): void {
  const found = pool.get("name", true);
  const name = isScalar(found) ? found : new Scalar(String(pool.get("name")));
  if (name !== found) pool.set("name", name);
  const others = (name.comment ?? "").replace(mark, "").trimEnd();
  name.comment = `${others} generated from ${source}: ${fields.join(", ")}`;
}

function updateTop(document: Document, { kubernetesVersion, generatedFrom }: Inventory): void {
  if (kubernetesVersion !== undefined && !document.hasIn(["spec", "kubernetesVersion"]))
    document.setIn(["spec", "kubernetesVersion"], kubernetesVersion);
  const before = document.getIn(["spec", "generatedFrom"]);
  const isSame = isMap(before) && JSON.stringify(before.toJS(document)) === JSON.stringify(generatedFrom);
  if (generatedFrom && !isSame) document.setIn(["spec", "generatedFrom"], document.createNode(generatedFrom));
}

function nameOf(pool: unknown): string {
  return isMap(pool) ? String(pool.get("name")) : "";
}

function unchangeable(): UserError {
  return new UserError("the file cannot be changed: its pools are not written out", {
    help: "write them without anchors and aliases, or name another file with --out",
  });
}
