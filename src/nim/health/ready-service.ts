import { conditionOf } from "./condition.ts";
import { textAt } from "./fields.ts";
import type { Health } from "./health.ts";
import type { Live } from "./live.ts";
import { podTrouble } from "./pod-trouble.ts";
import type { Rollout } from "./rollout.ts";
import { serviceDrift } from "./service-drift.ts";
import type { Surroundings } from "./surroundings.ts";

/** How a service is that says Ready: so it was when the operator last looked, which what runs must bear out. */
export function readyService(service: Live, rollout: Rollout, around: Surroundings): Health {
  const { workload, kind, isDone } = rollout;
  if (workload === undefined) {
    if (around.knows(kind)) {
      return progressing("WorkloadAwaited", `it says Ready, but its ${kind} is not there`);
    }
    return {
      health: "healthy",
      reason: "Ready",
      message: "the operator says that it is ready",
      unseen: [kind, "Pod"],
    };
  }
  if (workload.isDeleting) return progressing("WorkloadAwaited", `its ${kind} is being deleted`);
  const drift = kind === "Deployment" ? serviceDrift(service, workload, around) : undefined;
  if (drift !== undefined) return drift;
  if (isDone) return { health: "healthy", reason: "Ready", message: readyCount(rollout) };
  const trouble = firstTrouble(rollout, around);
  if (trouble !== undefined) return { ...trouble, health: "degraded" };
  return progressing("RollingOut", `it says Ready, but ${countOf(rollout)}`);
}

/**
 * The trouble of the first pod that has any, in the order of their names. Pods that are over have been replaced and stay
 * for days (kube-controller-manager keeps 12,500): they only tell why others had to follow.
 */
export function firstTrouble({ pods }: Rollout, around: Surroundings): Health | undefined {
  const isOver = ({ object }: Live) => textAt(object, "status", "phase") === "Failed";
  const recent = pods.filter((pod) => isOver(pod) && !isPast(pod, around));
  for (const pod of [...pods.filter((each) => !isOver(each)), ...recent]) {
    const trouble = podTrouble(pod, around);
    if (trouble !== undefined) return trouble;
  }
  return undefined;
}

/** Milliseconds after which the end of a pod says nothing about those that follow it. */
const soon = 600_000;

function isPast({ object, created }: Live, { now }: Surroundings): boolean {
  const since = Date.parse(conditionOf(object, "Ready")?.since ?? "");
  const ended = Number.isNaN(since) ? created : since;
  return now !== undefined && ended !== undefined && now - ended > soon;
}

/** `1 of 3 pods are ready`. */
export function countOf({ wanted, available, isObserved, kind }: Rollout): string {
  if (wanted === undefined || !isObserved) return `its ${kind} has not come to rest`;
  return `${available} of ${wanted} ${wanted === 1 ? "pod is" : "pods are"} ready and of the newest spec`;
}

function readyCount({ wanted }: Rollout): string {
  if (wanted === undefined) return "its pods are ready";
  return wanted === 1 ? "its pod is ready" : `${wanted} of ${wanted} pods are ready`;
}

function progressing(reason: string, message: string): Health {
  return { health: "progressing", reason, message };
}
