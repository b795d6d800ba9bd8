import type { Companion } from "../../manifest/resource.ts";
import { isMap, type Path, type Value, type ValueMap, valueAt } from "../../nim/value.ts";

/** Finds companions by kind, namespace and name; of two with one name the first counts. */
export class Companions {
  readonly #byKind = new Map<string, Companion[]>();
  readonly #byName = new Map<string, Companion>();

  constructor(companions: readonly Companion[]) {
    for (const companion of companions) {
      const { kind, namespace, name } = companion;
      const known = this.#byKind.get(keyOf(kind, namespace));
      if (known) known.push(companion);
      else this.#byKind.set(keyOf(kind, namespace), [companion]);
      const key = keyOf(kind, namespace, name);
      if (!this.#byName.has(key)) this.#byName.set(key, companion);
    }
  }

  /** The namespace is empty for kinds without one. */
  find(kind: string, namespace: string, name: string): ValueMap | undefined {
    return this.#byName.get(keyOf(kind, namespace, name))?.value;
  }

  ofKind(kind: string, namespace: string): readonly Companion[] {
    return this.#byKind.get(keyOf(kind, namespace)) ?? [];
  }
}

/** The maps of a list; everything else in it is left out. */
export function mapsAt(map: ValueMap, path: Path): ValueMap[] {
  const list = valueAt(map, path);
  return Array.isArray(list) ? list.filter((item) => isMap(item)) : [];
}

export function textAt(map: ValueMap, path: Path): string {
  const found: Value | undefined = valueAt(map, path);
  return typeof found === "string" ? found : "";
}

function keyOf(...names: string[]): string {
  return names.join("\0");
}
