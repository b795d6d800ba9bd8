import type { Cluster } from "../../src/kube/cluster.ts";
import type { ClusterError } from "../../src/kube/cluster-error.ts";
import { type LiveObject, nameOf } from "../../src/kube/object.ts";
import { isMap, type Path, type Value, type ValueMap, valueAt } from "../../src/nim/value.ts";

/**
 * Maps that an apply leaves empty, and that the API server then takes for null and refuses: ours were the last fields in
 * them, but the map itself is the operator's. Source: Kubernetes 1.35, structured-merge-diff; seen on a cluster.
 */
export function emptiedBy({ reason, causes }: ClusterError): Path[] {
  if (reason !== "invalid") return [];
  return causes.flatMap(({ field = "", message }) =>
    /must be of type object: "null"/.test(message) && /^spec(?:\.\w+)+$/.test(field)
      ? [field.split(".")]
      : [],
  );
}

/**
 * Takes the fields out of such maps, so that the next apply has nothing to take away. Fails with a conflict where somebody
 * changed the object meanwhile.
 */
export async function empty(
  cluster: Cluster,
  live: LiveObject,
  places: readonly Path[],
  signal?: AbortSignal,
): Promise<void> {
  const { resourceVersion } = live.metadata;
  let patch: ValueMap = { metadata: { resourceVersion } };
  for (const place of places) patch = withPlace(patch, place, nulls(valueAt(live, place)));
  await cluster.patch(nameOf(live), patch, signal === undefined ? {} : { signal });
}

function nulls(map: Value | undefined): ValueMap {
  return Object.fromEntries(Object.keys(isMap(map) ? map : {}).map((key) => [key, null]));
}

function withPlace(patch: ValueMap, [step, ...rest]: Path, value: ValueMap): ValueMap {
  if (step === undefined) return { ...patch, ...value };
  const below = patch[String(step)];
  return { ...patch, [String(step)]: withPlace(isMap(below) ? below : {}, rest, value) };
}
