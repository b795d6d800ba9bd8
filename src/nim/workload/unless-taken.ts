import { isManagedByOperator } from "../managed-by.ts";
import { valueAt } from "../value.ts";
import { atLeast } from "../version.ts";
import { Unquoted } from "./draft.ts";
import type { Surroundings } from "./made.ts";
import { failed, type Step } from "./sequence.ts";

/**
 * Kinds of which the operator sees only what bears its label since 3.1.0, with the API server's names for them.
 * Source: k8s-nim-operator internal/k8sutil/k8sutil.go, BuildByObjectFilteredCache.
 */
const seenByLabel: Readonly<Record<string, string>> = {
  Deployment: "deployments.apps",
  GRPCRoute: "grpcroutes.gateway.networking.k8s.io",
  HorizontalPodAutoscaler: "horizontalpodautoscalers.autoscaling",
  HTTPRoute: "httproutes.gateway.networking.k8s.io",
  InferenceService: "inferenceservices.serving.kserve.io",
  LeaderWorkerSet: "leaderworkersets.leaderworkerset.x-k8s.io",
  Service: "services",
  ServiceMonitor: "servicemonitors.monitoring.coreos.com",
};

/** The steps up to one that makes an object whose name another's has: the operator does not see it, and fails (trap T21). */
export function* unlessTaken(steps: Iterable<Step>, surroundings: Surroundings): Generator<Step> {
  for (const step of steps) {
    if ("make" in step && atLeast(surroundings.operatorVersion, "3.1.0")) {
      const { kind, metadata } = step.make;
      const name = metadata.name instanceof Unquoted ? metadata.name.text : String(metadata.name);
      const resource = Object.hasOwn(seenByLabel, kind) ? seenByLabel[kind] : undefined;
      if (resource !== undefined && isOfOthers(surroundings.find(kind, name))) {
        yield { stop: failed(step.reason, `${resource} ${JSON.stringify(name)} already exists`) };
      }
    }
    yield step;
  }
}

function isOfOthers(object: unknown): boolean {
  return object !== undefined && !isManagedByOperator(valueAt(object, ["metadata", "labels"]));
}
