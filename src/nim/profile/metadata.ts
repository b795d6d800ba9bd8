import { isMap } from "../value.ts";
import type { ProfileFacts } from "./lock/lock.ts";
import { amountOf, countOf, flagOf, stated } from "./lock/tag-facts.ts";

/** The answer of the NIM Metadata API for one image. */
export interface ImageMetadata {
  readonly profiles: readonly { readonly id: string; readonly facts: ProfileFacts }[];
  /** What could not be used, as sentences. */
  readonly remarks: readonly string[];
}

/**
 * Reads an answer of the NIM Metadata API. Keys that are not known are let be, a value of another type than documented is
 * unknown, and what is absent is unknown too, never false or zero. Undefined where it is no such answer at all.
 * Source: docs.nvidia.com/nim/metadata-api 1.0.0, reference/response-fields and reference/limitations.
 */
export function parseMetadata(answer: unknown): ImageMetadata | undefined {
  if (!isMap(answer)) return undefined;
  // All four sections are optional.
  const profiles: unknown = answer.profiles ?? [];
  if (!Array.isArray(profiles)) return undefined;
  const found = new Map<string, ProfileFacts>();
  const remarks: string[] = [];
  for (const [index, profile] of profiles.entries()) {
    const id: unknown = isMap(profile) ? profile.profile_id : undefined;
    if (!isMap(profile) || !isText(id)) remarks.push(`profiles[${index}] has no profile_id`);
    else if (found.has(id)) remarks.push(`profile ${id} is told twice; the first counts`);
    else found.set(id, factsOf(profile));
  }
  return { profiles: [...found].map(([id, facts]) => ({ id, facts })), remarks };
}

function factsOf(profile: Readonly<Record<string, unknown>>): ProfileFacts {
  return stated({
    precision: textOf(profile.precision),
    backend: textOf(profile.inference_backend),
    tensorParallelism: numberOf(profile.tensor_parallel_size, countOf),
    pipelineParallelism: numberOf(profile.pipeline_parallel_size, countOf),
    gpus: textsOf(profile.gpu),
    gpuDevices: textsOf(profile.gpu_device),
    testedGpuDevices: textsOf(profile.tested_gpu_devices),
    lora: booleanOf(profile.feat_lora),
    buildable: booleanOf(profile.buildable_profile),
    minimumGpuMemoryGB: numberOf(profile.min_vram_per_device_gb, amountOf),
  });
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= 256;
}

function textOf(value: unknown): string | undefined {
  return isText(value) ? value : undefined;
}

/** One GPU, or a list of them; an empty list says nothing. */
function textsOf(value: unknown): string[] | undefined {
  const texts = (Array.isArray(value) ? value : [value]).filter(isText);
  return texts.length === 0 ? undefined : texts;
}

function numberOf(value: unknown, read: (value: string | number) => number | undefined): number | undefined {
  return typeof value === "number" || typeof value === "string" ? read(value) : undefined;
}

function booleanOf(value: unknown): boolean | undefined {
  return typeof value === "boolean" || typeof value === "string" ? flagOf(value) : undefined;
}
