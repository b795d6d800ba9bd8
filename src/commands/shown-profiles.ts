import { canRun } from "../nim/profile/can-run.ts";
import { gpuPlaces } from "../nim/profile/gpu-place.ts";
import type { LockedProfile, ProfileFacts } from "../nim/profile/lock/lock.ts";
import { factsOfTags, stated } from "../nim/profile/lock/tag-facts.ts";
import type { ModelProfile } from "../nim/profile/model-manifest.ts";
import type { ShownProfile } from "./profile-tables.ts";

/** What the manifest's tags say of a profile, and where they are silent the lock. */
export function factsOf({ tags }: ModelProfile, locked: LockedProfile | undefined): ProfileFacts {
  const written = Object.fromEntries(tags);
  return { ...locked, ...stated(factsOfTags(written)), tags: written };
}

/** The profiles with where each can run. */
export function shownProfiles(
  profiles: readonly { readonly id: string; readonly facts: ProfileFacts; readonly mark?: string }[],
  products: readonly string[],
  gpusPerNode: number | undefined,
): ShownProfile[] {
  const places = products.flatMap((product) => gpuPlaces(product, gpusPerNode));
  return profiles.map((profile) => ({
    ...profile,
    places: places.map((place) => ({ product: place.name, ...canRun(profile.facts, place) })),
  }));
}
