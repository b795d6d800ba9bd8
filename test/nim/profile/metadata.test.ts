import { expect, test } from "vitest";
import { parseMetadata } from "../../../src/nim/profile/metadata.ts";

test("every documented field of a profile is read", () => {
  const profile = {
    profile_id: "p1",
    gpu: "h100",
    gpu_device: "2330:10de",
    precision: "fp8",
    inference_backend: "tensorrt_llm",
    tensor_parallel_size: 2,
    pipeline_parallel_size: 1,
    min_vram_per_device_gb: 80.0,
    feat_lora: false,
    latency: "low",
    form_factor: "SXM",
    buildable_profile: false,
    tested_gpu_devices: ["2330:10de"],
    checksum: "x",
    workspace_hash: "y",
  };
  expect(parseMetadata({ profiles: [profile], features: {}, related_urls: [] })).toEqual({
    profiles: [
      {
        id: "p1",
        facts: {
          gpus: ["h100"],
          gpuDevices: ["2330:10de"],
          precision: "fp8",
          backend: "tensorrt_llm",
          tensorParallelism: 2,
          pipelineParallelism: 1,
          minimumGpuMemoryGB: 80,
          lora: false,
          buildable: false,
          testedGpuDevices: ["2330:10de"],
        },
      },
    ],
    remarks: [],
  });
});

test("what is absent or of another type is unknown, never false or zero", () => {
  const odd = { feat_lora: 1, min_vram_per_device_gb: 0, tensor_parallel_size: 1.5, gpu: [], precision: {} };
  const answer = parseMetadata({ profiles: [{ profile_id: "p", tested_gpu_devices: [], ...odd }] });
  expect(answer?.profiles).toEqual([{ id: "p", facts: {} }]);
});

test("the GPU may be a list", () => {
  const answer = parseMetadata({
    profiles: [{ profile_id: "p", gpu: ["h100", "h200"], gpu_device: ["2330:10de"] }],
  });
  expect(answer?.profiles[0]?.facts).toEqual({ gpus: ["h100", "h200"], gpuDevices: ["2330:10de"] });
});

test("profiles without an id and profiles told twice are told", () => {
  const answer = parseMetadata({
    profiles: [{ gpu: "h100" }, { profile_id: "p" }, { profile_id: "p" }, null],
  });
  expect(answer?.profiles).toHaveLength(1);
  expect(answer?.remarks).toEqual([
    "profiles[0] has no profile_id",
    "profile p is told twice; the first counts",
    "profiles[3] has no profile_id",
  ]);
});

test("all sections are optional", () => {
  expect(parseMetadata({})).toEqual({ profiles: [], remarks: [] });
});

test.each([null, [], "text", { profiles: {} }])("%j is no answer of the API", (answer) => {
  expect(parseMetadata(answer)).toBeUndefined();
});
