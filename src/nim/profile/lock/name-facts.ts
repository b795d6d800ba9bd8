import type { ProfileFacts } from "./lock.ts";
import { amountOf, countOf, stated } from "./tag-facts.ts";

/**
 * What the name of a profile says: newer images make it from the tags, `vllm-bf16-tp4-pp1-lora`, older ones wrote
 * `tensorrt_llm-h100-fp8-tp2-latency`. A name is the weakest witness: GPUs are not read from it.
 * Source: NIM documentation, model profiles and selection (naming convention), LLM 1.0 to 3.0.
 */
export function factsOfName(name: string): ProfileFacts {
  const parts = name.toLowerCase().split("-");
  const precision = parts.find((part) => precisions.has(part));
  const last = parts.at(-1) ?? "";
  return stated({
    precision,
    backend: precision !== undefined && backends.has(parts[0] ?? "") ? parts[0] : undefined,
    tensorParallelism: parallelism(parts, "tp"),
    pipelineParallelism: parallelism(parts, "pp"),
    lora: parts.includes("lora") || parts.includes("feat_lora") ? true : undefined,
    minimumGpuMemoryGB: /^\d+\.\d$/.test(last) ? amountOf(last) : undefined,
  });
}

const precisions: ReadonlySet<string> = new Set([
  ...["fp32", "fp16", "bf16", "fp8", "int8", "int4", "nvfp4", "mxfp4", "fp4"],
]);
const backends: ReadonlySet<string> = new Set(["vllm", "sglang", "tensorrt_llm", "trtllm", "tensorrt"]);

function parallelism(parts: readonly string[], prefix: string): number | undefined {
  const part = parts.find((candidate) => /^[tp]p\d+$/.test(candidate) && candidate.startsWith(prefix));
  return countOf(part?.slice(prefix.length));
}
