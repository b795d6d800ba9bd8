import { beingDeleted } from "./being-deleted.ts";
import { cacheBehind } from "./cache-behind.ts";
import { conditionOf } from "./condition.ts";
import { textAt } from "./fields.ts";
import type { Health } from "./health.ts";
import type { Live } from "./live.ts";
import { notPickedUp } from "./not-picked-up.ts";
import { operatorError } from "./operator-error.ts";
import { readyService } from "./ready-service.ts";
import { isServing, rolloutOf } from "./rollout.ts";
import { multiNodeOfOne, serviceTrap } from "./service-traps.ts";
import type { Surroundings } from "./surroundings.ts";
import { unreadyService } from "./unready-service.ts";

/**
 * How a NIMService is. No answer is `failed`: the operator tries again after every error, and pods are started again.
 * Source: k8s-nim-operator nimservice_controller.go and standalone/nimservice.go.
 */
export function nimServiceHealth(service: Live, around: Surroundings): Health {
  const early = beingDeleted(service) ?? notPickedUp(service, around);
  if (early !== undefined) return early;
  const rollout = rolloutOf(service, around);
  const state = textAt(service.object, "status", "state");
  if (state === "Ready") return readyService(service, rollout, around);
  const never = multiNodeOfOne(service, around);
  if (never !== undefined) return never;
  const found = state === "Failed" ? failedState(service, around) : unreadyService(service, rollout, around);
  if (found.health !== "blocked" || !isServing(rollout)) return found;
  return {
    ...found,
    health: "degraded",
    message: `${found.message}; pods that were there before still serve`,
  };
}

/** In an error loop the reason alternates between a telling one and `Failed`: the message tells. */
function failedState(service: Live, around: Surroundings): Health {
  const { object, namespace } = service;
  const { reason = "", message = "" } = conditionOf(object, "Failed") ?? {};
  const cache = textAt(object, "spec", "storage", "nimCache", "name");
  // Its message is empty: the operator looks for a condition that a cache never has.
  if (reason === "NIMCacheFailed" || reason === "NIMCacheNotFound") {
    const behind = cacheBehind(cache, namespace, around);
    if (behind.unseen?.includes("NIMCache") !== true) return behind;
    if (reason === "NIMCacheFailed") {
      return {
        ...behind,
        health: "degraded",
        message: `${behind.message}, which says Failed and may try again`,
      };
    }
    return {
      health: "blocked",
      reason: "CacheMissing",
      message: message === "" ? "its cache does not exist" : message,
      help: "create the NIMCache in the same namespace, or correct spec.storage.nimCache.name",
    };
  }
  return serviceTrap(service, around) ?? operatorError(message, service);
}
