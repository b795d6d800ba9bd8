import { formatPath, isMap, type ValueMap, valueAt } from "../value.ts";
import { beingDeleted } from "./being-deleted.ts";
import { differenceOf } from "./difference.ts";
import { listAt, textAt } from "./fields.ts";
import { type Health, worstOf } from "./health.ts";
import { isOlder } from "./is-older.ts";
import { kubectl } from "./kubectl.ts";
import { isOwnedBy, type Live } from "./live.ts";
import { nimServiceHealth } from "./nim-service.ts";
import { notPickedUp } from "./not-picked-up.ts";
import type { Surroundings } from "./surroundings.ts";
import { told } from "./told.ts";

/** Milliseconds after which the operator should have made every child. */
const soon = 120_000;

/**
 * How a NIMPipeline is: as its worst service. Its own state does not tell that edits no longer reach the services
 * (operator 3.1.0 and newer), nor that it has none. Source: k8s-nim-operator nimpipeline_controller.go.
 */
export function nimPipelineHealth(pipeline: Live, around: Surroundings): Health {
  const early = beingDeleted(pipeline) ?? notPickedUp(pipeline, around);
  if (early !== undefined) return early;
  const enabled = listAt(pipeline.object, "spec", "services")
    .filter(isMap)
    .filter((service) => valueAt(service, ["enabled"]) === true);
  if (enabled.length === 0) {
    return {
      health: "degraded",
      reason: "NothingEnabled",
      message: "none of its services is enabled, so it runs nothing, whatever its state says",
      help: "set `enabled: true` on the services that shall run",
    };
  }
  if (enabled.some((service) => textAt(service, "name") === "")) {
    return {
      health: "blocked",
      reason: "ServiceWithoutName",
      message: "one of its services has no name, and nothing is made of it",
      help: "give every entry of spec.services a name",
    };
  }
  if (!around.knows("NIMService")) return byStateAlone(pipeline);
  const children = enabled.map((service) => ofService(service, pipeline, around));
  const worst = worstOf(children);
  if (worst !== undefined && worst.health !== "healthy") return worst;
  // A service without pods is NotReady to the operator, and so is its pipeline, for ever.
  const isReadyAtBest = !children.some(({ reason }) => reason === "ScaledToZero");
  if (isReadyAtBest && textAt(pipeline.object, "status", "state") !== "Ready") {
    return {
      health: "progressing",
      reason: "Settling",
      message: "its services are healthy, its own state follows",
    };
  }
  const unseen = [...new Set(children.flatMap((child) => child.unseen ?? []))];
  return {
    health: "healthy",
    reason: "Ready",
    message: enabled.length === 1 ? "its service is healthy" : `all ${enabled.length} services are healthy`,
    ...(unseen.length > 0 ? { unseen } : {}),
  };
}

function byStateAlone({ object }: Live): Health {
  const unseen = ["NIMService"];
  const state = textAt(object, "status", "state");
  if (state === "Ready") {
    return { health: "healthy", reason: "Ready", message: "the operator says that it is ready", unseen };
  }
  if (state === "Failed") {
    return {
      health: "degraded",
      reason: "ServiceFailed",
      message: "one of its services says Failed, and is tried again",
      unseen,
    };
  }
  return { health: "progressing", reason: "RollingOut", message: "its services are not all ready", unseen };
}

function ofService(service: ValueMap, pipeline: Live, around: Surroundings): Health {
  const name = textAt(service, "name");
  const { namespace } = pipeline;
  const child = around.find("NIMService", name);
  const called = `service ${told(name)}`;
  if (child === undefined) {
    const isLate = isOlder(pipeline, soon, around);
    return {
      health: isLate ? "blocked" : "progressing",
      reason: "ServiceMissing",
      message: `${called} is not made yet`,
      help: "if it stays so, the API server or the webhook refuses it; only the log of the operator tells: `kubectl get pods -A -l app.kubernetes.io/name=k8s-nim-operator`",
    };
  }
  if (!isOwnedBy(child, "NIMPipeline", pipeline.name)) {
    return {
      health: "blocked",
      reason: "NameTaken",
      message: `a NIMService ${told(name)} that is not the pipeline's own exists already, and is left alone`,
      help: `delete or rename it, or choose another name: \`${kubectl(namespace, "get", "nimservice", name, "-o", "yaml")}\``,
    };
  }
  const difference = child.isDeleting
    ? undefined
    : differenceOf(valueAt(service, ["spec"]), valueAt(child.object, ["spec"]), ["spec"]);
  const found = nimServiceHealth(child, around);
  if (difference !== undefined && (found.health === "healthy" || found.health === "progressing")) {
    return {
      health: "degraded",
      reason: "EditNotPropagated",
      message: `${called} differs from the pipeline at ${told(formatPath(difference))}: since operator 3.1.0 edits do not reach services that exist`,
      help: `\`${kubectl(namespace, "delete", "nimservice", name)}\` has it made again as the pipeline says (it is down meanwhile); better use NIMServices of their own`,
    };
  }
  return { ...found, message: `${called}: ${found.message}` };
}
