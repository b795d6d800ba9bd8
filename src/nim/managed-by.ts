import { isMap } from "./value.ts";

/** What the operator calls itself in labels. Source: k8s-nim-operator nimservice_types.go, nimcache_types.go, GetStandardLabels. */
export const operatorName = "k8s-nim-operator";

/** The label by which the operator knows its own objects since 3.1.0. Source: internal/k8sutil/k8sutil.go, BuildByObjectFilteredCache. */
export const managedByKey = "app.kubernetes.io/managed-by";

/** As it stands among the labels of an object. */
export const managedByOperator = { [managedByKey]: operatorName } as const;

/** Whether labels, of whatever form, say that the operator manages the object. */
export function isManagedByOperator(labels: unknown): boolean {
  return isMap(labels) && labels[managedByKey] === operatorName;
}

/** The label that the reconciler puts on what it owns, with the name of the NIMRepository; nobody else writes such an object. */
export const repositoryLabel = "nimops.dev/repository";
