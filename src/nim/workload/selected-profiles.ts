import { nothingSelected, type ProfileSelection, selectProfiles } from "../profile/select.ts";
import { namedProfiles, selectWithoutManifest } from "../profile/select-without-manifest.ts";
import type { CacheModel } from "./cache-model.ts";
import type { Missing, Surroundings } from "./made.ts";
import type { Subject } from "./subject.ts";

/** Which profiles the operator hands to the cache's Job. */
export type SelectedProfiles =
  | { readonly kind: "selected"; readonly ids: readonly string[] }
  /** The operator ends with this message. */
  | { readonly kind: "none"; readonly message: string }
  | { readonly kind: "unknown"; readonly why: Missing };

type Model = Extract<CacheModel, { kind: "manifest" | "model-free" }>;

/** The profiles of a cache with an NGC source. */
export function selectedProfiles(
  cache: Subject<"NIMCache">,
  model: Model,
  { products, operatorVersion }: Pick<Surroundings, "products" | "operatorVersion">,
): SelectedProfiles {
  const filter = cache.spec.source?.ngc?.model;
  // A manifest that a ConfigMap has is read for a selection only.
  const isRead = model.kind === "manifest" && !(model.inCluster && namedProfiles(filter).length > 0);
  const selectedWith = (labels: readonly string[]): ProfileSelection =>
    isRead
      ? selectProfiles({ manifest: model.manifest, model: filter, products: labels, operatorVersion })
      : selectWithoutManifest(cache.name, filter);
  const { selected, message } = selectedWith(products ?? []);
  if (products === undefined && String(selectedWith(noProduct).selected) !== String(selected)) {
    return {
      kind: "unknown",
      why: {
        sentence: "the selection of profiles goes by the GPUs of the nodes, which are not known",
        give: "products",
      },
    };
  }
  if (selected.length > 0) return { kind: "selected", ids: selected };
  return { kind: "none", message: message ?? nothingSelected };
}

/**
 * A label that no profile is for. Without any label every profile passes the comparison, with this one the fewest: where
 * both select the same, the nodes play no part.
 */
const noProduct = ["\u0001"];
