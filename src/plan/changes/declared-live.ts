import { isMap, type Path, type Value, type ValueMap, valueAt } from "../../nim/value.ts";

/**
 * Which fields of a live object somebody has applied, so that an apply without them removes them: as kubectl's
 * annotation of what was last applied says, and the managed fields of server-side apply. What the operator or a server
 * filled in, or an autoscaler set, is nobody's declaration. An object that tells neither is taken for declared. Lists are
 * replaced as a whole where the manifest has them.
 */
export function declaredFields(live: ValueMap, manifest: ValueMap): (path: Path) => boolean {
  const applied = lastApplied(live);
  const managers = appliedFields(live);
  const isUntold = !tellsDeclared(live);
  return (place) => {
    const index = place.findIndex((step) => typeof step === "number");
    const path = index === -1 ? place : place.slice(0, index);
    if (path[0] === "metadata" && bookkeeping.test(String(path[2]))) return false;
    if (isUntold || (index !== -1 && valueAt(manifest, path) !== undefined)) return true;
    if (applied !== undefined && valueAt(applied, path) !== undefined) return true;
    return managers.some((fields) => isOwned(fields, path));
  };
}

/** Whether a live object tells what somebody has applied. */
export function tellsDeclared(live: ValueMap): boolean {
  return lastApplied(live) !== undefined || valueAt(live, ["metadata", "managedFields"]) !== undefined;
}

/** Labels and annotations that those who deliver manifests put on what they apply. */
const bookkeeping =
  /^(?:kubectl\.kubernetes\.io|meta\.helm\.sh|argocd\.argoproj\.io|[a-z]+\.toolkit\.fluxcd\.io|[a-z.]*nimops[a-z.]*)\//;

function lastApplied(live: ValueMap): Value | undefined {
  const text = valueAt(live, ["metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"]);
  if (typeof text !== "string") return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isMap(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function appliedFields(live: ValueMap): ValueMap[] {
  const entries = valueAt(live, ["metadata", "managedFields"]);
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry) =>
    isMap(entry) && entry.operation === "Apply" && isMap(entry.fieldsV1) ? [entry.fieldsV1] : [],
  );
}

/** `f:` stands before the name of each field; a list or a map that is owned as a whole has nothing below it. */
function isOwned(fields: ValueMap, path: Path): boolean {
  let here: Value = fields;
  for (const step of path) {
    const key: string = `f:${step}`;
    if (!isMap(here) || !Object.hasOwn(here, key)) return false;
    here = here[key] ?? {};
    if (isMap(here) && Object.keys(here).length === 0) return true;
  }
  return true;
}
