import { modelInQuestion } from "../../lint/model-in-question.ts";
import { usedCache } from "../../lint/used-cache.ts";
import { isOfKind, type Resource, type ResourceSet } from "../../manifest/resource.ts";
import { lastVariable } from "../../nim/environment.ts";
import { imageText } from "../../nim/image-reference.ts";
import type { ProfileFacts } from "../../nim/profile/lock/lock.ts";
import { modelPullerOf } from "../../nim/workload/cache-model.ts";
import type { Models } from "../models.ts";
import type { EstimatedModel } from "./estimate.ts";
import { type GpuFilter, gpuFilterOf } from "./gpu-filter.ts";

/** What a service runs, or a build builds, as far as anything tells. */
export interface ServedModel {
  /** Such as `nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0`. */
  readonly image?: string;
  /** The one profile that it can be: the one that is named, or the only one that there is. */
  readonly chosen?: { readonly id: string; readonly facts: ProfileFacts };
  /** The profiles among which the image chooses when it starts; empty where none is known. */
  readonly candidates: readonly ProfileFacts[];
  /** Those of them that its cache has; absent where that is not known. */
  readonly cached?: readonly ProfileFacts[];
  /** What its cache selects by; absent where it takes profiles for any GPU. */
  readonly filter?: GpuFilter;
  /** What is known of it by its name alone. */
  readonly model?: EstimatedModel;
}

/**
 * What its own manifest says, or what it is to serve `instead` of that.
 * Source: k8s-nim-operator nimservice.go (NIM_MODEL_PROFILE from `storage.nimCache.profile`); NIM documentation, profiles.
 */
export function servedModel(
  resource: Resource<"NIMService" | "NIMBuild">,
  { set, models }: { readonly set: ResourceSet; readonly models: Models },
  instead?: string,
): ServedModel {
  const cache = usedCache(resource, set);
  const image = imageText(resource.spec.image);
  const key = JSON.stringify([
    resource.kind,
    image,
    cache?.namespace,
    cache?.name,
    namedProfile(resource),
    instead,
  ]);
  const known = remembered.get(models) ?? new Map<string, ServedModel>();
  remembered.set(models, known);
  const served = known.get(key) ?? readModel(resource, cache, models, instead);
  known.set(key, served);
  return served;
}

/** Many services serve the same: what is judged of one model is judged once. */
const remembered = new WeakMap<Models, Map<string, ServedModel>>();

/** The profile that a manifest names. */
function namedProfile(resource: Resource<"NIMService" | "NIMBuild">): string | undefined {
  if (isOfKind(resource, "NIMService")) return profileOfService(resource);
  return isOfKind(resource, "NIMBuild") ? resource.spec.nimCache?.profile : undefined;
}

function readModel(
  resource: Resource<"NIMService" | "NIMBuild">,
  cache: Resource<"NIMCache"> | undefined,
  models: Models,
  instead: string | undefined,
): ServedModel {
  const cached = cache && models.ofCache(cache);
  const image = imageText(resource.spec.image);
  const known = models.ofImage(image) ?? (cache && models.ofImage(modelPullerOf(cache)));
  const chosen =
    instead === undefined
      ? chosenProfile(resource, cached, known)
      : { id: instead, facts: known?.get(instead) ?? {} };
  const named =
    (isOfKind(resource, "NIMService") ? modelInQuestion(resource) : undefined) ??
    (cache && modelInQuestion(cache));
  const precision = chosen?.facts.precision ?? cache?.spec.source?.ngc?.model?.precision;
  const filter = cache && gpuFilterOf(cache);
  // What is not in the cache is downloaded at the start: all profiles of the image are possible.
  const candidates = chosen ? [chosen.facts] : [...(known?.values() ?? [])];
  return {
    image,
    ...(chosen && { chosen }),
    candidates,
    ...(cached && cached.size > 0 && { cached: [...cached.values()] }),
    ...(filter && { filter }),
    ...(named && { model: { name: named.name, billions: named.billions, precision } }),
  };
}

function chosenProfile(
  resource: Resource<"NIMService" | "NIMBuild">,
  cached: ReadonlyMap<string, ProfileFacts> | undefined,
  known: ReadonlyMap<string, ProfileFacts> | undefined,
): ServedModel["chosen"] {
  const id = isOfKind(resource, "NIMService")
    ? profileOfService(resource)
    : isOfKind(resource, "NIMBuild")
      ? profileOfBuild(resource, cached)
      : undefined;
  if (id !== undefined) return { id, facts: cached?.get(id) ?? known?.get(id) ?? {} };
  const [only, ...others] = known ?? [];
  return only && others.length === 0 ? { id: only[0], facts: only[1] } : undefined;
}

/** The author's variable wins over the one that the operator makes of the cache's profile. */
function profileOfService({ spec }: Resource<"NIMService">): string | undefined {
  const variable = lastVariable(spec.env, "NIM_MODEL_PROFILE")?.value;
  return variable || spec.storage?.nimCache?.profile || undefined;
}

/** Source: k8s-nim-operator nimbuild_controller.go: the one that is named, or the only buildable one. */
function profileOfBuild(
  { spec }: Resource<"NIMBuild">,
  cached: ReadonlyMap<string, ProfileFacts> | undefined,
): string | undefined {
  if (spec.nimCache?.profile) return spec.nimCache.profile;
  const buildable = [...(cached ?? [])].filter(([, { buildable }]) => buildable === true);
  return buildable.length === 1 ? buildable[0]?.[0] : undefined;
}
