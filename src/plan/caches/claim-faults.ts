import type { CachePlan, Plan, Reason, ResourceName } from "../plan.ts";

/**
 * What is certain to keep a claim from being made, a download from ending or pods from starting, whatever the nodes have
 * free: the field of `spec.storage.pvc` that is wrong, by code. Such a fault blocks; the verdicts are about places alone.
 */
const certain: Readonly<Record<string, string>> = {
  "volume-too-small": "size",
  "access-mode-not-offered": "volumeAccessMode",
  "read-write-once-pod-shared": "volumeAccessMode",
  "read-write-once-needs-one-node": "volumeAccessMode",
  "multi-node-needs-read-write-many": "volumeAccessMode",
  "no-default-storage-class": "storageClass",
  "storage-class-unknown": "storageClass",
  "storage-class-full": "size",
  "storage-quota": "size",
  "cache-out-of-reach": "storageClass",
};

/** Those that claims have together: each of them is told so, and it blocks once. */
export const faultsOfAll: readonly string[] = ["storage-class-full", "storage-quota"];

/** What may come of a claim: told beside the verdict, and blocks nothing. */
const likely: ReadonlySet<string> = new Set([
  "volume-may-be-small",
  "access-mode-may-not-be-offered",
  "read-write-once-shared",
  "read-write-once-pod-may-be-shared",
  "cache-may-bind-elsewhere",
  "engine-for-other-gpu",
]);

/** The field of `spec.storage.pvc` that is certainly wrong; undefined for what is no certain fault. Estimates never are. */
export function certainFault({ code }: Reason, download: CachePlan["download"]): string | undefined {
  if (code === "volume-too-small" && download?.from !== "lock") return undefined;
  return Object.hasOwn(certain, code) ? certain[code] : undefined;
}

/** What is told of claims, of caches and of services, and does not block. */
export function claimDoubts({ caches, workloads, blockers }: Plan): { about: Doubted; reason: Reason }[] {
  const keyed = (about: ResourceName | undefined, { code, message }: Reason) =>
    `${code}\0${faultsOfAll.includes(code) || !about ? message : keyOf(about)}`;
  const blocked = new Set(blockers.map((blocker) => keyed(blocker.resource, blocker)));
  const isOpen = (about: Doubted, reason: Reason) =>
    (likely.has(reason.code) || Object.hasOwn(certain, reason.code)) && !blocked.has(keyed(about, reason));
  return [...caches, ...workloads].flatMap((about) =>
    about.reasons.flatMap((reason) => (isOpen(about, reason) ? [{ about, reason }] : [])),
  );
}

type Doubted = Plan["caches"][number] | Plan["workloads"][number];

function keyOf({ kind, namespace, name }: ResourceName): string {
  return `${kind}\0${namespace}\0${name}`;
}
