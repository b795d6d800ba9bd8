import { type Resource, ResourceSet } from "../../src/manifest/resource.ts";
import { textAt } from "../../src/nim/health/fields.ts";
import { type Live, labelOf } from "../../src/nim/health/live.ts";
import type { LiveWorld } from "../../src/nim/health/surroundings.ts";
import { nimKinds } from "../../src/nim/schema/kinds.ts";
import type { OperatorVersion } from "../../src/nim/version.ts";
import { asResource } from "../decide/compared.ts";
import type { ObservedDelivery } from "../repository/types.ts";

/**
 * What Flux or Argo CD have delivered, as the cluster has it, where the files need rendering. Sources: Flux labels what a
 * Kustomization applies; Argo CD marks it with an annotation (`APP:GROUP/KIND:NAMESPACE/NAME`), or with a label.
 */
export function deliveredSet(
  world: LiveWorld,
  by: ObservedDelivery | undefined,
  version: OperatorVersion,
): ResourceSet {
  const found = world.objects.flatMap((live): Resource[] => {
    const kind = nimKinds.find((each) => each === live.kind);
    return kind !== undefined && isDelivered(live, by) ? [asResource(kind, live, false, version)] : [];
  });
  return new ResourceSet(found, []);
}

function isDelivered(live: Live, by: ObservedDelivery | undefined): boolean {
  if (by === undefined) return true;
  if (by.kind === "Kustomization") {
    const isNamed = labelOf(live, "kustomize.toolkit.fluxcd.io/name") === by.name;
    return isNamed && labelOf(live, "kustomize.toolkit.fluxcd.io/namespace") === by.namespace;
  }
  const tracked = textAt(live.object, "metadata", "annotations", "argocd.argoproj.io/tracking-id");
  // An Application of another namespace than Argo CD's own is called namespace_name.
  const [application = ""] = tracked.split(":");
  if (tracked !== "") return application === by.name || application === `${by.namespace}_${by.name}`;
  return labelOf(live, "app.kubernetes.io/instance") === by.name;
}
