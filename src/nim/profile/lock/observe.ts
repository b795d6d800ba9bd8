import {
  type DownloadProtocol,
  type FactSource,
  factSources,
  type ImageFact,
  imageFacts,
  type LockedImage,
  type LockedProfile,
  type ProfileFact,
  type ProfileFacts,
} from "./lock.ts";
import { statedIn } from "./tag-facts.ts";

/** What one source said of an image; what it leaves out it said nothing about. */
export interface Observation {
  readonly source: FactSource;
  readonly digest?: string | undefined;
  readonly protocol?: DownloadProtocol | undefined;
  readonly manifest?: readonly string[] | undefined;
  readonly stripped?: boolean | undefined;
  readonly profiles: readonly { readonly id: string; readonly facts: ProfileFacts }[];
}

/**
 * What a lock says of an image after some sources were asked. What they said earlier is forgotten, what others said and
 * what was written by hand stays; under a new digest it is another image, and only what was written by hand stays.
 */
export function observed(before: LockedImage | undefined, observations: readonly Observation[]): LockedImage {
  const digest = observations.find((observation) => observation.digest !== undefined)?.digest;
  const isOther = digest !== undefined && before?.digest !== undefined && before.digest !== digest;
  const asked = new Set(observations.flatMap(superseded));
  const keeps = (source: FactSource | undefined) =>
    source !== undefined && (source === "hand" || !(isOther || asked.has(source)));
  let image = remaining(before, keeps);
  for (const observation of byTrust(observations)) image = withObservation(image, observation);
  return image;
}

/** A newer manifest replaces an older one, wherever either came from. */
function superseded({ source, manifest, protocol }: Observation): FactSource[] {
  if (manifest !== undefined || protocol === "none" || protocol === "native") {
    return [source, "image", "model-manifest"];
  }
  // Its digest alone says nothing about what was read in it before.
  if (source === "image") return [];
  return source === "list-output" ? [source, "name"] : [source];
}

function remaining(
  image: LockedImage | undefined,
  keeps: (source: FactSource | undefined) => boolean,
): LockedImage {
  if (image === undefined) return { profiles: [], sources: {} };
  const kept = imageFacts.filter((fact) => keeps(image.sources[fact]));
  const profiles = image.profiles.flatMap((profile): LockedProfile[] => {
    const facts = statedIn(profile).filter((fact) => keeps(profile.sources[fact]));
    return facts.length === 0 ? [] : [{ id: profile.id, ...picked(profile, facts) }];
  });
  return {
    ...(kept.includes("digest") && { digest: image.digest }),
    ...(kept.includes("protocol") && { protocol: image.protocol }),
    ...(kept.includes("manifest") && { manifest: image.manifest, stripped: image.stripped }),
    profiles,
    sources: Object.fromEntries(kept.map((fact) => [fact, image.sources[fact]])),
  };
}

function picked(profile: LockedProfile, facts: readonly ProfileFact[]): Omit<LockedProfile, "id"> {
  return {
    ...Object.fromEntries(facts.map((fact) => [fact, profile[fact]])),
    sources: Object.fromEntries(facts.map((fact) => [fact, profile.sources[fact]])),
  };
}

function withObservation(image: LockedImage, observation: Observation): LockedImage {
  const { source, digest, protocol, manifest, stripped } = observation;
  const takes = (fact: ImageFact) => observation[fact] !== undefined && isBetter(source, image.sources[fact]);
  const taken = imageFacts.filter(takes);
  const profiles = new Map(image.profiles.map((profile) => [profile.id, profile]));
  for (const { id, facts } of observation.profiles) {
    profiles.set(id, withFacts(profiles.get(id) ?? { id, sources: {} }, facts, source));
  }
  return {
    ...image,
    ...(taken.includes("digest") && { digest }),
    ...(taken.includes("protocol") && { protocol }),
    ...(taken.includes("manifest") && { manifest, stripped }),
    profiles: [...profiles.values()],
    sources: { ...image.sources, ...Object.fromEntries(taken.map((fact) => [fact, source])) },
  };
}

/** A profile with what a source says of it, where nobody who is trusted more has said it. */
function withFacts(profile: LockedProfile, facts: ProfileFacts, source: FactSource): LockedProfile {
  const taken = statedIn(facts).filter((fact) => isBetter(source, profile.sources[fact]));
  return {
    ...profile,
    ...Object.fromEntries(taken.map((fact) => [fact, facts[fact]])),
    sources: { ...profile.sources, ...Object.fromEntries(taken.map((fact) => [fact, source])) },
  };
}

function isBetter(source: FactSource, than: FactSource | undefined): boolean {
  return than === undefined || factSources.indexOf(source) <= factSources.indexOf(than);
}

function byTrust(observations: readonly Observation[]): readonly Observation[] {
  const rank = ({ source }: Observation) => factSources.indexOf(source);
  return [...observations].sort((one, other) => rank(one) - rank(other));
}
