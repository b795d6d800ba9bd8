import type { ValueMap } from "../value.ts";
import { type Live, liveOf } from "./live.ts";

/** What is known of a cluster, or of a part of it. */
export interface LiveWorld {
  readonly objects: readonly Live[];
  /** What is known around the objects of a namespace. */
  around(namespace: string): Surroundings;
}

/** The objects of one namespace. */
export interface Surroundings {
  find(kind: string, name: string): Live | undefined;
  all(kind: string): readonly Live[];
  /** Whether all objects of a kind were looked at: only then is one that is not found not there. */
  knows(kind: string): boolean;
  /** The end of what a pod's container printed, where somebody has read it. */
  logOf(pod: string): string | undefined;
  /** Bytes on the volume of a claim, where somebody has measured them. */
  bytesOn(claim: string): number | undefined;
  /** Milliseconds since 1970; undefined where no answer may depend on the time. */
  readonly now: number | undefined;
}

export interface WorldOptions {
  /** Kinds of which all objects are given; where left out, in each namespace those that occur there. */
  readonly knows?: Iterable<string>;
  /** By namespace and name of the pod: `models/llama-job-x7k2p`. */
  readonly logs?: ReadonlyMap<string, string>;
  /** Bytes on the volume of a claim. */
  readonly bytes?: (claim: Live) => number | undefined;
  readonly now?: number;
}

/** Of two objects of the same kind and name the last one counts, as with `kubectl apply`. */
export function liveWorld(given: Iterable<ValueMap>, options: WorldOptions = {}): LiveWorld {
  const namespaces = new Map<string, Map<string, Map<string, Live>>>();
  for (const object of given) {
    const live = liveOf(object);
    if (live === undefined) continue;
    const kinds = ensured(namespaces, live.namespace, () => new Map<string, Map<string, Live>>());
    ensured(kinds, live.kind, () => new Map<string, Live>()).set(live.name, live);
  }
  const objects = [...namespaces.values()].flatMap((kinds) =>
    [...kinds.values()].flatMap((named) => [...named.values()]),
  );
  const known = options.knows === undefined ? undefined : new Set(options.knows);
  return {
    objects,
    around(namespace) {
      const kinds = namespaces.get(namespace);
      return {
        find: (kind, name) => kinds?.get(kind)?.get(name),
        all: (kind) => [...(kinds?.get(kind)?.values() ?? [])],
        knows: (kind) => (known === undefined ? kinds?.has(kind) === true : known.has(kind)),
        logOf: (pod) => options.logs?.get(`${namespace}/${pod}`),
        bytesOn: (name) => {
          const claim = kinds?.get("PersistentVolumeClaim")?.get(name);
          return claim && options.bytes?.(claim);
        },
        now: options.now,
      };
    },
  };
}

function ensured<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
