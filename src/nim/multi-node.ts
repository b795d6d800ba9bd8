import type { Nim } from "./schema/judge.ts";
import { atLeast, type OperatorVersion } from "./version.ts";

type ServiceSpec = NonNullable<Nim["NIMService"]["spec"]>;

/**
 * Whether the operator makes a LeaderWorkerSet of the service. Since 3.1.0 `spec.multiNode` alone does not suffice:
 * pipeline parallelism must be above 1 (trap T6). KServe has none.
 * Source: k8s-nim-operator nimservice_types.go, IsMultiNode; v3.0.2 standalone/nimservice.go, reconcileNIMService.
 */
export function isMultiNode(spec: ServiceSpec, version: OperatorVersion): boolean {
  if (spec.inferencePlatform === "kserve" || !spec.multiNode) return false;
  return !atLeast(version, "3.1.0") || nodesOfReplica(spec) > 1;
}

/** Nodes that one replica of the service stands on: those of its pipeline, else one. */
export function nodesOfReplica(spec: ServiceSpec): number {
  if (spec.inferencePlatform === "kserve") return 1;
  return Math.max(1, spec.multiNode?.parallelism?.pipeline ?? 1);
}

/** The most replicas that a service can come to: of the HPA where it scales by itself, else its own; default 1. */
export function mostReplicas(spec: ServiceSpec): number {
  if (spec.scale?.enabled === true) return spec.scale.hpa?.maxReplicas ?? 1;
  return spec.replicas ?? 1;
}
