import { aliased, type MapNode, type ScalarNode, type YamlNode } from "./node.ts";
import { checkTag } from "./resolve.ts";
import type { Shape } from "./shape.ts";
import { YamlFault } from "./yaml-fault.ts";

/** Texts, lists of them, and maps: those of a Go map and those of a Go struct's fields alike. */
export type Decoded = string | undefined | Decoded[] | Map<string, Decoded>;

/**
 * Decodes a value as gopkg.in/yaml.v3 does (decode.go), with its own ideas of null, repeated keys, merge keys and aliases.
 *
 * @throws YamlFault with every value of a wrong type, the first ten.
 */
export function decode(node: YamlNode, shape: Shape): Decoded {
  const decoder = new Decoder();
  const value = decoder.value(node, shape);
  const { mistakes } = decoder;
  if (mistakes.length > 0) {
    throw new YamlFault(["unmarshal errors:", ...mistakes.slice(0, 10)].join("\n  "));
  }
  return value === none ? undefined : value;
}

/** Nothing was decoded, and a list leaves the item out. */
const none = Symbol("none");

class Decoder {
  readonly mistakes: string[] = [];
  #decoded = 0;
  #aliasDepth = 0;
  #decodedByAlias = 0;
  readonly #openAliases = new Set<YamlNode>();

  /** `into` is what a merge key adds to; `taken` are the keys that stand there already. */
  value(
    node: YamlNode,
    shape: Shape,
    into?: Map<string, Decoded>,
    taken?: Set<string>,
  ): Decoded | typeof none {
    this.#count();
    if (node.kind === "alias") {
      if (this.#openAliases.has(node)) throw new YamlFault(`anchor '${node.name}' value contains itself`);
      this.#openAliases.add(node);
      this.#aliasDepth++;
      const value = this.value(node.target(), shape, into, taken);
      this.#aliasDepth--;
      this.#openAliases.delete(node);
      return value;
    }
    if (isNull(node)) return this.#null(node, shape);
    if (shape.kind === "pointer") return this.value(node, shape.of, into, taken);
    if (node.kind === "scalar") return this.#scalar(node, shape);
    if (node.kind === "list") {
      if (shape.kind === "list")
        return node.items.map((item) => this.value(item, shape.of)).filter((item) => item !== none);
      if (shape.kind === "any") for (const item of node.items) this.value(item, shape);
      else return this.#mistake(node, shape);
      return undefined;
    }
    return this.#map(node, shape, into, taken);
  }

  /** The library's guard against aliases that unfold into millions of values. */
  #count(): void {
    this.#decoded++;
    if (this.#aliasDepth > 0) this.#decodedByAlias++;
    if (this.#decodedByAlias <= 100 || this.#decoded <= 1000) return;
    const beyond = Math.min(1, Math.max(0, (this.#decoded - 400_000) / 3_600_000));
    if (this.#decodedByAlias / this.#decoded > 0.99 - 0.89 * beyond) {
      throw new YamlFault("document contains excessive aliasing");
    }
  }

  #null(node: YamlNode, shape: Shape): Decoded | typeof none {
    if (node.kind === "scalar") checkTag(node.tag, node.text);
    return shape.kind === "text" || shape.kind === "fields" || shape.kind === "source" ? none : undefined;
  }

  #scalar(node: ScalarNode, shape: Shape): Decoded | typeof none {
    checkTag(node.tag, node.text);
    if (shape.kind === "any") return undefined;
    if (shape.kind !== "text") return this.#mistake(node, shape);
    return node.tag === "!!binary" ? Buffer.from(node.text, "base64").toString("utf8") : node.text;
  }

  #mistake(node: Exclude<YamlNode, { kind: "alias" }>, shape: Shape): typeof none {
    const text = node.kind === "scalar" ? node.text : "";
    const shown = node.kind === "scalar" ? ` \`${text.length > 10 ? `${text.slice(0, 7)}...` : text}\`` : "";
    this.mistakes.push(`line ${node.line}: cannot unmarshal ${node.tag}${shown} into ${shape.type}`);
    return none;
  }

  #map(
    node: MapNode,
    shape: Shape,
    into: Map<string, Decoded> | undefined,
    taken: Set<string> | undefined,
  ): Decoded | typeof none {
    if (this.#hasRepeatedKeys(node)) return none;
    if (shape.kind === "any") return this.#anyMap(node);
    if (shape.kind === "source") {
      this.#anyMap(node);
      return sourceOf(node);
    }
    if (shape.kind !== "texts" && shape.kind !== "fields") return this.#mistake(node, shape);
    const map = into ?? new Map<string, Decoded>();
    const isNew = into === undefined;
    const set = new Set<string>();
    let merged: YamlNode | undefined;
    for (const { key, value } of node.pairs) {
      if (isMerge(key)) {
        merged = value;
        continue;
      }
      const name = this.value(key, { kind: "text", type: "string" });
      // A key that is null is passed over, with its value.
      if (typeof name !== "string" || taken?.has(name)) continue;
      taken?.add(name);
      if (shape.kind === "fields") this.#field(key, value, name, shape, map, set);
      else {
        const decoded = this.value(value, shape.of);
        if (decoded !== none) map.set(name, decoded);
        else if (isNull(aliased(value)) && (isNew || !map.has(name))) map.set(name, zeroOf(shape.of));
      }
    }
    if (merged !== undefined) this.#merge(node, merged, shape, map, taken);
    return map;
  }

  #field(
    key: YamlNode,
    value: YamlNode,
    name: string,
    shape: Extract<Shape, { kind: "fields" }>,
    fields: Map<string, Decoded>,
    set: Set<string>,
  ): void {
    const field = shape.fields.get(name);
    if (field === undefined) return;
    if (set.has(name)) {
      this.mistakes.push(`line ${key.line}: field ${name} already set in type ${shape.type}`);
      return;
    }
    set.add(name);
    const before = fields.get(name);
    const decoded = this.value(value, field, before instanceof Map ? before : undefined);
    if (decoded !== none) fields.set(name, decoded);
  }

  /** What is written in the map itself wins over what is merged, and of several maps the first. */
  #merge(
    parent: MapNode,
    merged: YamlNode,
    shape: Shape,
    map: Map<string, Decoded>,
    taken: Set<string> | undefined,
  ): void {
    const keys = taken ?? new Set(parent.pairs.flatMap(({ key }) => textKey(key)));
    const sources = merged.kind === "list" ? merged.items : [merged];
    for (const source of sources) {
      if (isNull(source) && source.kind === "scalar") throw new YamlFault(wantMap);
      if (aliased(source).kind !== "map") throw new YamlFault(wantMap);
      this.value(source, shape, map, keys);
    }
  }

  #anyMap(node: MapNode): undefined {
    for (const { key, value } of node.pairs) {
      if (isMerge(key)) {
        const sources = value.kind === "list" ? value.items : [value];
        for (const source of sources) {
          if (aliased(source).kind !== "map") throw new YamlFault(wantMap);
          this.value(source, { kind: "any", type: "interface {}" });
        }
        continue;
      }
      if (aliased(key).kind !== "scalar") throw new YamlFault("invalid map key");
      this.value(key, { kind: "any", type: "interface {}" });
      this.value(value, { kind: "any", type: "interface {}" });
    }
    return undefined;
  }

  #hasRepeatedKeys({ pairs }: MapNode): boolean {
    const lines = new Map<string, number>();
    const before = this.mistakes.length;
    for (const { key } of pairs) {
      const text = key.kind === "scalar" ? key.text : key.kind === "alias" ? key.name : "";
      const first = lines.get(`${key.kind} ${text}`);
      if (first === undefined) lines.set(`${key.kind} ${text}`, key.line);
      else {
        const name = JSON.stringify(text);
        this.mistakes.push(`line ${key.line}: mapping key ${name} already defined at line ${first}`);
      }
    }
    return this.mistakes.length > before;
  }
}

/**
 * What the operator keeps of a source: `repo_id` and the files that are named by a text. One in a map of its own counts
 * only where another key of that is no text. Source: k8s-nim-operator internal/nimparser/v1, Src.UnmarshalYAML.
 */
function sourceOf(node: MapNode): Map<string, Decoded> {
  const [repository] = textIn(valueIn(node, "repo_id"));
  const files = valueIn(node, "files");
  const names = files?.kind === "list" ? files.items.flatMap((item) => fileNames(aliased(item))) : [];
  return new Map<string, Decoded>([
    ["repo_id", repository],
    ["files", names],
  ]);
}

/** What is written in the map itself wins over what is merged, and of several maps the first. */
function valueIn({ pairs }: MapNode, name: string): ReturnType<typeof aliased> | undefined {
  const own = pairs.find(({ key }) => !isMerge(key) && textKey(key)[0] === name);
  if (own) return aliased(own.value);
  for (const { value } of pairs.filter(({ key }) => isMerge(key))) {
    for (const source of value.kind === "list" ? value.items : [value]) {
      const map = aliased(source);
      const found = map.kind === "map" ? valueIn(map, name) : undefined;
      if (found) return found;
    }
  }
  return undefined;
}

function fileNames(item: ReturnType<typeof aliased>): string[] {
  if (item.kind !== "map") return textIn(item);
  const names = item.pairs.map(({ key }) => textKey(key));
  return names.some((texts) => texts.length === 0) ? names.flat() : [];
}

function textIn(node: ReturnType<typeof aliased> | undefined): string[] {
  if (node?.kind !== "scalar" || textKey(node).length === 0) return [];
  return [node.tag === "!!binary" ? Buffer.from(node.text, "base64").toString("utf8") : node.text];
}

const wantMap = "map merge requires map or sequence of maps as the value";

function isNull(node: YamlNode): boolean {
  return node.kind === "scalar" && node.tag === "!!null";
}

function isMerge(key: YamlNode): boolean {
  return key.kind === "scalar" && key.text === "<<" && key.tag === "!!merge";
}

/** Go compares keys with their types: the number 1 written in the map does not keep the text "1" from being merged. */
function textKey(key: YamlNode): string[] {
  const node = aliased(key);
  return node.kind === "scalar" && !/^!!(null|bool|int|float|timestamp)$/.test(node.tag) ? [node.text] : [];
}

function zeroOf(shape: Shape): Decoded {
  return shape.kind === "text" ? "" : new Map();
}
