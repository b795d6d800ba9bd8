import { parseQuantity } from "../quantity.ts";
import { quoted } from "../quoted.ts";
import { setOwn } from "../set-own.ts";
import { isMap, type Scalar, type Value, type ValueMap } from "../value.ts";
import type { MadeObject, UnknownObject } from "./made.ts";
import { readUnquoted } from "./unquoted-scalar.ts";

/** A text that the operator's template writes without quotes, so that YAML may take it for something else (trap T1). */
export class Unquoted {
  readonly text: string;
  /** What Go writes where YAML reads null: nothing, or an empty text. */
  readonly whenNull: "" | undefined;

  constructor(text: string, whenNull: "" | undefined = undefined) {
    this.text = text;
    this.whenNull = whenNull;
  }
}

/** A number that a template writes though there is none: `<nil>`, which is no number. */
export const nilNumber = Symbol("<nil>");

/** An object as the template states it, before it is read as YAML and turned into Go's types. */
export type Draft = Scalar | undefined | Unquoted | typeof nilNumber | readonly Draft[] | DraftMap;
export type DraftMap = { readonly [key: string]: Draft };

export type DraftObject = DraftMap & {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: DraftMap & { readonly name: Draft };
};

/**
 * The object that comes out of the template, or what the operator says where it cannot read its own template: a text
 * that YAML takes for a number or a boolean is no text for Go. Texts of several lines may become part of the template
 * itself; what comes out then is not worked out. Undefined where name or namespace is read as null: the operator passes
 * over such an object without a word.
 * Source: k8s-nim-operator internal/render/render.go; standalone/nimservice.go and kserve/nimservice.go,
 * renderAndSyncResource; apimachinery pkg/runtime/converter.go, fromUnstructured.
 */
export function rendered(
  draft: DraftObject,
): MadeObject | { readonly fault: string } | { readonly unknown: UnknownObject } | undefined {
  const template = templates[draft.kind] ?? { file: draft.kind.toLowerCase(), type: draft.kind };
  const faults: Faults = { unreadable: [], open: [], unfit: [] };
  const { apiVersion, kind, metadata, ...rest } = mapOf(draft, faults);
  const [unreadable] = faults.unreadable;
  if (unreadable !== undefined) {
    const where = `/manifests/${template.file}.yaml`;
    return {
      fault: `failed to unmarshal manifest ${where}: error converting YAML to JSON: ${unreadable}`,
    };
  }
  const { name } = draft.metadata;
  const text = name instanceof Unquoted ? name.text : String(name);
  const [open] = faults.open;
  if (open !== undefined) {
    const sentence = `the template may take the lines of ${quoted(open)} for some of its own`;
    return { unknown: { kind: draft.kind, name: text, why: { sentence } } };
  }
  const [unfit] = faults.unfit;
  if (unfit !== undefined)
    return { fault: `error converting unstructured object to ${template.type}: ${unfit}` };
  if (isLost(draft.metadata.name) || isLost(draft.metadata.namespace)) return undefined;
  const { name: _, ...others } = isMap(metadata) ? metadata : {};
  return {
    apiVersion: String(apiVersion),
    kind: String(kind),
    metadata: { name: text, ...others },
    ...rest,
  };
}

/** A quantity that the template writes without quotes: `1e3` is then read as a thousand. */
export function unquotedQuantity(value: string | number | undefined): string | undefined {
  if (value === undefined) return undefined;
  const text = parseQuantity(value)?.canonical ?? String(value);
  const read = readUnquoted(text);
  if (read.is !== "scalar" || (typeof read.value !== "number" && typeof read.value !== "bigint")) return text;
  return parseQuantity(read.value)?.canonical ?? text;
}

/** The key that becomes of a map's key without quotes: `on` is read as `true`. */
export function unquotedKey(key: string): string {
  // A key has one line.
  if (/[\r\n\u0085\u2028\u2029]/.test(key)) return key;
  const read = readUnquoted(key);
  return read.is === "scalar" && read.value !== null ? String(read.value) : key;
}

interface Faults {
  readonly unreadable: string[];
  readonly open: string[];
  readonly unfit: string[];
}

/** File and Go type of the templates that are not named after their kind. */
const templates: Readonly<Record<string, { file: string; type: string }>> = {
  HorizontalPodAutoscaler: { file: "hpa", type: "HPA" },
  LeaderWorkerSet: { file: "lws", type: "LeaderWorkerSet" },
};

function isLost(draft: Draft): boolean {
  if (!(draft instanceof Unquoted)) return false;
  const read = readUnquoted(draft.text);
  return read.is === "scalar" && read.value === null;
}

function mapOf(map: DraftMap, faults: Faults): ValueMap {
  const made: { [key: string]: Value } = {};
  for (const key of Object.keys(map)) {
    const value = written(map[key], faults);
    if (value !== undefined) setOwn(made, key, value);
  }
  return made;
}

function written(draft: Draft, faults: Faults): Value | undefined {
  if (draft instanceof Unquoted) return textOf(draft, faults);
  if (draft === nilNumber) {
    faults.unfit.push("unrecognized type: int32");
    return undefined;
  }
  if (isList(draft)) return draft.flatMap((item) => written(item, faults) ?? []);
  return typeof draft === "object" && draft !== null ? mapOf(draft, faults) : draft;
}

function isList(draft: Draft): draft is readonly Draft[] {
  return Array.isArray(draft);
}

function textOf({ text, whenNull }: Unquoted, faults: Faults): string | undefined {
  if (text === "") return whenNull;
  const read = readUnquoted(text);
  if (read.is === "fault") {
    faults.unreadable.push(read.message);
    return text;
  }
  if (read.is === "open") {
    faults.open.push(text);
    return text;
  }
  if (read.is === "scalar" && read.value === null) return whenNull;
  if (read.is === "scalar" && typeof read.value === "string") return read.value || whenNull;
  const isInteger = read.is === "scalar" && isInt64(read.value);
  faults.unfit.push(isInteger ? "cannot convert int64 to string" : "unrecognized type: string");
  return text;
}

function isInt64(value: Scalar): boolean {
  if (typeof value === "number") return Number.isSafeInteger(value);
  return typeof value === "bigint" && value >= -(2n ** 63n) && value < 2n ** 63n;
}
