import { modelInQuestion } from "../../lint/model-in-question.ts";
import type { Resource } from "../../manifest/resource.ts";
import { publishedBytesPerParameter } from "../../nim/model-size.ts";
import type { ProfileFacts } from "../../nim/profile/lock/lock.ts";
import { bytesOf, type EstimatedModel } from "../hardware/estimate.ts";
import type { Profiles } from "../models.ts";

export interface Download {
  readonly bytes: number;
  /** What it comes to at least, where the precision is not known. */
  readonly least: number;
  /** `estimated`: by the parameters that the model's name tells, for one profile or more. */
  readonly from: "lock" | "estimated";
}

/** What a cache downloads: all profiles that are selected, each a set of files of its own. Undefined where nothing tells. */
export function downloadOf(
  cache: Resource<"NIMCache">,
  profiles: Profiles | undefined,
): Download | undefined {
  const named = modelInQuestion(cache);
  const precision = cache.spec.source?.ngc?.model?.precision;
  const model = named && { name: named.name, billions: named.billions, precision };
  if (!profiles) return model && { ...weights(model), from: "estimated" };
  let [bytes, least] = [0, 0];
  let from: Download["from"] = "lock";
  for (const facts of profiles.values()) {
    const files =
      facts.size === undefined ? estimated(facts, model) : { bytes: facts.size, least: facts.size };
    if (!files) return undefined;
    if (facts.size === undefined) from = "estimated";
    bytes += files.bytes;
    least += files.least;
  }
  return { bytes, least, from };
}

/** The size of a profile, or what its weights come to. */
export function profileBytes(facts: ProfileFacts, cache: Resource<"NIMCache">): number | undefined {
  const named = modelInQuestion(cache);
  return facts.size ?? estimated(facts, named)?.bytes;
}

function estimated(facts: ProfileFacts, model: EstimatedModel | undefined) {
  return model && weights({ ...model, precision: facts.precision ?? model.precision });
}

/** Bytes of a model's weights, by the parameters that its name tells. */
export function weights(model: EstimatedModel): { bytes: number; least: number } {
  const bytes = Math.ceil(model.billions * 1e9 * bytesOf(model));
  const isKnown = Boolean(model.precision) || publishedBytesPerParameter(model.name) !== undefined;
  return { bytes, least: isKnown ? bytes : Math.ceil(model.billions * 1e9) };
}
