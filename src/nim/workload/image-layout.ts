import { imageText } from "../image-reference.ts";
import { atLeast } from "../version.ts";
import { cacheTypeOf } from "./cached-profiles.ts";
import { type Missing, type Surroundings, unknownModelManifest } from "./made.ts";
import type { ModelStore } from "./model-store.ts";
import { questionFault } from "./registry-question.ts";
import type { ServiceFacts } from "./service-facts.ts";

export type Layout =
  /** `note` tells why a native image is not taken for one. */
  | { readonly is: "native" | "legacy"; readonly note?: string }
  | { readonly is: "unknown"; readonly why: Missing };

/**
 * Whether the model lies where the protocol `native-v1` wants it. A cache knows it; without one the operator asks the
 * image's registry, and takes the image for an older one where it cannot.
 * Source: k8s-nim-operator internal/nimsource/imageinspect.go, ResolveModelLayout.
 */
export function imageLayout(facts: ServiceFacts, { cache }: ModelStore, surroundings: Surroundings): Layout {
  if (!atLeast(facts.version, "3.1.2")) return { is: "legacy" };
  if (cache) {
    const type = cacheTypeOf(cache, surroundings);
    if (type.kind === "unknown") return { is: "unknown", why: type.why };
    return { is: type.kind === "native" ? "native" : "legacy" };
  }
  const image = imageText(facts.spec.image);
  const said = surroundings.modelManifest(image);
  if (said.kind === "unknown") return { is: "unknown", why: unknownModelManifest(image, true) };
  if (said.kind !== "native") return { is: "legacy" };
  const fault = questionFault(image, facts.spec.image?.pullSecrets ?? [], surroundings);
  if (fault === undefined) return { is: "native" };
  return {
    is: "legacy",
    note: `${fault}, so the operator does not see that ${image} is native, and lays it out as an older image`,
  };
}
