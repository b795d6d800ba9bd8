import { type Decoded, decode } from "./yaml/decode.ts";
import { readYaml } from "./yaml/read.ts";
import { probeShape, v1Shape, v2Shape } from "./yaml/shape.ts";
import { YamlFault } from "./yaml/yaml-fault.ts";

/** One profile of a model manifest. */
export interface ModelProfile {
  readonly id: string;
  /** Texts as written: `tp: 1` is "1", `true` is "true", `1.0` is "1.0". */
  readonly tags: ReadonlyMap<string, string>;
  /** Empty in manifests of the form v2. */
  readonly model: string;
  readonly release: string;
  readonly containerUrl: string;
}

/** A model manifest as the operator reads it. */
export interface ModelProfiles {
  /** Which of the operator's two parsers reads it; its choice does not depend on what else the manifest looks like. */
  readonly kind: "v1" | "v2";
  /** In the order of the text; two of one id are possible in v2. */
  readonly profiles: readonly ModelProfile[];
  /** Only v2. */
  readonly schemaVersion: string;
  readonly selectionCriteria: string;
}

/** A text that the operator cannot read. */
export interface UnreadableManifest {
  readonly kind: "unreadable";
  /** What the operator writes into its condition, in our words where its YAML library finds a mistake of syntax. */
  readonly message: string;
  /** What the text looks like, where that tells more than the message. */
  readonly looksLike?: UnreadableForm | undefined;
}

/** `too large` is beyond what nimops reads; the operator may read it. */
export type UnreadableForm =
  | "older form"
  | "v1 with schema_version"
  | "v2 without 2 in schema_version"
  | "too large";

/** Nothing at all: the operator asks the image again every 30 seconds, and says nothing. */
export interface EmptyManifest {
  readonly kind: "empty";
}

export type ReadManifest = ModelProfiles | UnreadableManifest | EmptyManifest;

/** Characters. The largest manifests that were seen have about 3 million. */
export const longestManifest = 8 * 1024 * 1024;

/**
 * Reads a model manifest as the operator does: by the form that `schema_version` tells, with the rules of its YAML library
 * (gopkg.in/yaml.v3). Never throws. Source: k8s-nim-operator internal/nimparser.
 */
export function parseModelManifest(text: string): ReadManifest {
  if (text === "") return { kind: "empty" };
  if (text.length > longestManifest) {
    return { kind: "unreadable", message: "the manifest is too large", looksLike: "too large" };
  }
  try {
    const root = readYaml(text);
    if (root === undefined) return { kind: "v1", ...noVersion, profiles: [] };
    // Any 2 will do: "1.2" as well. What cannot be read as a map with a text there is v1. Source: nimparser/utils.
    const probed = tryDecode(() => decode(root, probeShape));
    const version = probed instanceof Map ? textOf(probed, "schema_version") : "";
    if (!version.includes("2"))
      return { kind: "v1", ...noVersion, profiles: v1Profiles(decode(root, v1Shape)) };
    return v2Profiles(decode(root, v2Shape));
  } catch (error) {
    if (error instanceof YamlFault) return unreadable(error, text);
    // A parser that calls itself for each level runs out of stack; the operator's stops at 10,000 levels.
    if (error instanceof RangeError) return unreadable(new YamlFault("exceeded max depth of 10000"), text);
    throw error;
  }
}

/** The tags of a profile as the operator reports them: of two with one id, those of the first. */
export function profileTags(manifest: ReadManifest, id: string): ReadonlyMap<string, string> | undefined {
  if (manifest.kind !== "v1" && manifest.kind !== "v2") return undefined;
  return manifest.profiles.find((profile) => profile.id === id)?.tags;
}

const noVersion = { schemaVersion: "", selectionCriteria: "" };

function unreadable({ message, isTooLarge }: YamlFault, text: string): UnreadableManifest {
  return { kind: "unreadable", message, looksLike: isTooLarge ? "too large" : formOf(text) };
}

function formOf(text: string): UnreadableForm | undefined {
  if (/^model_profile\s*:/m.test(text)) return "older form";
  if (!/^["']?schema_version\b/m.test(text)) return undefined;
  return /^["']?profiles\b/m.test(text) ? "v2 without 2 in schema_version" : "v1 with schema_version";
}

function tryDecode(read: () => Decoded): Decoded | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof YamlFault) return undefined;
    throw error;
  }
}

function v1Profiles(root: Decoded): ModelProfile[] {
  if (!(root instanceof Map)) return [];
  return [...root].map(([id, profile]) => ({
    id,
    tags: textsOf(profile, "tags"),
    model: textOf(profile, "model"),
    release: textOf(profile, "release"),
    containerUrl: textOf(profile, "container_url"),
  }));
}

function v2Profiles(root: Decoded): ModelProfiles {
  const list = root instanceof Map ? root.get("profiles") : undefined;
  return {
    kind: "v2",
    schemaVersion: textOf(root, "schema_version"),
    selectionCriteria: textOf(root, "profile_selection_criteria"),
    profiles: (Array.isArray(list) ? list : []).map((profile) => ({
      id: textOf(profile, "id"),
      tags: textsOf(profile, "tags"),
      model: "",
      release: "",
      containerUrl: "",
    })),
  };
}

function textOf(fields: Decoded, name: string): string {
  const value = fields instanceof Map ? fields.get(name) : undefined;
  return typeof value === "string" ? value : "";
}

function textsOf(fields: Decoded, name: string): ReadonlyMap<string, string> {
  const map = fields instanceof Map ? fields.get(name) : undefined;
  const texts = new Map<string, string>();
  if (map instanceof Map)
    for (const [key, value] of map) if (typeof value === "string") texts.set(key, value);
  return texts;
}
