import type { Resource, ResourceSet } from "../manifest/resource.ts";
import type { ProfileFacts, ProfilesLock } from "../nim/profile/lock/lock.ts";
import { lockedProfiles } from "../nim/profile/lock/locked.ts";
import { factsOfTags } from "../nim/profile/lock/tag-facts.ts";
import { type ModelManifest, modelOfImage } from "../nim/profile/model-of-image.ts";
import { namedProfiles } from "../nim/profile/select-without-manifest.ts";
import { everyProfile } from "../nim/profile-id.ts";
import type { OperatorVersion } from "../nim/version.ts";
import { cacheModel, hasProfiles, modelPullerOf } from "../nim/workload/cache-model.ts";
import { isReady } from "../nim/workload/cached-profiles.ts";
import type { Surroundings } from "../nim/workload/made.ts";
import { selectedProfiles } from "../nim/workload/selected-profiles.ts";

export interface ModelSources {
  readonly set: ResourceSet;
  readonly lock: ProfilesLock;
  readonly operatorVersion: OperatorVersion;
  /** The `nvidia.com/gpu.product` labels of the nodes; undefined where they are not known. */
  readonly products: readonly string[] | undefined;
  /** By image reference, `repository:tag`. */
  modelManifest(image: string): ModelManifest;
}

/** Facts by profile id; what nobody says of a profile is absent. */
export type Profiles = ReadonlyMap<string, ProfileFacts>;

/** What the images of a set of manifests have in them, as far as the lock and model manifests tell. */
export class Models {
  readonly #sources: ModelSources;
  readonly #images = new Map<string, Profiles | undefined>();
  readonly #caches = new Map<Resource<"NIMCache">, Profiles | undefined>();

  constructor(sources: ModelSources) {
    this.#sources = sources;
  }

  /** Every profile of an image; undefined where none is known. */
  ofImage(image: string): Profiles | undefined {
    if (!this.#images.has(image)) this.#images.set(image, this.#readImage(image));
    return this.#images.get(image);
  }

  /**
   * The profiles that a cache downloads, or has once it is Ready; of some only the id may be known. Undefined where it is
   * not known which they are, and for sources without profiles.
   */
  ofCache(cache: Resource<"NIMCache">): Profiles | undefined {
    if (!this.#caches.has(cache)) this.#caches.set(cache, this.#readCache(cache));
    return this.#caches.get(cache);
  }

  #readImage(image: string): Profiles | undefined {
    const { lock, operatorVersion } = this.#sources;
    const profiles = new Map<string, ProfileFacts>();
    const said = this.#sources.modelManifest(image);
    const found = said.kind === "unknown" ? undefined : modelOfImage(said, operatorVersion, true);
    if (found?.kind === "manifest" && "profiles" in found.manifest) {
      for (const { id, tags } of found.manifest.profiles) {
        if (!profiles.has(id)) profiles.set(id, factsOfTags(Object.fromEntries(tags)));
      }
    }
    for (const { id, ...facts } of lockedProfiles(lock, image) ?? []) profiles.set(id, facts);
    return profiles.size === 0 ? undefined : profiles;
  }

  #readCache(cache: Resource<"NIMCache">): Profiles | undefined {
    const ids = this.#idsOf(cache);
    const known = this.ofImage(modelPullerOf(cache));
    if (ids === undefined) return undefined;
    if (ids.includes(everyProfile)) return known;
    return new Map(ids.map((id) => [id, known?.get(id) ?? {}]));
  }

  #idsOf(cache: Resource<"NIMCache">): readonly string[] | undefined {
    if (!hasProfiles(cache)) return undefined;
    const named = namedProfiles(cache.spec.source?.ngc?.model);
    if (isReady(cache)) {
      const listed = (cache.status?.profiles ?? []).flatMap((profile) => profile?.name ?? []);
      if (listed.length > 0) return [...new Set(listed)];
    }
    const surroundings = this.#around(cache);
    const model = cacheModel(cache, surroundings);
    if (model.kind === "native") return undefined;
    if (model.kind === "unknown" || model.kind === "not read") return named.length > 0 ? named : undefined;
    const selection = selectedProfiles(cache, model, surroundings);
    return selection.kind === "unknown" ? undefined : selection.kind === "none" ? [] : selection.ids;
  }

  #around({ namespace }: Resource): Surroundings {
    const { set, operatorVersion, products } = this.#sources;
    return {
      namespace,
      operatorVersion,
      products,
      modelManifest: (image) => this.#sources.modelManifest(image),
      find: (kind, name) => set.companion(kind, namespace, name)?.value,
    };
  }
}
