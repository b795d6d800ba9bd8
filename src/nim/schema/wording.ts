import { quoted } from "../quoted.ts";
import { formatPath, isMap, type Path, type Value } from "../value.ts";
import { atLeast, type OperatorVersion, operatorVersions } from "../version.ts";
import { adviceFor } from "./advice.ts";
import { intended } from "./intended.ts";
import type { NimKind } from "./kinds.ts";
import type { Leaf } from "./kit.ts";
import type { Field, Outline } from "./outline.ts";
import type { Problem } from "./problem.ts";
import { closestField } from "./resemblance.ts";
import { whereItBelongs } from "./whereitbelongs.ts";

type MapOutline = Outline & { is: "map" };

/** Puts problems of one kind and operator version into words. */
export class Wording {
  readonly #kind: NimKind | undefined;
  readonly #version: OperatorVersion;
  readonly #root: Outline;
  /** Looking for the right name is slow; a document with very many unknown fields is no case for it. */
  #searches = 50;

  /** @param kind undefined for kinds that are not the operator's. */
  constructor(kind: NimKind | undefined, version: OperatorVersion, root: Outline) {
    this.#kind = kind;
    this.#version = version;
    this.#root = root;
  }

  unknownField(outline: MapOutline, parent: Path, key: string): Problem {
    const path = [...parent, key];
    const since = outline.newer.get(key);
    if (since !== undefined && !atLeast(this.#version, since)) {
      return {
        path,
        code: "newer-field",
        since,
        message: `${formatPath(path)} needs NIM Operator ${since}; ${this.#version} does not know it`,
        help:
          since === operatorVersions.at(-1) ? "remove it" : `remove it, or upgrade the operator to ${since}`,
      };
    }
    const problem: Problem = {
      path,
      code: "unknown-field",
      message: `unknown field ${show(key)}${parent.length > 0 ? ` in ${formatPath(parent)}` : ""}`,
    };
    const advice = this.#kind && adviceFor(this.#kind, parent, key);
    if (advice !== undefined) return { ...problem, help: advice };
    const names = [...outline.fields.keys()];
    if (this.#searches > 0) {
      this.#searches--;
      const suggestion = closestField(key, names);
      if (suggestion !== undefined)
        return { ...problem, suggestion, help: `did you mean \`${suggestion}\`?` };
      const home = whereItBelongs(this.#root, parent, key);
      if (home !== undefined) return { ...problem, help: `\`${key}\` belongs under ${home}` };
    }
    return {
      ...problem,
      help: names.length === 0 ? "remove it" : `remove it; known here: ${enumerate(names)}`,
    };
  }

  /** A key within a map or list that stands in the place of something else. */
  misplacedKey(expected: Outline, container: Path, found: Value, path: Path): Problem {
    return {
      path,
      code: "unknown-field",
      message: `${formatPath(path)} is not read: ${formatPath(container)} must be ${what(expected)}, not ${show(found)}`,
      help: shapeHelp(expected, container, shapeOf(found)),
    };
  }

  missingField(field: Field, parent: Path, name: string): Problem {
    const path = [...parent, name];
    const wanted = field.description ?? `${what(field.outline)}.`;
    return {
      path,
      code: "missing-field",
      message: `${formatPath(path)} is required`,
      help: `add \`${name}\`${withRequired(field.outline)}: ${wanted.replace(/\.$/, "")}`,
    };
  }

  wrongType(outline: Outline, value: Value, path: Path): Problem {
    const problem: Problem = {
      path,
      code: "wrong-type",
      message: `${formatPath(path)} must be ${what(outline)}, but is ${show(value)}`,
    };
    if (value === null) return { ...problem, help: "remove the empty item" };
    const help = isScalar(outline)
      ? scalarHelp(outline, value, path)
      : shapeHelp(outline, path, shapeOf(value));
    return { ...problem, help };
  }

  invalidValue(leaf: Leaf, value: Value, path: Path): Problem {
    const problem: Problem = { path, code: "invalid-value", message: "" };
    const place = formatPath(path);
    if (leaf.is === "choice" && typeof value === "string") {
      const suggestion = closestField(value, leaf.of);
      problem.message = `${place} must be ${what(leaf)}, but is ${show(value)}`;
      if (suggestion === undefined) return { ...problem, help: `write ${leaf.of.map(quote).join(" or ")}` };
      return { ...problem, suggestion, help: `did you mean ${quote(suggestion)}?` };
    }
    if (leaf.is === "integer") {
      return {
        ...problem,
        message: `${place} must be ${what(leaf)}, but is ${show(value)}`,
        help: `write a number ${rangeOf(leaf)}`,
      };
    }
    if (leaf.is === "text" && typeof value === "string")
      return { ...problem, ...textFault(leaf, value, place) };
    const suggestion = typeof value === "string" ? tidyQuantity(value) : undefined;
    problem.message = `${place} must be ${what(leaf)}, but is ${show(value)}`;
    if (suggestion !== undefined)
      return { ...problem, suggestion, help: `did you mean ${quote(suggestion)}?` };
    return { ...problem, help: "write a number and a unit without a space, such as 80Gi, 500m or 4" };
  }

  invalidKey(leaf: Leaf, path: Path, key: string): Problem {
    const words = leaf.is === "text" && leaf.words !== undefined ? leaf.words : "a valid key";
    return {
      path,
      code: "invalid-value",
      message: `${show(key)} is no valid key of ${formatPath(path.slice(0, -1))}`,
      help: `a key must be ${words.replace(/^a key /, "")}`,
    };
  }

  static annotationsTooLarge(): Problem {
    return {
      path: ["metadata", "annotations"],
      code: "invalid-value",
      message: "metadata.annotations must have at most 256 KiB in all",
      help: "keep large texts in a ConfigMap",
    };
  }

  duplicateItem(keyedBy: string, path: Path, item: Value | undefined): Problem {
    const key = isMap(item) ? item[keyedBy] : undefined;
    return {
      path,
      code: "duplicate-item",
      message: `${formatPath(path)} repeats the ${keyedBy} ${show(key ?? null)} of an item before it`,
      help: `give every item a ${keyedBy} of its own`,
    };
  }
}

function isScalar(outline: Outline): outline is Leaf {
  return outline.is !== "map" && outline.is !== "free map" && outline.is !== "list";
}

function what(outline: Outline): string {
  switch (outline.is) {
    case "map":
    case "free map":
      return "a map";
    case "list":
      return "a list";
    case "text":
      return outline.min === 1 ? "a string that is not empty" : "a string";
    case "integer":
      return `a whole number${outline.min === undefined && outline.max === undefined ? "" : ` ${rangeOf(outline)}`}`;
    case "number":
      return "a number";
    case "flag":
      return "true or false";
    case "choice":
      return outline.of.length === 1
        ? quote(outline.of[0] ?? "")
        : `one of ${outline.of.map(quote).join(", ")}`;
    case "quantity":
      return "an amount such as 80Gi, 500m or 4";
    case "integer-or-text":
      return "a whole number or a string";
  }
}

function rangeOf({ min, max }: { min?: number; max?: number }): string {
  if (min !== undefined && max !== undefined) return `from ${min} to ${max}`;
  return min !== undefined ? `of at least ${min}` : `of at most ${max}`;
}

function scalarHelp(leaf: Leaf, value: Value, path: Path): string {
  const name = lastName(path);
  const label = name === undefined ? "- " : `${name}: `;
  const meant = intended(leaf, value, path);
  if (meant) return meant.help;
  if (shapeOf(value) !== "scalar") return `write a single value: ${label}${example(leaf)}`;
  if (leaf.is === "choice") return `write ${leaf.of.map((word) => quote(`${label}${word}`)).join(" or ")}`;
  if (leaf.is === "text") {
    const quoted = `put the value in quotes: ${label}${JSON.stringify(String(value))}`;
    return name === "tag" ? `${quoted}; without them YAML turns 1.10 into 1.1` : quoted;
  }
  if (typeof value === "string") {
    if (leaf.is === "integer" && /^[+-]?[0-9]+$/.test(value))
      return `remove the quotes: ${label}${Number(value)}`;
    if (leaf.is === "number" && value.trim() !== "" && Number.isFinite(Number(value))) {
      return `remove the quotes: ${label}${Number(value)}`;
    }
    if (leaf.is === "flag" && /^(true|yes|on|y)$/i.test(value)) return `write ${label}true, without quotes`;
    if (leaf.is === "flag" && /^(false|no|off|n)$/i.test(value)) return `write ${label}false, without quotes`;
  }
  if (leaf.is === "integer" && (typeof value === "number" || typeof value === "bigint")) {
    return Number.isInteger(Number(value))
      ? "the number is too large"
      : "write the number without a fraction";
  }
  if ((leaf.is === "quantity" || leaf.is === "integer-or-text") && typeof value === "number") {
    return `put the value in quotes: ${label}"${value}"`;
  }
  return `write for example ${label}${name === "cpu" ? "4" : example(leaf)}`;
}

function example(leaf: Leaf): string {
  switch (leaf.is) {
    case "text":
      return '"…"';
    case "integer":
      return String(leaf.min ?? 1);
    case "number":
      return "0.8";
    case "flag":
      return "true";
    case "choice":
      return leaf.of[0] ?? "";
    case "quantity":
      return "80Gi";
    case "integer-or-text":
      return "8000";
  }
}

function shapeHelp(outline: Outline, path: Path, got: "map" | "list" | "scalar"): string {
  const name = lastName(path);
  if (outline.is === "list")
    return `${name ?? "it"} is a list: put \`- \` before ${got === "map" ? "the item" : "each item"}`;
  if (isScalar(outline))
    return `write a single value: ${name === undefined ? "- " : `${name}: `}${example(outline)}`;
  if (got === "list") return `${name ?? "it"} is a map, not a list: remove the \`- \``;
  if (outline.is === "free map") return "write keys and values: `key: value`, one a line";
  return `write it as a map with fields of its own: ${enumerate([...outline.fields.keys()])}`;
}

/** A map to add is of no use without the fields that it must have. */
function withRequired(outline: Outline): string {
  if (outline.is !== "map") return "";
  const required = [...outline.fields].filter(([, field]) => field.required).map(([name]) => quote(name));
  return required.length === 0 ? "" : ` with ${required.join(", ")}`;
}

/** The amount that was meant: no blanks or `B`, and the unit in its right case. */
function tidyQuantity(text: string): string | undefined {
  const parts = /^([+-]?[0-9]+(?:\.[0-9]+)?)\s*([kmgtpe])(i?)b?$/i.exec(text.replace(/[\s_]/g, ""));
  const [, amount = "", unit = "", binary = ""] = parts ?? [];
  if (unit === "") return undefined;
  if (binary !== "") return `${amount}${unit.toUpperCase()}i`;
  // `m` is a thousandth, so a lower-case letter is no slip there.
  return `${amount}${/[mk]/.test(unit) || unit === "K" ? unit.toLowerCase() : unit.toUpperCase()}`;
}

function textFault(
  leaf: Leaf & { is: "text" },
  value: string,
  place: string,
): { message: string; help: string } {
  if (leaf.min !== undefined && value.length < leaf.min) {
    return {
      message: `${place} must not be empty`,
      help: `give it a value${leaf.words ? `: ${leaf.words}` : ""}`,
    };
  }
  if (leaf.max !== undefined && [...value].length > leaf.max) {
    return {
      message: `${place} must have at most ${leaf.max} characters, but has ${[...value].length}`,
      help: "choose a shorter one",
    };
  }
  const words = leaf.words ?? "in the form that the API describes";
  const blank = value !== value.trim() && value.trim() !== "" && leaf.pattern?.test(value.trim());
  const name = tidyName(leaf, value);
  return {
    message: `${place} must be ${words}, but is ${show(value)}`,
    help: blank
      ? `remove the blanks or line breaks around it: ${show(value.trim())}`
      : `write ${name === undefined ? words : `${quote(name)}, or another one of this form`}`,
  };
}

/** A name of lower-case letters that is nearest to what was written. */
function tidyName({ pattern, words, max = 0 }: Leaf & { is: "text" }, value: string): string | undefined {
  if (!words?.startsWith("lower-case letters") || value.length > max) return undefined;
  const tidy = value
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "");
  return pattern?.test(tidy) ? tidy : undefined;
}

function shapeOf(value: Value): "map" | "list" | "scalar" {
  if (Array.isArray(value)) return "list";
  return isMap(value) ? "map" : "scalar";
}

/** A value for a message; never a credential, never long. */
function show(value: Value): string {
  if (value === null) return "empty (null)";
  if (Array.isArray(value)) return "a list";
  if (isMap(value)) return "a map";
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "string") return `the number ${value}`;
  return quoted(value);
}

function lastName(path: Path): string | undefined {
  const last = path.at(-1);
  return typeof last === "string" ? last : undefined;
}

function quote(text: string): string {
  return `\`${text}\``;
}

function enumerate(names: readonly string[]): string {
  const shown = names.slice(0, 12).map(quote).join(", ");
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown;
}
