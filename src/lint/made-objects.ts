import {
  type Companion,
  isOfKind,
  type Located,
  type Resource,
  type ResourceSet,
} from "../manifest/resource.ts";
import {
  type MadeName,
  type MadeWhere,
  namesMadeForBuild,
  namesMadeForCache,
  namesMadeForService,
} from "../nim/made-names.ts";
import type { LintSettings } from "./settings.ts";

/** An object that the operator will make, and the resource that it is made for. */
export interface MadeObject extends MadeName {
  readonly maker: Resource;
}

/** An object that is made for an earlier resource already. */
export interface TakenObject extends MadeObject {
  readonly takenBy: Located;
}

/** What the operator will make of all resources of a set. */
export interface MadeObjects {
  /** The first maker of each object that is not shared, by kind, namespace and name. */
  readonly first: ReadonlyMap<string, MadeObject>;
  /** By the resource that comes too late; only the first such object of each is kept. */
  readonly taken: ReadonlyMap<Resource, TakenObject>;
  /** Objects that stand in the set as manifests, too, by the resource that needs them. */
  readonly written: ReadonlyMap<Resource, readonly { made: MadeObject; written: Companion }[]>;
}

/** Worked out once for a set, which belongs to one cluster and so has one version and one mode. */
export function madeObjectsOf(set: ResourceSet, settings: LintSettings): MadeObjects {
  const { operatorVersion, kserve } = settings;
  const known = set.derive(noneYet);
  const key = `${operatorVersion} ${kserve.deploymentMode}`;
  const made = known.get(key) ?? madeOfAll(set, { operatorVersion, kserveMode: kserve.deploymentMode });
  known.set(key, made);
  return made;
}

function noneYet(): Map<string, MadeObjects> {
  return new Map();
}

function madeOfAll(set: ResourceSet, where: MadeWhere): MadeObjects {
  const { first, taken } = makersIn(set, where);
  const found = new Map<Resource, { made: MadeObject; written: Companion }[]>();
  for (const written of set.companions) {
    const made = first.get(keyOfObject(written.kind, written.namespace, written.name));
    if (!made) continue;
    const known = found.get(made.maker);
    if (known) known.push({ made, written });
    else found.set(made.maker, [{ made, written }]);
  }
  return { first, taken, written: found };
}

/** Worked out in one go, since each resource brings ten objects along. */
function makersIn(set: ResourceSet, where: MadeWhere): Pick<MadeObjects, "first" | "taken"> {
  const first = new Map<string, MadeObject>();
  const taken = new Map<Resource, TakenObject>();
  const resources = [...set.ofKind("NIMCache"), ...set.services, ...set.ofKind("NIMBuild")];
  for (const resource of resources) {
    if (resource.pipeline?.enabled === false || resource.name === "") continue;
    for (const name of namesOf(resource, where)) {
      if (name.shared === true) continue;
      const made = { ...name, maker: resource };
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

/** The services of a pipeline are resources of their own here. */
function namesOf(resource: Resource, where: MadeWhere): MadeName[] {
  if (isOfKind(resource, "NIMCache")) return namesMadeForCache(resource, where);
  if (isOfKind(resource, "NIMService")) return namesMadeForService(resource, where);
  return isOfKind(resource, "NIMBuild") ? namesMadeForBuild(resource) : [];
}
