import type { Companion, ResourceSet } from "../manifest/resource.ts";

/** The companions of one kind in a namespace, in the order of the set; the namespace is empty for kinds without one. */
export function companionsOfKind(set: ResourceSet, kind: string, namespace: string): readonly Companion[] {
  return groupOf(set, kind, namespace)?.companions ?? [];
}

/** Their names. */
export function namesOfKind(set: ResourceSet, kind: string, namespace: string): readonly string[] {
  return groupOf(set, kind, namespace)?.names ?? [];
}

interface Group {
  readonly companions: Companion[];
  readonly names: string[];
}

function groupOf(set: ResourceSet, kind: string, namespace: string): Group | undefined {
  return set.derive(groups).get(`${kind}\0${namespace}`);
}

function groups(set: ResourceSet): ReadonlyMap<string, Group> {
  const found = new Map<string, Group>();
  for (const companion of set.companions) {
    const key = `${companion.kind}\0${companion.namespace}`;
    const group = found.get(key) ?? { companions: [], names: [] };
    group.companions.push(companion);
    group.names.push(companion.name);
    found.set(key, group);
  }
  return found;
}
