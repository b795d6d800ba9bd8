import type { ModelManifest } from "../model-of-image.ts";
import type { LockedImage, LockedProfile, ProfilesLock } from "./lock.ts";
import { factsOfTags, statedIn } from "./tag-facts.ts";

/**
 * What the lock says of an image's model manifest; undefined where it does not name the image. Each time the same object,
 * since a manifest is read once for each.
 */
export function lockedModelManifest(lock: ProfilesLock, image: string): ModelManifest | undefined {
  const locked = lock.images.get(image);
  if (locked === undefined) return undefined;
  const known = remembered.get(locked) ?? modelManifestOf(locked);
  remembered.set(locked, known);
  return known;
}

const remembered = new WeakMap<LockedImage, ModelManifest>();

function modelManifestOf({ protocol, manifest, stripped }: LockedImage): ModelManifest {
  if (protocol === "native" || protocol === "none") return { kind: protocol };
  if (manifest === undefined) return { kind: "unknown" };
  return { kind: "text", text: manifest.join("\n"), ...(stripped === true && { isStripped: true }) };
}

/**
 * The profiles that the lock has of an image, with what their tags say; undefined where it does not name the image.
 * An empty list does not say that the image has none: see `lockedModelManifest`.
 */
export function lockedProfiles(lock: ProfilesLock, image: string): readonly LockedProfile[] | undefined {
  return lock.images.get(image)?.profiles.map(withTagFacts);
}

/** What is written by hand wins over the tags; they win over all else, since the operator and the image go by them. */
export function withTagFacts(profile: LockedProfile): LockedProfile {
  const { tags, sources } = profile;
  const source = sources.tags;
  if (tags === undefined || source === undefined) return profile;
  const said = factsOfTags(tags);
  const taken = statedIn(said).filter((fact) => sources[fact] !== "hand");
  return {
    ...profile,
    ...Object.fromEntries(taken.map((fact) => [fact, said[fact]])),
    sources: { ...sources, ...Object.fromEntries(taken.map((fact) => [fact, source])) },
  };
}
