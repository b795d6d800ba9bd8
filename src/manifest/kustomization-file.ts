import { isMap, type Path, type Value, type ValueMap } from "../nim/value.ts";

/** The names that kustomize looks for; a folder must hold exactly one of them. */
export const kustomizationNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"] as const;

export function isKustomizationFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return kustomizationNames.some((known) => known === name);
}

/**
 * What a kustomization names by a path:
 * - `resources`: files with whole manifests, or folders with a kustomization of their own
 * - `plugins`: the same, of generators, transformers and validators
 * - `patches`: files with parts of manifests
 * - `other`: files of another kind
 */
export type ReferenceRole = "resources" | "plugins" | "patches" | "other";

export interface Reference {
  readonly role: ReferenceRole;
  /** As it is written. */
  readonly text: string;
  /** Where it stands in the kustomization. */
  readonly path: Path;
}

/** The fields of a kustomization that hold paths (kustomize api/types/kustomization.go). */
const lists: Readonly<Record<string, ReferenceRole>> = {
  resources: "resources",
  bases: "resources",
  components: "resources",
  generators: "plugins",
  transformers: "plugins",
  validators: "plugins",
  patchesStrategicMerge: "patches",
  crds: "other",
  configurations: "other",
};
const pathFields: Readonly<Record<string, ReferenceRole>> = {
  patches: "patches",
  patchesJson6902: "patches",
  replacements: "other",
};
const generatorFields = ["files", "envs"] as const;

/** Every path of a kustomization; texts that hold YAML instead of a path are left out. */
export function referencesOf(kustomization: ValueMap): Reference[] {
  const found: Reference[] = [];
  const add = (role: ReferenceRole, value: Value | undefined, path: Path) => {
    if (typeof value === "string" && !isInline(value)) found.push({ role, text: value, path });
  };
  for (const [field, role] of Object.entries(lists)) {
    for (const [index, item] of itemsAt(kustomization, field)) add(role, item, [field, index]);
  }
  for (const [field, role] of Object.entries(pathFields)) {
    for (const [index, item] of itemsAt(kustomization, field)) {
      if (isMap(item)) add(role, own(item, "path"), [field, index, "path"]);
    }
  }
  const openapi = own(kustomization, "openapi");
  if (isMap(openapi)) add("other", own(openapi, "path"), ["openapi", "path"]);
  for (const generator of ["configMapGenerator", "secretGenerator"]) {
    for (const [index, item] of itemsAt(kustomization, generator)) {
      if (!isMap(item)) continue;
      for (const field of generatorFields) {
        for (const [place, text] of itemsAt(item, field)) {
          // `key=path`, or only the path.
          if (typeof text === "string")
            add("other", text.slice(text.indexOf("=") + 1), [generator, index, field, place]);
        }
      }
      add("other", own(item, "env"), [generator, index, "env"]);
    }
  }
  return found;
}

/** A list of strings may hold whole documents in place of paths. */
export function isInline(text: string): boolean {
  return text.includes("\n") || /^\s*[{[]/.test(text);
}

export function itemsAt(map: ValueMap, key: string): [number, Value][] {
  const list = own(map, key);
  return Array.isArray(list) ? [...list.entries()] : [];
}

export function own(map: ValueMap, key: string): Value | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
