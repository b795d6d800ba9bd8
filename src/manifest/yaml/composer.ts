import { setOwn } from "../../nim/set-own.ts";
import type { Scalar, Value, ValueMap } from "../../nim/value.ts";
import { isAmbiguous, keyText, plainKeyText, resolveScalar } from "../../nim/yaml-scalar.ts";
import { duplicateKey } from "./json.ts";
import type { AliasNode, ListNode, MapNode, Node, ScalarNode } from "./node.ts";
import type { Entry, Place } from "./place.ts";
import type { SyntaxProblem, TextRange } from "./reading.ts";
import type { Source } from "./source.ts";
import { resolveTagged } from "./tag.ts";

export interface Composition {
  value: Value;
  place: Place;
  problems: SyntaxProblem[];
  ambiguous: boolean;
  /** Aliases would have made it too large; the value is of no use then. */
  exhausted: boolean;
}

/**
 * Follows tags, aliases and merge keys of a parsed document by the rules of go.yaml.in/yaml v2.4.2 decode.go, and gives
 * each value its place in the file.
 */
export function compose(root: Node, source: Source): Composition {
  const composer = new Composer(source);
  const { value, place } = composer.document(root);
  const { problems, ambiguous, exhausted } = composer;
  return { value, place, problems, ambiguous, exhausted };
}

/** More of them tell nobody more. */
const maxProblems = 100;

/** Aliases of one document, and values that they may add to it. kubectl has a limit of about four times that size. */
const maxAliases = 10_000;
const maxAliasedValues = 100_000;
/** Characters that aliases may add to a document. */
const maxAliasedText = 10 * 1024 * 1024;

interface Composed {
  value: Value;
  place: Place;
  /** Number of values in it, itself included. */
  size: number;
  /** Characters of its texts and keys. */
  length: number;
}

interface ComposedMap extends Composed {
  value: ValueMap;
  entries: Map<string, Entry>;
}

interface Key {
  /** Undefined (and reported) where it can be no key. */
  text: string | undefined;
  range: TextRange;
  ambiguous: boolean;
}

class Composer {
  readonly problems: SyntaxProblem[] = [];
  ambiguous = false;
  exhausted = false;
  readonly #source: Source;
  /** Undefined while the anchored value itself is being read. */
  readonly #anchors = new Map<string, Composed | undefined>();
  #aliases = 0;
  #aliasedValues = 0;
  #aliasedText = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  document(root: Node): Composed {
    const composed = this.#node(root);
    return { ...composed, value: this.#finite(composed) };
  }

  #node(node: Node): Composed {
    if (node.kind === "alias") return this.#alias(node);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, undefined);
    const composed =
      node.kind === "map" ? this.#map(node) : node.kind === "list" ? this.#list(node) : this.#scalar(node);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, composed);
    return composed;
  }

  #alias(node: AliasNode): Composed {
    const range = this.#source.toFile(node);
    const anchored = this.#anchors.get(node.name);
    if (anchored === undefined) {
      if (this.#anchors.has(node.name)) {
        this.#report(range, `the value of the anchor &${node.name} contains itself`, "write the value out");
      } else {
        const help = `define it with &${node.name} before its first use; a text that begins with * needs quotes`;
        this.#report(range, `the anchor &${node.name} is not defined above its alias`, help);
      }
      return { value: null, place: range, size: 1, length: 0 };
    }
    this.#aliases++;
    this.#aliasedValues += anchored.size;
    this.#aliasedText += anchored.length;
    if (this.#aliases > maxAliases || this.#aliasedValues > maxAliasedValues)
      return this.#exhaust(range, `${maxAliasedValues} values`);
    if (this.#aliasedText > maxAliasedText)
      return this.#exhaust(range, `${maxAliasedText / 1024 / 1024} MiB of text`);
    const place: Place = { ...anchored.place, ...range };
    if (place.style !== undefined) {
      place.source = anchored.place.source ?? { start: anchored.place.start, end: anchored.place.end };
    }
    return { value: anchored.value, place, size: anchored.size, length: anchored.length };
  }

  #exhaust(range: TextRange, limit: string): Composed {
    if (!this.exhausted) {
      this.problems.push({
        range,
        code: "too-many-aliases",
        message: `aliases make this document larger than ${limit}`,
        help: "write the values out, or split the document",
      });
    }
    this.exhausted = true;
    return { value: null, place: range, size: 1, length: 0 };
  }

  #scalar(node: ScalarNode): Composed {
    const { text, style, tag } = node;
    const place: Place = { ...this.#source.toFile(node), style };
    if (tag !== undefined) {
      const resolved = resolveTagged(tag, text);
      if ("problem" in resolved) this.#report(place, resolved.problem, "change the value, or remove the tag");
      return { value: "problem" in resolved ? null : resolved.value, place, size: 1, length: text.length };
    }
    let value: Scalar = text;
    if (style === "plain") {
      value = resolveScalar(text);
      if (isAmbiguous(text, value)) {
        place.ambiguous = true;
        this.ambiguous = true;
      }
    }
    return { value, place, size: 1, length: text.length };
  }

  #finite({ value, place }: Composed): Value {
    if (typeof value !== "number" || Number.isFinite(value)) return value;
    const help = "quote it if it is meant as text";
    this.#report(place, "infinity and NaN cannot be sent to the API server", help);
    return null;
  }

  #list(node: ListNode): Composed {
    const value: Value[] = [];
    const items: Place[] = [];
    let size = 1;
    let length = 0;
    for (const item of node.items) {
      const composed = this.#node(item);
      value.push(this.#finite(composed));
      items.push(composed.place);
      size += composed.size;
      length += composed.length;
    }
    return { value, place: { ...this.#source.toFile(node), items }, size, length };
  }

  #map(node: MapNode): ComposedMap {
    const value: ValueMap = {};
    const entries = new Map<string, Entry>();
    const written = new Map<string, TextRange>();
    let size = 1;
    let length = 0;
    for (const pair of node.pairs) {
      if (isMergeKey(pair.key)) {
        // What comes later wins, be it merged or written.
        const merged = this.#merge(pair.value);
        for (const [key, entry] of merged.entries) {
          entries.set(key, entry);
          setOwn(value, key, getOwn(merged.value, key));
        }
        size += merged.size;
        length += merged.length;
        continue;
      }
      const key = this.#key(pair.key);
      const composed = this.#node(pair.value);
      size += composed.size;
      length += composed.length + (key.text?.length ?? 0);
      const finite = this.#finite(composed);
      if (key.text === undefined) continue;
      const first = written.get(key.text);
      if (first !== undefined) this.#add(duplicateKey(key.text, key.range, first));
      else written.set(key.text, key.range);
      const entry: Entry = { key: key.range, value: composed.place };
      if (key.ambiguous) entry.ambiguousKey = true;
      entries.set(key.text, entry);
      setOwn(value, key.text, finite);
    }
    return { value, entries, place: { ...this.#source.toFile(node), entries }, size, length };
  }

  #key(node: Node): Key {
    const { value, place } = this.#node(node);
    const range = { start: place.start, end: place.end };
    if (typeof value === "object" && value !== null) {
      this.#report(
        range,
        "a map key must be a text, not a list or map",
        "quote the key, or name the entries",
      );
      return { text: undefined, range, ambiguous: false };
    }
    const plain = node.kind === "scalar" && node.style === "plain" && node.tag === undefined;
    const text = plain ? plainKeyText(node.text, value) : keyText(value);
    if (text === undefined) {
      const what = value === null ? "a map key must not be null" : "this number is too large for a map key";
      this.#report(range, what, "quote the key");
    }
    return { text, range, ambiguous: place.ambiguous === true };
  }

  /** The entries that a merge key takes over: of one map, or of several, of which the first wins. */
  #merge(node: Node): ComposedMap {
    const composed = this.#node(node);
    const sources = node.kind === "list" ? [...listItems(composed)].reverse() : [composed];
    const value: ValueMap = {};
    const entries = new Map<string, Entry>();
    for (const source of sources) {
      if (source.place.entries === undefined) {
        if (!this.exhausted) {
          this.#report(
            source.place,
            "<< needs a map, or a list of maps",
            "write <<: *anchor, or quote the key",
          );
        }
        break;
      }
      for (const [key, entry] of source.place.entries) {
        entries.set(key, entry);
        setOwn(value, key, getOwn(source.value, key));
      }
    }
    return { value, entries, place: composed.place, size: composed.size, length: composed.length };
  }

  #report(range: TextRange, message: string, help: string): void {
    const { start, end } = range;
    this.#add({ range: { start, end }, code: "syntax", message, help });
  }

  #add(problem: SyntaxProblem): void {
    if (this.problems.length < maxProblems) this.problems.push(problem);
  }
}

function listItems({ value, place }: Composed): { value: Value; place: Place }[] {
  const values = Array.isArray(value) ? value : [];
  return (place.items ?? []).map((item, index) => ({ value: values[index] ?? null, place: item }));
}

/** `<<`, unquoted and without a tag, or with the tag that says so (decode.go isMerge). */
function isMergeKey(node: Node): boolean {
  if (node.kind !== "scalar" || node.text !== "<<") return false;
  if (node.tag === undefined) return node.style === "plain";
  return node.tag === "!" || node.tag === "tag:yaml.org,2002:merge";
}

function getOwn(map: Value, key: string): Value {
  if (typeof map !== "object" || map === null || Array.isArray(map) || !Object.hasOwn(map, key)) return null;
  return map[key] ?? null;
}
