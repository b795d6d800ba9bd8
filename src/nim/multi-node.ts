import type { Nim } from "./schema/judge.ts";

type ServiceSpec = NonNullable<Nim["NIMService"]["spec"]>;

/**
 * Whether the operator makes a LeaderWorkerSet of the service. `spec.multiNode` alone does not suffice: pipeline
 * parallelism must be above 1, and KServe has none. Source: k8s-nim-operator nimservice_types.go, IsMultiNode.
 */
export function isMultiNode(spec: ServiceSpec): boolean {
  return spec.inferencePlatform !== "kserve" && (spec.multiNode?.parallelism?.pipeline ?? 0) > 1;
}

/** The most replicas that a service can come to: of the HPA where it scales by itself, else its own; default 1. */
export function mostReplicas(spec: ServiceSpec): number {
  if (spec.scale?.enabled === true) return spec.scale.hpa?.maxReplicas ?? 1;
  return spec.replicas ?? 1;
}
