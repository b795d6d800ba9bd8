import { valueAt } from "../value.ts";
import { cacheBehind } from "./cache-behind.ts";
import { conditionOf } from "./condition.ts";
import { numberAt, textAt } from "./fields.ts";
import type { Health } from "./health.ts";
import { isOlder } from "./is-older.ts";
import { kubectl } from "./kubectl.ts";
import type { Live } from "./live.ts";
import { countOf, firstTrouble } from "./ready-service.ts";
import type { Rollout } from "./rollout.ts";
import { serviceTrap } from "./service-traps.ts";
import type { Surroundings } from "./surroundings.ts";
import { told } from "./told.ts";

/** Milliseconds after which pods that are ready should have answered the operator, which asks every 5 s. */
const answerTime = 60_000;
/** Milliseconds after which a service should have a state. */
const stateTime = 600_000;

/** How a service is that is on its way: NotReady, PVC-Created or without a state. */
export function unreadyService(service: Live, rollout: Rollout, around: Surroundings): Health {
  const { object, namespace } = service;
  const { reason = "", message = "" } = conditionOf(object, "Ready") ?? {};
  const cache = textAt(object, "spec", "storage", "nimCache", "name");
  const behind = reason === "NIMCacheNotReady" ? cacheBehind(cache, namespace, around) : undefined;
  // The words about a cache stay until the operator writes others, which a trap keeps it from.
  const isPast = textAt(around.find("NIMCache", cache)?.object, "status", "state") === "Ready";
  if (behind !== undefined && !isPast) return behind;
  const trap = serviceTrap(service, around);
  if (trap !== undefined) return trap;
  if (behind !== undefined) return behind;
  if (rollout.workload === undefined) return withoutWorkload(service, rollout, message, around);
  if (isScaledToZero(object, rollout)) {
    return { health: "healthy", reason: "ScaledToZero", message: "it has no pods, as the spec asks" };
  }
  if (rollout.refusal !== undefined) {
    return {
      health: "blocked",
      reason: "PodRefused",
      message: `its pods are refused: ${told(rollout.refusal)}`,
      help: `a quota or an admission policy does not let them in: \`${kubectl(namespace, "describe", "resourcequota")}\``,
    };
  }
  if (rollout.isDone) return unanswered(service, rollout, around);
  const trouble = firstTrouble(rollout, around);
  if (trouble !== undefined) return trouble;
  return rollout.isOverdue || overdue.test(message)
    ? late(service)
    : { health: "progressing", reason: "RollingOut", message: countOf(rollout) };
}

const overdue = /exceeded its progress deadline/;

function withoutWorkload(service: Live, rollout: Rollout, message: string, around: Surroundings): Health {
  const { kind } = rollout;
  if (!around.knows(kind)) {
    const unseen = [kind, "Pod"];
    if (overdue.test(message)) return { ...late(service), unseen };
    const text = message.trim() === "" ? "the operator works on it" : told(message);
    return { health: "progressing", reason: "RollingOut", message: text, unseen };
  }
  const hasState = textAt(service.object, "status", "state") !== "";
  if (hasState || !isOlder(service, stateTime, around)) {
    return { health: "progressing", reason: "WorkloadAwaited", message: `its ${kind} is not made yet` };
  }
  return {
    health: "blocked",
    reason: "NoState",
    message: `the operator has written no state for 10 minutes, and made no ${kind}`,
    help: "the cause is only in the log of the operator: `kubectl get pods -A -l app.kubernetes.io/name=k8s-nim-operator`",
  };
}

/** The operator calls that NotReady; it is what the spec asks for. */
function isScaledToZero(object: unknown, { wanted, available, isObserved }: Rollout): boolean {
  const scales = valueAt(object, ["spec", "scale", "enabled"]) === true;
  return (
    !scales && numberAt(object, "spec", "replicas") === 0 && wanted === 0 && available === 0 && isObserved
  );
}

/** All pods are ready, and the operator got no answer from /v1/models. Source: standalone/nimservice.go, updateModelStatus. */
function unanswered({ name, namespace }: Live, { pods }: Rollout, around: Surroundings): Health {
  const since = pods.map((pod) => Date.parse(conditionOf(pod.object, "Ready")?.since ?? ""));
  const newest = Math.max(...since);
  const isLong = around.now !== undefined && pods.length > 0 && around.now - newest > answerTime;
  return {
    health: isLong ? "degraded" : "progressing",
    reason: "EndpointUnanswered",
    message: "its pods are ready, and the operator has no answer from /v1/models of its Service",
    help: `if it lasts, something keeps the operator out (NetworkPolicy, mutual TLS of a mesh) or /v1/models fails: \`${kubectl(namespace, "port-forward", `service/${name}`, "8000")}\``,
  };
}

/** The Deployment's own patience is 10 minutes; the default startup probe waits for 1230 s. */
function late({ name, namespace }: Live): Health {
  return {
    health: "degraded",
    reason: "ProgressDeadline",
    message: "its pods have not become ready within the progress deadline, and are still waited for",
    help: `see \`${kubectl(namespace, "get", "pods", "-l", `app=${name}`)}\` and \`${kubectl(namespace, "logs", "-l", `app=${name}`, "--tail=50")}\`; a large model may need a longer startupProbe`,
  };
}
