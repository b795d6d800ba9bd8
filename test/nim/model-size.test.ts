import { describe, expect, test } from "vitest";
import { billionsOfParameters } from "../../src/nim/model-size.ts";

describe("the size of a model, read from its name", () => {
  test.each([
    ["nim/meta/llama-3.1-8b-instruct", 8],
    ["nim/meta/llama3-70b-instruct", 70],
    ["nim/meta/llama-3.1-405b-instruct", 405],
    ["nim/meta/Llama-3.3-70B-Instruct", 70],
    ["nim/nvidia/llama-3.2-nv-embedqa-1b-v2", 1],
    ["nim/nvidia/llama-3.3-nemotron-super-49b-v1.5", 49],
    ["nim/nvidia/nv-rerankqa-mistral-4b-v3", 4],
    ["nim/nvidia/parakeet-1-1b-ctc-en-us", 1.1],
    ["nim/nvidia/parakeet-0.6b-tdt-v2", 0.6],
    ["nim/nvidia/nemotron-3-ultra-550b-a55b", 550],
    ["nim/qwen/qwen3-30b-a3b", 30],
    ["nim/qwen/qwen3-32b-native", 32],
    ["nim/qwen/qwen2.5-7b-instruct", 7],
    ["qwen2.5-1.5b", 1.5],
    ["nim/mistralai/mixtral-8x7b-instruct-v01", 46.7],
    ["nim/mistralai/mixtral-8x22b-instruct-v0.1", 141],
    ["acme/moe-4x3b", 12],
    ["nim/openai/gpt-oss-120b", 120],
    ["nim/google/gemma-4-26b-a4b", 26],
    ["BAAI/bge-m3-340m", 0.34],
    ["moonshotai/kimi-1t", 1000],
    ["nim/deepseek-ai/deepseek-r1", 671],
    ["deepseek-ai/DeepSeek-V3", 671],
    ["nim/deepseek-ai/deepseek-r1-distill-llama-8b", 8],
    ["nim/nvidia/nv-embedqa-e5-v5", 0.335],
    ["nim/nvidia/usdcode-llama3-70b-instruct", 70],
    ["nim/nvidia/canary-1b", 1],
    ["acme_model_13b_chat", 13],
  ])("%s has %d billion parameters", (name, billions) => expect(billionsOfParameters(name)).toBe(billions));

  test.each([
    "nim/nvidia/llm-nim",
    "acme/model-v2b",
    "acme/tuned-for-h100",
    "acme/chat-fp8",
    "acme/chat-2026-01-12b3",
    "acme/b200-embed",
    "acme/abc8bit",
    "acme/8bit",
    "nim/nvidia/riva-asr",
    "acme/a8b",
    "acme/0b",
    "",
  ])("%s does not tell", (name) => expect(billionsOfParameters(name)).toBeUndefined());
});
