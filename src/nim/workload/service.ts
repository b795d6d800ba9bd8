import { isMultiNode } from "../multi-node.ts";
import { atLeast } from "../version.ts";
import { accessOf } from "./access.ts";
import { autoscalerOf } from "./autoscaler.ts";
import { computeDomainOf } from "./compute-domain.ts";
import { deploymentOf } from "./deployment.ts";
import { draRewritings } from "./dra-canonical.ts";
import type { DraftObject } from "./draft.ts";
import { endpointPicker } from "./endpoint-picker.ts";
import { gpuShareOf } from "./gpu-share.ts";
import { imageLayout, type Layout } from "./image-layout.ts";
import { inferenceServiceOf } from "./inference-service.ts";
import { ingressOf } from "./ingress.ts";
import { kserveModeOf } from "./kserve-mode.ts";
import { leaderWorkerSetOf } from "./leader-worker-set.ts";
import type { Outcome, Surroundings } from "./made.ts";
import { modelEnvironment } from "./model-environment.ts";
import { type ModelStore, modelStore } from "./model-store.ts";
import { mpiObjects } from "./mpi.ts";
import type { PodFacts } from "./pod-facts.ts";
import { claimTemplateOf } from "./resource-claim-template.ts";
import { claimsFault, hasComputeDomain, namedClaims, podClaims, withClaims } from "./resource-claims.ts";
import { grpcRouteOf, httpRouteOf } from "./routes.ts";
import { failed, noPointer, outcomeOf, type Step } from "./sequence.ts";
import { serviceEnvironment } from "./service-environment.ts";
import { factsOf, type ServiceFacts } from "./service-facts.ts";
import { serviceMonitorOf } from "./service-monitor.ts";
import { serviceObjectOf } from "./service-object.ts";
import type { Subject } from "./subject.ts";
import { unlessTaken } from "./unless-taken.ts";

/**
 * What the operator makes of a NIMService, in its order, for the first time: nothing of it exists yet. A cache that has
 * no status counts as one that becomes Ready.
 * Source: k8s-nim-operator standalone/nimservice.go and kserve/nimservice.go, reconcileNIMService.
 */
export function objectsMadeOfService(service: Subject<"NIMService">, surroundings: Surroundings): Outcome {
  const facts = factsOf(service, surroundings);
  const isKServe = facts.spec.inferencePlatform === "kserve";
  const steps = isKServe ? onKServe(facts, surroundings) : standalone(facts, surroundings);
  return outcomeOf(unlessTaken(steps, surroundings));
}

function* standalone(facts: ServiceFacts, surroundings: Surroundings): Generator<Step> {
  yield* beginning(facts, surroundings);
  yield { make: serviceObjectOf(facts), reason: "ServiceFailed" };
  yield* perhaps(ingressOf(facts), "IngressFailed");
  yield* perhaps(httpRouteOf(facts), "HTTPRouteFailed");
  yield* perhaps(grpcRouteOf(facts), "GRPCRouteFailed");
  yield* perhaps(autoscalerOf(facts), "HPAFailed");
  yield* perhaps(serviceMonitorOf(facts), "ServiceMonitorFailed");
  yield* endpointPicker(facts);
  const store = yield* modelStore(facts, surroundings);
  if (isMultiNode(facts.spec, facts.version)) yield* severalNodes(facts, store, surroundings);
  else yield* oneNode(facts, store, surroundings);
}

function* onKServe(facts: ServiceFacts, surroundings: Surroundings): Generator<Step> {
  yield* beginning(facts, surroundings);
  const store = yield* modelStore(facts, surroundings);
  const mode = kserveModeOf(facts, surroundings);
  if (typeof mode === "string") yield { stop: failed("Failed", mode) };
  else {
    if (mode.isStandard) yield* perhaps(serviceMonitorOf(facts), "ServiceMonitorFailed");
    const pod = yield* podOf(facts, store, surroundings, "InferenceService");
    if (pod) yield { make: inferenceServiceOf(facts, pod, mode), reason: "DeploymentFailed" };
  }
}

function* beginning(facts: ServiceFacts, surroundings: Surroundings): Generator<Step> {
  if (draRewritings(facts.spec).length > 0) {
    yield {
      note: "the operator would write draResources otherwise, and may not: see `nimops explain dra-not-canonical`",
    };
    yield { stop: { state: "", message: refusedWriteBack(facts.name) } };
  }
  const fault = claimsFault(facts, surroundings);
  if (fault !== undefined) yield { stop: failed("DRAResourcesUnsupported", fault) };
  yield* accessOf(facts);
}

/** Trap T28: rule S1 of the CRD allows no change of draResources, not even by the operator's own first write. */
function refusedWriteBack(name: string): string {
  const field = "spec: Invalid value: spec.draResources is immutable";
  return `NIMService.apps.nvidia.com ${JSON.stringify(name)} is invalid: ${field}`;
}

function* oneNode(facts: ServiceFacts, store: ModelStore, surroundings: Surroundings): Generator<Step> {
  const pod = yield* podOf(facts, store, surroundings, "Deployment");
  if (pod) yield { make: deploymentOf(facts, pod), reason: "DeploymentFailed" };
}

function* severalNodes(facts: ServiceFacts, store: ModelStore, surroundings: Surroundings): Generator<Step> {
  const { spec, version } = facts;
  const { pipeline, tensor } = spec.multiNode?.parallelism ?? {};
  const pod = yield* podOf(facts, store, surroundings, "LeaderWorkerSet");
  if (pipeline === undefined && tensor !== undefined && !atLeast(version, "3.1.0")) {
    yield { stop: noPointer };
  }
  if (!spec.multiNode?.ray) yield* mpiObjects(facts, surroundings);
  if (pod) yield { make: leaderWorkerSetOf(facts, pod), reason: "LeaderWorkerSetFailed" };
}

/** Settles what the pods are made of, and makes the claim templates and the ComputeDomain on the way. */
function* podOf(
  facts: ServiceFacts,
  store: ModelStore,
  surroundings: Surroundings,
  kind: "Deployment" | "LeaderWorkerSet" | "InferenceService",
): Generator<Step, PodFacts | undefined> {
  const name = kind === "LeaderWorkerSet" ? `${facts.name}-lws` : facts.name;
  const share = gpuShareOf(facts, store, surroundings);
  if (share.is === "stop") yield { stop: share.stop };
  const named = namedClaims(facts, surroundings);
  const claims = Array.isArray(named) ? named : [];
  for (const claim of claims) if (claim.creation) yield claimTemplateOf(facts, claim);
  if (kind === "LeaderWorkerSet" && hasComputeDomain(facts)) {
    yield* perhaps(computeDomainOf(facts, claims), "ComputeDomainFailed");
  }
  const isSeveral = kind === "LeaderWorkerSet";
  // Several nodes have no native layout.
  const layout: Layout = isSeveral ? { is: "legacy" } : imageLayout(facts, store, surroundings);
  if ("note" in layout && layout.note !== undefined) yield { note: layout.note };
  const unknown = { kind, name, service: facts.name };
  if (share.is === "unknown") yield { unknown: { ...unknown, why: share.why } };
  else if (!Array.isArray(named)) yield { unknown: { ...unknown, why: named } };
  else if (layout.is === "unknown") yield { unknown: { ...unknown, why: layout.why } };
  if (share.is !== "known" || !Array.isArray(named) || layout.is === "unknown") return undefined;
  const isNative = layout.is === "native";
  const env = isSeveral ? [] : modelEnvironment(facts, store, isNative, serviceEnvironment(facts));
  if (!env) yield { stop: noPointer };
  return {
    store,
    isNative,
    env: env ?? [],
    resources: share.resources,
    claims: podClaims(claims),
    withClaims: (container) => withClaims(container, claims),
  };
}

function* perhaps(make: DraftObject | undefined, reason: string): Generator<Step> {
  if (make) yield { make, reason };
}
