import { describe, expect, test } from "vitest";
import { parseModelManifest } from "../../../src/nim/profile/model-manifest.ts";
import { selectProfiles } from "../../../src/nim/profile/select.ts";
import { type SelectorVersion, selectorVersions } from "../../../src/nim/profile/selector-version.ts";
import type { ModelFilter } from "../../../src/nim/schema/kinds.ts";

type Tags = Readonly<Record<string, string>>;

const v1 = (profiles: Readonly<Record<string, Tags>>) =>
  parseModelManifest(
    JSON.stringify(Object.fromEntries(Object.entries(profiles).map(([id, tags]) => [id, { tags }]))),
  );
const v2 = (profiles: Readonly<Record<string, Tags>>) =>
  parseModelManifest(
    JSON.stringify({
      schema_version: "2.0",
      profiles: Object.entries(profiles).map(([id, tags]) => ({ id, tags })),
    }),
  );

function select(
  manifest: ReturnType<typeof parseModelManifest>,
  model: ModelFilter | undefined,
  products: readonly string[] = [],
  operatorVersion: SelectorVersion = "3.1.2",
) {
  return selectProfiles({ manifest, model, products, operatorVersion });
}

const compiled = {
  llm_engine: "tensorrt_llm",
  gpu: "L40S",
  gpu_device: "26b5:10de",
  precision: "fp16",
  profile: "throughput",
  tp: "8",
};
const full = { precision: "fp16", engine: "tensorrt_llm", qosProfile: "throughput", tensorParallelism: "8" };
const nonLlm = v1({
  onnx: { backend: "onnx", key: "onnx", precision: "fp16" },
  a10g: { backend: "tensorrt", key: "NVIDIA-A10G_10.0.1_12", product_name_regex: "^NVIDIA-A10(?!0).*" },
});
const lora = v1({ h100: { ...compiled, gpu: "H100", gpu_device: "2330:10de", tp: "4", feat_lora: "true" } });

describe("what the operator's own tests assert, with data of the same shape", () => {
  test.each([
    [
      "GPU and id fit",
      v1({ p: compiled }),
      { ...full, gpus: [{ product: "l40s", ids: ["26b5"] }] },
      [],
      ["p"],
    ],
    ["the id does not", v1({ p: compiled }), { ...full, gpus: [{ product: "l40s", ids: ["abcd"] }] }, [], []],
    ["a vGPU node fits", v1({ p: compiled }), full, ["NVIDIA-L40S-48C"], ["p"]],
    ["LoRA asked for", lora, { lora: true }, [], ["h100"]],
    ["LoRA not asked for", lora, { engine: "tensorrt_llm" }, [], []],
    ["an absent gpu fits every node", nonLlm, { engine: "tensorrt" }, ["NVIDIA-A10G"], ["a10g"]],
    ["the tag key names the GPU", nonLlm, { gpus: [{ product: "A10G" }] }, [], ["a10g"]],
    [
      "v2: GPU and id fit",
      v2({ p: { ...compiled, feat_lora: "false" }, q: { llm_engine: "vllm", precision: "fp16", tp: "1" } }),
      { ...full, gpus: [{ product: "l40s", ids: ["26b5"] }] },
      [],
      ["p"],
    ],
  ])("%s", (_, manifest, model, products, selected) => {
    expect(select(manifest, model, products).selected).toEqual(selected);
  });
});

describe("explicit profiles", () => {
  test("pass unchecked, in their order, also those that the manifest does not have", () => {
    const { selected, rejected, message } = select(v1({ a: {}, b: {} }), { profiles: ["z", "b"] });
    expect(selected).toEqual(["z", "b"]);
    expect(rejected).toEqual([{ id: "a", reason: "spec.source.ngc.model.profiles does not name it" }]);
    expect(message).toBeNull();
  });

  test("all means all, in lower case only, beside others too", () => {
    expect(select(v1({ a: {} }), { profiles: ["b", "all"] })).toEqual({
      selected: ["all"],
      rejected: [],
      message: null,
    });
    expect(select(v1({ a: {} }), { profiles: ["ALL"] }).selected).toEqual(["ALL"]);
  });

  test("do not help where the manifest cannot be read", () => {
    const { selected, message } = select(parseModelManifest("text"), { profiles: ["all"] });
    expect(selected).toEqual([]);
    expect(message).toMatch(/^yaml: unmarshal errors/);
  });
});

test("nothing selected is what the operator says; an empty manifest is no complaint", () => {
  expect(select(v1({ a: {} }), { precision: "fp8" })).toEqual({
    selected: [],
    rejected: [{ id: "a", reason: 'there is no tag precision, "fp8" is wanted' }],
    message: "no profiles are selected for caching",
  });
  expect(select(parseModelManifest("{}"), undefined).message).toBe("no profiles are selected for caching");
  expect(select(parseModelManifest(""), undefined)).toEqual({ selected: [], rejected: [], message: null });
});

test("v1 is sorted, v2 keeps its order and two of one id", () => {
  expect(select(v1({ b: {}, a: {} }), undefined).selected).toEqual(["a", "b"]);
  const twice = parseModelManifest("schema_version: 2\nprofiles: [{id: b}, {id: a}, {id: b}]\n");
  expect(select(twice, undefined).selected).toEqual(["b", "a", "b"]);
});

describe("reasons name the rule, the tag and what is wanted", () => {
  test.each<[string, Tags, ModelFilter, string[], string]>([
    ["v1", { precision: "FP8" }, { precision: "fp8" }, [], 'precision is "FP8", "fp8" is wanted'],
    ["v1", { feat_lora: "true" }, {}, [], 'feat_lora is "true", and LoRA profiles must be asked for'],
    [
      "v1",
      { llm_engine: "vllm" },
      { engine: "tensorrt_llm" },
      [],
      'llm_engine is "vllm", and "tensorrt" is wanted in it',
    ],
    ["v1", {}, { engine: "vllm" }, [], 'there is no tag llm_engine, and "vllm" is wanted in it'],
    [
      "v1",
      { llm_engine: "vllm", gpu: "H100" },
      { gpus: [{ product: "h100" }] },
      [],
      'llm_engine is "vllm", and GPUs are asked for, which only TensorRT profiles have',
    ],
    [
      "v1",
      compiled,
      { gpus: [{ ids: ["26b5"] }] },
      [],
      "the filter names GPU ids without a product, which selects nothing",
    ],
    [
      "v2",
      { gpu: "H200" },
      {},
      ["Tesla-T4", "NVIDIA-L4"],
      'gpu is "H200"; no node has such a GPU, only "NVIDIA-L4" and "Tesla-T4"',
    ],
    [
      "v2",
      { model_type: "triton" },
      { engine: "vllm" },
      [],
      'model_type is "triton", read as "tensorrt", and "vllm" is wanted in it',
    ],
    [
      "v2",
      { product_name_regex: "A10(?!0)" },
      {},
      ["NVIDIA-A10"],
      'product_name_regex is "A10(?!0)" (Go cannot compile this expression, so it finds nothing); no node has such a GPU, only "NVIDIA-A10"',
    ],
    ["v2", { gpu: "H100" }, { gpus: [{ product: "b200" }] }, [], 'gpu is "H100"; "b200" is wanted in it'],
    [
      "v2",
      { gpu: "H100" },
      { gpus: [{ ids: ["2330"] }] },
      [],
      'there is no tag gpu_device, "2330" is wanted',
    ],
  ])("%s %j, asked for %j", (form, tags, model, products, reason) => {
    const manifest = form === "v1" ? v1({ p: tags }) : v2({ p: tags });
    expect(select(manifest, model, products).rejected).toEqual([{ id: "p", reason }]);
  });
});

describe("versions of the operator", () => {
  const selectedBy = (version: SelectorVersion, tags: Tags, model: ModelFilter, products: string[] = []) =>
    select(v2({ p: tags }), model, products, version).selected.length === 1;

  test.each<[string, Tags, ModelFilter, string[], SelectorVersion]>([
    ["case of tags does not matter", { precision: "FP8" }, { precision: "fp8" }, [], "3.0.2"],
    ["model_type is an engine", { model_type: "onnx" }, { engine: "onnx" }, [], "2.0.1"],
    ["triton is TensorRT", { model_type: "triton" }, { engine: "tensorrt" }, [], "2.0.1"],
    [
      "ids need no product",
      { llm_engine: "tensorrt_llm", gpu_device: "2330:10de" },
      { gpus: [{ ids: ["2330"] }] },
      [],
      "3.0.2",
    ],
    ["an empty GPU is no filter", { llm_engine: "vllm" }, { gpus: [{}] }, [], "3.0.2"],
    [
      "a profile that is built on the spot is spared, whatever the case",
      { llm_engine: "tensorrt_llm", trtllm_buildable: "True", gpu: "H100" },
      { engine: "tensorrt_llm" },
      ["Tesla-T4"],
      "3.0.2",
    ],
  ])("v2: %s", (_, tags, model, products, since) => {
    const right = selectorVersions.filter((version) => selectedBy(version, tags, model, products));
    expect(right).toEqual(selectorVersions.slice(selectorVersions.indexOf(since)));
  });

  test("v2: until 3.0.1 nodes are only looked at for TensorRT", () => {
    const old = selectorVersions.filter((version) => selectedBy(version, { gpu: "H100" }, {}, ["Tesla-T4"]));
    expect(old).toEqual(["2.0.0", "2.0.1", "2.0.2", "3.0.0", "3.0.1"]);
  });

  test("v1 is the same in all", () => {
    const answers = selectorVersions.map((version) =>
      select(nonLlm, { engine: "tensorrt" }, ["Tesla-T4"], version),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });
});

test("node labels of blanks do not count, and with GPUs in the filter none does", () => {
  const manifest = v2({ p: { gpu: "H100", llm_engine: "tensorrt_llm" } });
  expect(select(manifest, {}, [" ", ""]).selected).toEqual(["p"]);
  expect(select(manifest, { gpus: [{}] }, ["Tesla-T4"]).selected).toEqual(["p"]);
});
