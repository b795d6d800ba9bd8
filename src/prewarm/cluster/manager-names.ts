/** Who a field manager is, where people know it by another name; the name itself otherwise. */
export function managerName(manager: string): string {
  return known.find(([pattern]) => pattern.test(manager))?.[1] ?? manager;
}

/** How the NIM Operator is called here. */
export const operator = "the NIM Operator";

/** Sources: fluxcd kustomize-controller and helm-controller, argo-cd (argocd-controller), kubectl's --field-manager defaults. */
const known: readonly (readonly [RegExp, string])[] = [
  [/^kustomize-controller$/, "Flux (kustomize-controller)"],
  [/^helm-controller$/, "Flux (helm-controller)"],
  [/^argocd-/, "Argo CD"],
  [/^kubectl-client-side-apply$/, "kubectl apply"],
  [/^kubectl$/, "kubectl apply --server-side"],
  [/^kubectl-edit$/, "kubectl edit"],
  [/^kubectl-/, "kubectl"],
  [/^helm$/i, "Helm"],
  [/^(?:manager|k8s-nim-operator)$/, operator],
];
