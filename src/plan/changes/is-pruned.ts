import type { Resource } from "../../manifest/resource.ts";
import { isMap } from "../../nim/value.ts";

/**
 * Whether somebody delivers a live object who removes what his manifests no longer have, and was not told to keep it. Source:
 * the documentation of Flux (Kustomization), Argo CD (resource tracking, sync options), Helm (release marks, resource
 * policy) and kubectl (ApplySet).
 */
export function isPruned({ written }: Pick<Resource, "written">): boolean {
  const { labels, annotations } = isMap(written.metadata) ? written.metadata : {};
  const marks = [labels, annotations].flatMap((map) => (isMap(map) ? Object.entries(map) : []));
  const isKept = marks.some(([key, value]) =>
    keeps.some((keep) => keep.key === key && keep.value.test(String(value))),
  );
  if (isKept) return false;
  return marks.some(
    ([key, value]) => delivered.test(key) || (key === "app.kubernetes.io/managed-by" && value === "nimops"),
  );
}

const delivered =
  /^(?:kustomize\.toolkit\.fluxcd\.io\/name|argocd\.argoproj\.io\/tracking-id|meta\.helm\.sh\/release-name|applyset\.kubernetes\.io\/part-of)$/;

const keeps: readonly { readonly key: string; readonly value: RegExp }[] = [
  { key: "kustomize.toolkit.fluxcd.io/prune", value: /^disabled$/i },
  { key: "argocd.argoproj.io/sync-options", value: /(?:^|,)\s*Prune=false\s*(?:,|$)/ },
  { key: "helm.sh/resource-policy", value: /^keep$/ },
];
