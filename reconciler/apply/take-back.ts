import type { Cluster } from "../../src/kube/cluster.ts";
import type { FieldConflict } from "../../src/kube/cluster-error.ts";
import type { LiveObject } from "../../src/kube/object.ts";
import { nameOf } from "../../src/kube/object.ts";
import { isMap, type ValueMap } from "../../src/nim/value.ts";
import { isOperator, isTakenBack, type Manager, managersOf, ourManager } from "../decide/managers.ts";

/**
 * Whether a conflict is with somebody who wrote once (a hand edit, the operator as it filled defaults in), so that Git may
 * have the field back. Who declares the field himself, or scales, keeps it.
 */
export function mayTakeBack(live: LiveObject, conflicts: readonly FieldConflict[]): boolean {
  const managers = managersOf(live);
  return conflicts.every(({ manager }) => {
    const same = managers.filter(({ name, subresource }) => name === manager && subresource !== "status");
    return same.length > 0 && same.every(isTakenBack);
  });
}

/**
 * Ends the ownership of those who wrote once, so that the next apply takes their fields without force: nothing of the object
 * itself changes. Fails with a conflict where somebody changed it meanwhile. Source: Kubernetes, field management:
 * `managedFields` can be set by an update or a patch.
 *
 * @returns the resource version afterwards.
 */
export function takeBack(cluster: Cluster, live: LiveObject, signal?: AbortSignal): Promise<string> {
  return withManagers(
    cluster,
    live,
    (entries, managers) => entries.filter((_, index) => !isWriter(managers[index])),
    signal,
  );
}

/**
 * What others have declared or written becomes ours, so that the next apply also takes away what Git does not say. What the
 * operator has filled in stays the operator's.
 */
export function takeOver(cluster: Cluster, live: LiveObject, signal?: AbortSignal): Promise<string> {
  return withManagers(
    cluster,
    live,
    (entries, managers) => {
      const isTaken = (index: number) => isOther(managers[index]);
      const taken = entries.filter((_, index) => isTaken(index));
      if (taken.length === 0) return entries;
      const isOurs = (index: number) =>
        managers[index]?.name === ourManager && managers[index].operation === "Apply";
      const ours = entries.filter((_, index) => isOurs(index));
      const fieldsV1 = [...ours, ...taken].map((entry) => mapAt(entry, "fieldsV1")).reduce(merged, {});
      const { apiVersion = "", time = null } = taken[0] ?? {};
      const one = {
        manager: ourManager,
        operation: "Apply",
        apiVersion,
        time,
        fieldsType: "FieldsV1",
        fieldsV1,
      };
      return [...entries.filter((_, index) => !isTaken(index) && !isOurs(index)), one];
    },
    signal,
  );
}

async function withManagers(
  cluster: Cluster,
  live: LiveObject,
  change: (entries: readonly ValueMap[], managers: readonly Manager[]) => readonly ValueMap[],
  signal: AbortSignal | undefined,
): Promise<string> {
  const { managedFields, resourceVersion } = live.metadata;
  const entries = Array.isArray(managedFields) ? managedFields.filter(isMap) : [];
  const wanted = change(entries, managersOf(live));
  if (
    wanted === entries ||
    (wanted.length === entries.length && wanted.every((entry, index) => entry === entries[index]))
  )
    return resourceVersion;
  // An empty list would be taken for "leave them alone"; one empty entry resets them.
  const patch = { metadata: { resourceVersion, managedFields: wanted.length > 0 ? [...wanted] : [{}] } };
  const { object } = await cluster.patch(nameOf(live), patch, signal === undefined ? {} : { signal });
  return object.metadata.resourceVersion;
}

function isWriter(manager: Manager | undefined): boolean {
  return manager !== undefined && isTakenBack(manager);
}

function isOther(manager: Manager | undefined): boolean {
  if (manager === undefined || manager.subresource !== "" || isOperator(manager)) return false;
  return manager.name !== ourManager || manager.operation === "Update";
}

function mapAt(map: ValueMap, key: string): ValueMap {
  const value = map[key];
  return isMap(value) ? value : {};
}

/** Of two trees of fields; one that is owned as a whole has nothing below it. */
function merged(one: ValueMap, other: ValueMap): ValueMap {
  const result: ValueMap = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const known = Object.hasOwn(result, key) ? result[key] : undefined;
    result[key] = isMap(known) && isMap(value) ? merged(known, value) : value;
  }
  return result;
}
