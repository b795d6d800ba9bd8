import type { Inventory } from "../../inventory/inventory.ts";
import type { Stop } from "../../nim/workload/made.ts";
import type { Reason } from "../plan.ts";
import type { PodDemand } from "./demand.ts";

/**
 * Whether what stops the operator is in the manifests, so that nothing but another manifest helps. What is looked for and
 * not found, such as a cache, may be there all the same: it is of another repository perhaps.
 */
export function isFinal({ state, reason = "", message }: Stop): boolean {
  if (reason.startsWith("NIMCache") || /not found|not ready|already exists|nimcache/i.test(message))
    return false;
  return state === "Failed" || message.startsWith("panic: ") || message.includes("can no longer list");
}

/**
 * What the cluster lacks for the pods to be, as its inventory says. Without the kind, the operator rests in Failed; without
 * a driver, nothing allocates claims. Source: k8s-nim-operator standalone/nimservice.go, renderAndSyncResource; Kubernetes
 * plugin DynamicResources.
 */
export function lackingComponent(
  kinds: readonly string[],
  pods: readonly PodDemand[],
  components: Inventory["components"],
): Reason | undefined {
  if (components.lws === false && kinds.includes("LeaderWorkerSet")) {
    return {
      code: "component-missing",
      message: `the inventory says that LeaderWorkerSet is not installed (components.lws: false): no pods are made; the operator then says: no matches for kind "LeaderWorkerSet" in version "leaderworkerset.x-k8s.io/v1"`,
      help: "install LeaderWorkerSet, or serve the model on one node",
    };
  }
  if (components.draDriver === false && pods.some(({ devices }) => devices.length > 0)) {
    return {
      code: "component-missing",
      message:
        "the inventory says that no DRA driver is installed (components.draDriver: false): nothing allocates the claims of its pods",
      help: "install the driver of the device class, or ask for nvidia.com/gpu",
    };
  }
  return undefined;
}
