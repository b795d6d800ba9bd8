import type { KubernetesVersion } from "./kubernetes-version.ts";
import { atLeast, type OperatorVersion } from "./version.ts";

/**
 * The minor version of Kubernetes 1 from which on the operator takes resource claims.
 * Source: k8s-nim-operator internal/utils/utils.go, MinSupportedClusterVersionForDRA of 3.0.2 and 3.1.0.
 */
export function draKubernetesMinor(version: OperatorVersion): number {
  return atLeast(version, "3.1.0") ? 34 : 33;
}

/** Whether the operator refuses resource claims on such a cluster. */
export function isTooOldForDra([major, minor]: KubernetesVersion, version: OperatorVersion): boolean {
  return major < 1 || (major === 1 && minor < draKubernetesMinor(version));
}
