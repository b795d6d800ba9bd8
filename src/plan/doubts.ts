import { certainFaults, faultsOfAll } from "./caches/claim-faults.ts";
import type { CachePlan, Plan, Reason, ResourceName, WorkloadPlan } from "./plan.ts";

/** Something that may keep a model from running although its pods have a place. */
export interface Doubt {
  readonly about: CachePlan | WorkloadPlan;
  readonly reason: Reason;
}

/** What is told beside the verdict, and does not block: of claims, of caches and of services, and of GPUs. */
export function doubtsOf({ caches, workloads, blockers }: Plan): Doubt[] {
  const blocked = new Set(blockers.map((blocker) => keyed(blocker.resource, blocker)));
  const isOpen = (about: ResourceName, reason: Reason) =>
    (likely.has(reason.code) || Object.hasOwn(certainFaults, reason.code)) &&
    !blocked.has(keyed(about, reason));
  return [...caches, ...workloads].flatMap((about) =>
    about.reasons.flatMap((reason) => (isOpen(about, reason) ? [{ about, reason }] : [])),
  );
}

const likely: ReadonlySet<string> = new Set([
  "volume-may-be-small",
  "access-mode-may-not-be-offered",
  "read-write-once-shared",
  "read-write-once-pod-may-be-shared",
  "cache-may-bind-elsewhere",
  "engine-for-other-gpu",
  "asks-for-no-gpu",
  "gpu-memory-estimated-small",
  "mig-not-supported",
]);

function keyed(about: ResourceName | undefined, { code, message }: Reason): string {
  if (faultsOfAll.includes(code) || !about) return `${code}\0${message}`;
  return `${code}\0${about.kind}\0${about.namespace}\0${about.name}`;
}
