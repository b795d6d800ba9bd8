import { isMap } from "../nim/value.ts";
import type { LiveObject } from "./object.ts";
import { compareVersions } from "./resource-version.ts";
import type { WatchEvent } from "./watch.ts";

/** The copy that a watch keeps: what a list or an event changes in it, told as events. */
export class ObjectStore {
  readonly #objects = new Map<string, LiveObject>();

  get(namespace: string | undefined, name: string): LiveObject | undefined {
    return this.#objects.get(keyOf(namespace, name));
  }

  objects(): Iterable<LiveObject> {
    return this.#objects.values();
  }

  /** Everything there is: what is missing from it was removed while nobody looked. */
  replaceAll(objects: readonly LiveObject[]): WatchEvent[] {
    const listed = new Set(objects.map(keyOfObject));
    const gone = [...this.#objects.values()].filter((object) => !listed.has(keyOfObject(object)));
    return [
      ...gone.flatMap((object) => this.remove(object)),
      ...objects.flatMap((object) => this.put(object)),
    ];
  }

  put(object: LiveObject): WatchEvent[] {
    const key = keyOfObject(object);
    const before = this.#objects.get(key);
    if (before?.metadata.resourceVersion === object.metadata.resourceVersion && isSame(before, object))
      return [];
    this.#objects.set(key, object);
    if (before === undefined) return [{ type: "added", object }];
    // A namesake took its place: nobody may take the one for the other.
    if (!isSame(before, object)) {
      return [
        { type: "removed", object: before },
        { type: "added", object },
      ];
    }
    return [{ type: "changed", object, before }];
  }

  remove(object: LiveObject): WatchEvent[] {
    const key = keyOfObject(object);
    const before = this.#objects.get(key);
    if (before === undefined || !isSame(before, object)) return [];
    this.#objects.delete(key);
    return [{ type: "removed", object }];
  }

  /** Whether an event that is older than what came before it changes nothing, for we know more of its object. */
  isOutdated(type: string, object: LiveObject): boolean {
    const known = this.#objects.get(keyOfObject(object));
    if (type === "DELETED") return known === undefined || !isSame(known, object);
    if (known === undefined || !isSame(known, object)) return false;
    return (compareVersions(object.metadata.resourceVersion, known.metadata.resourceVersion) ?? 1) <= 0;
  }
}

/** An object without what is long and of no use to most readers. */
export function withoutBookkeeping(object: LiveObject): LiveObject {
  const { managedFields: _, ...metadata } = object.metadata;
  const annotations = metadata.annotations;
  if (isMap(annotations) && Object.hasOwn(annotations, lastApplied)) {
    const { [lastApplied]: __, ...others } = annotations;
    return { ...object, metadata: { ...metadata, annotations: others } };
  }
  return { ...object, metadata };
}

const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

function isSame(a: LiveObject, b: LiveObject): boolean {
  return a.metadata.uid === b.metadata.uid;
}

function keyOfObject({ metadata }: LiveObject): string {
  return keyOf(metadata.namespace, metadata.name);
}

/** No name holds a slash. */
function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ""}/${name}`;
}
