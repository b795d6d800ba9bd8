import {
  type Companion,
  isOfKind,
  type Located,
  type Resource,
  type ResourceSet,
} from "../manifest/resource.ts";
import {
  type MadeName,
  namesMadeForBuild,
  namesMadeForCache,
  namesMadeForService,
} from "../nim/made-names.ts";

/** An object that the operator will make, and the resource that it is made for. */
export interface MadeObject extends MadeName {
  readonly maker: Resource;
}

/** What the operator will make of a resource; the services of a pipeline are resources of their own here. */
function objectsMadeFor(resource: Resource): MadeObject[] {
  return namesOf(resource).map((made) => ({ ...made, maker: resource }));
}

/** The first maker of each object that is not shared, by kind, namespace and name. */
export function firstMakers(set: ResourceSet): ReadonlyMap<string, MadeObject> {
  return set.derive(madeObjects).first;
}

/** An object that is made for an earlier resource already. */
export interface TakenObject extends MadeObject {
  readonly takenBy: Located;
}

/** By the resource that comes too late; only the first such object of each is kept. */
export function takenObjects(set: ResourceSet): ReadonlyMap<Resource, TakenObject> {
  return set.derive(madeObjects).taken;
}

/** Objects that the operator will make and that stand in the set as manifests, too, by the resource that needs them. */
export function writtenObjects(
  set: ResourceSet,
): ReadonlyMap<Resource, { made: MadeObject; written: Companion }[]> {
  const found = new Map<Resource, { made: MadeObject; written: Companion }[]>();
  const { first } = set.derive(madeObjects);
  for (const written of set.companions) {
    const made = first.get(keyOfObject(written.kind, written.namespace, written.name));
    if (!made) continue;
    const known = found.get(made.maker);
    if (known) known.push({ made, written });
    else found.set(made.maker, [{ made, written }]);
  }
  return found;
}

/** Worked out in one go, since each resource brings ten objects along. */
function madeObjects(set: ResourceSet): {
  first: Map<string, MadeObject>;
  taken: Map<Resource, TakenObject>;
} {
  const first = new Map<string, MadeObject>();
  const taken = new Map<Resource, TakenObject>();
  const resources = [...set.ofKind("NIMCache"), ...set.services, ...set.ofKind("NIMBuild")];
  for (const resource of resources) {
    if (resource.pipeline?.enabled === false || resource.name === "") continue;
    for (const made of objectsMadeFor(resource)) {
      if (made.shared === true) continue;
      const key = keyOfObject(made.kind, resource.namespace, made.name);
      const maker = first.get(key)?.maker;
      if (!maker) first.set(key, made);
      // Of one name and kind they are findings of other rules.
      else if (!isSameObject(maker, resource) && !taken.has(resource))
        taken.set(resource, { ...made, takenBy: maker });
    }
  }
  return { first, taken };
}

function isSameObject(a: Resource, b: Resource): boolean {
  return a.kind === b.kind && a.name === b.name;
}

export function keyOfObject(kind: string, namespace: string, name: string): string {
  return `${kind}\0${namespace}\0${name}`;
}

function namesOf(resource: Resource): MadeName[] {
  if (isOfKind(resource, "NIMCache")) return namesMadeForCache(resource);
  if (isOfKind(resource, "NIMService")) return namesMadeForService(resource);
  return isOfKind(resource, "NIMBuild") ? namesMadeForBuild(resource) : [];
}
