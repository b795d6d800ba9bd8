import { textAt } from "./fields.ts";
import type { Health } from "./health.ts";
import { kubectl } from "./kubectl.ts";
import { nimCacheHealth } from "./nim-cache.ts";
import type { Surroundings } from "./surroundings.ts";
import { told } from "./told.ts";

/** How something is that waits for a cache: as well as the cache, at best progressing; never failed. */
export function cacheBehind(name: string, namespace: string, around: Surroundings): Health {
  const cache = around.find("NIMCache", name);
  const called = `cache ${told(name)}`;
  if (cache === undefined) {
    if (!around.knows("NIMCache")) {
      return {
        health: "progressing",
        reason: "WaitingForCache",
        message: `it waits for ${called}`,
        unseen: ["NIMCache"],
      };
    }
    return {
      health: "blocked",
      reason: "CacheMissing",
      message: `${called} does not exist in its namespace`,
      help: `create the NIMCache there, or correct the name: \`${kubectl(namespace, "get", "nimcaches")}\``,
    };
  }
  const { health, reason, message, help, unseen } = nimCacheHealth(cache, around);
  const rest = { ...(help === undefined ? {} : { help }), ...(unseen === undefined ? {} : { unseen }) };
  const state = textAt(cache.object, "status", "state");
  if (health === "healthy" || state === "Ready") {
    return {
      health: "progressing",
      reason: "WaitingForCache",
      message: `${called} is Ready, and the operator goes on`,
    };
  }
  return {
    health: health === "failed" ? "blocked" : health,
    reason: health === "progressing" || health === "degraded" ? "WaitingForCache" : `Cache${reason}`,
    message: `${called}: ${message}`,
    ...rest,
  };
}
