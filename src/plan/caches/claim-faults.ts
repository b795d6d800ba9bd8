import type { Blocker, CachePlan, Reason } from "../plan.ts";

/**
 * What is certain to keep a claim from being made, a download from ending or pods from starting, whatever the nodes have
 * free: the field of `spec.storage.pvc` that is wrong, by code. Such a fault blocks; the verdicts are about places alone.
 */
export const certainFaults: Readonly<Record<string, string>> = {
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

/** The field of `spec.storage.pvc` that is certainly wrong; undefined for what is no certain fault. Estimates never are. */
export function certainFault({ code }: Reason, download: CachePlan["download"]): string | undefined {
  if (code === "volume-too-small" && download?.from !== "lock") return undefined;
  return Object.hasOwn(certainFaults, code) ? certainFaults[code] : undefined;
}

/** What is wrong with all claims together is told of the first. */
export function withoutRepeated(blockers: readonly Blocker[]): Blocker[] {
  const shared = blockers.filter(({ code }) => faultsOfAll.includes(code));
  const firsts = new Set(new Map(shared.toReversed().map((each) => [each.message, each])).values());
  return blockers.filter((each) => !faultsOfAll.includes(each.code) || firsts.has(each));
}
