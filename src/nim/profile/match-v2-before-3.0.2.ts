import { differs } from "./match-reason.ts";
import { backendOf, engineAndGpus, exactTags } from "./match-v1.ts";
import type { Matcher, ProfileFilter } from "./profile-filter.ts";

type Tags = Parameters<Matcher>[0];

/**
 * Manifests of the form v2 before they had rules of their own: those of v1, but nothing said of LoRA lets all in, and
 * `buildable` counts. Source: k8s-nim-operator v2.0.1 to v3.0.1, internal/nimparser/v2/nimparser.go.
 */
export const matchV2Before302: Matcher = (tags, filter) => {
  const backend = backendOf(tags, ["llm_engine", "model_type", "backend"]);
  const name = backend.name === "triton" ? "tensorrt" : backend.name;
  return matchOldV2(tags, filter, { tag: backend.tag, name });
};

/** `model_type` and `triton` were not known yet. Source: k8s-nim-operator v2.0.0. */
export const matchV2Before201: Matcher = (tags, filter) =>
  matchOldV2(tags, filter, backendOf(tags, ["llm_engine", "backend"]));

function matchOldV2(tags: Tags, filter: ProfileFilter, backend: ReturnType<typeof backendOf>) {
  return (
    exactTags(tags, filter) ??
    exactFlag(tags, "feat_lora", filter.lora) ??
    exactFlag(tags, "trtllm_buildable", filter.buildable) ??
    engineAndGpus(tags, filter, backend, tags.get("trtllm_buildable") === "true")
  );
}

function exactFlag(tags: Tags, tag: string, wanted: boolean | undefined): string | undefined {
  if (wanted === undefined || tags.get(tag) === String(wanted)) return undefined;
  return differs(tag, tags.get(tag), String(wanted));
}
