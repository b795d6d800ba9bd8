import { type ProfileFact, type ProfileFacts, profileFacts } from "./lock.ts";

/**
 * What the tags of a model manifest say of a profile, only what they do say.
 * Source: model manifests of NIM images; `min_vram_per_device_gb` stands in those of NIM 2.x.
 */
export function factsOfTags(tags: Readonly<Record<string, string>>): ProfileFacts {
  const tag = (name: string) => (Object.hasOwn(tags, name) ? tags[name] || undefined : undefined);
  return stated({
    precision: tag("precision"),
    backend: tag("llm_engine") ?? tag("model_type") ?? tag("backend"),
    tensorParallelism: countOf(tag("tp")),
    pipelineParallelism: countOf(tag("pp")),
    gpus: listOf(tag("gpu")),
    gpuDevices: listOf(tag("gpu_device")),
    lora: flagOf(tag("feat_lora")),
    buildable: flagOf(tag("trtllm_buildable")),
    minimumGpuMemoryGB: amountOf(tag("min_vram_per_device_gb")),
  });
}

/** Facts without those that are unknown. */
export function stated(facts: ProfileFacts): ProfileFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined));
}

/** The names of the facts that are known. */
export function statedIn(facts: ProfileFacts): ProfileFact[] {
  return profileFacts.filter((fact) => facts[fact] !== undefined);
}

/** A number of GPUs; `1` to `9999`, as text or as a number. */
export function countOf(value: string | number | undefined): number | undefined {
  if (value === undefined || !/^[1-9]\d{0,3}$/.test(String(value))) return undefined;
  return Number(value);
}

/** An amount of memory. */
export function amountOf(value: string | number | undefined): number | undefined {
  if (value === undefined || !/^\d{1,6}(\.\d{1,6})?$/.test(String(value))) return undefined;
  return Number(value) > 0 ? Number(value) : undefined;
}

/** Manifests write `true`, `True` and `'true'`. */
export function flagOf(value: string | boolean | undefined): boolean | undefined {
  const text = String(value).toLowerCase();
  return text === "true" ? true : text === "false" ? false : undefined;
}

function listOf(value: string | undefined): string[] | undefined {
  return value === undefined ? undefined : [value];
}
