import { expect, test } from "vitest";
import { parseListOutput } from "../../../src/nim/profile/list-output.ts";

const [a, b, c, d, e, f] = ["a", "b", "c", "d", "e", "f"].map((digit) => digit.repeat(64));

test("a list of NIM LLM 2.x tells names, LoRA and memory for each GPU", () => {
  const text = `
=== NVIDIA NIM ===
{"level": "INFO", "message": "starting"}
SYSTEM INFO
- Free GPUs:
  -  [26b5:10de] (0) NVIDIA L40 [current utilization: 1%]
MODEL PROFILES
- Compatible with system and runnable:
  - ${a} (vllm-fp8-tp1-pp1-34.0) [requires >=34 GB/gpu]
  - With LoRA support:
    - ${b} (vllm-fp8-tp1-pp1-feat_lora-34.0) [requires >=34 GB/gpu]
- Compatible with system but low memory:
  - ${c} (vllm-bf16-tp1-pp1) [requires >=45.5 GB/gpu, try --max-model-len=4096 to reduce to >=30 GB/gpu]
- Compilable to TRT-LLM using just-in-time compilation of HF models to TRTLLM engines: <None>
- Incompatible with system:
    - ${d} (vllm-fp8-tp2-pp1) [requires >=18 GB/gpu per 2 GPUs]
    - ${e} (vllm-bf16-tp2-pp1)
`;
  expect(parseListOutput(text)).toEqual({
    profiles: [
      { id: a, name: "vllm-fp8-tp1-pp1-34.0", minimumGpuMemoryGB: 34, section: "runnable" },
      {
        id: b,
        name: "vllm-fp8-tp1-pp1-feat_lora-34.0",
        minimumGpuMemoryGB: 34,
        lora: true,
        section: "runnable",
      },
      { id: c, name: "vllm-bf16-tp1-pp1", minimumGpuMemoryGB: 45.5, section: "low-memory" },
      { id: d, name: "vllm-fp8-tp2-pp1", minimumGpuMemoryGB: 18, section: "incompatible" },
      { id: e, name: "vllm-bf16-tp2-pp1", section: "incompatible" },
    ],
    unknownSections: [],
    unreadable: 0,
  });
});

test("a list of NIM LLM 1.x may lack a colon, and have LoRA profiles below a title of their own", () => {
  const text = `MODEL PROFILES
- Compatible with system and runnable: <None>
- Compatible with system but not runnable due to low GPU free memory
  - ${a} (vllm-fp16-tp1)
- With LoRA support:
  - ${b} (vllm-fp16-tp1-lora)
- Incompatible with system:
  - ${c} (tensorrt_llm-h100-fp8-tp2-latency)`;
  expect(parseListOutput(text)?.profiles).toEqual([
    { id: a, name: "vllm-fp16-tp1", section: "low-memory" },
    { id: b, name: "vllm-fp16-tp1-lora", lora: true, section: "low-memory" },
    { id: c, name: "tensorrt_llm-h100-fp8-tp2-latency", section: "incompatible" },
  ]);
});

test("lists of Riva show tags, as Python prints them or joined by bars", () => {
  const text = `SYSTEM INFO
- Free GPUs: <None>
- Non-free GPUs:
  -  [2330:10de] (0) NVIDIA H100 80GB HBM3 (H100 80GB) [current utilization: 15%]
MODEL PROFILES                                                        08:34:09 [5/16757]
- Compatible with system:
    - ${a} - ampereplus:enabled|gpu_device:20b2:10de|mode:all
    - ${b} - {'bs': 'default', 'gpu_device': '20b2', 'mode': 'all'}
- Incompatible with system:
`;
  expect(parseListOutput(text)?.profiles).toEqual([
    { id: a, tags: { ampereplus: "enabled", gpu_device: "20b2:10de", mode: "all" }, section: "compatible" },
    { id: b, tags: { bs: "default", gpu_device: "20b2", mode: "all" }, section: "compatible" },
  ]);
});

test("the JSON form is read behind log lines, whatever its lists are called", () => {
  const json = JSON.stringify(
    {
      compatible: [{ profile_id: a, tags: { tp: 1, precision: "fp8", feat_lora: false } }],
      incompatible: [{ profile_id: b, min_vram_per_device_gb: 80 }, { profile_id: "short" }],
      somewhere_else: [{ profile_id: c, name: "vllm-bf16-tp1-pp1" }],
    },
    undefined,
    2,
  );
  expect(parseListOutput(`{"level": "INFO"}\n${json}`)).toEqual({
    profiles: [
      { id: a, tags: { tp: "1", precision: "fp8", feat_lora: "false" }, section: "compatible" },
      { id: b, minimumGpuMemoryGB: 80, section: "incompatible" },
      { id: c, name: "vllm-bf16-tp1-pp1" },
    ],
    unknownSections: ["somewhere_else"],
    unreadable: 1,
  });
});

test("an unknown section is told, and its profiles are taken; shortened ids name nothing", () => {
  const list = parseListOutput(`MODEL PROFILES
- Usable on Tuesdays:
  - ${f} (vllm-bf16-tp1-pp1)
  - dcec66a5... (vllm-bf16-tp2-pp1)`);
  expect(list).toEqual({
    profiles: [{ id: f, name: "vllm-bf16-tp1-pp1" }],
    unknownSections: ["Usable on Tuesdays"],
    unreadable: 1,
  });
});

test("the first images named profiles by UUIDs", () => {
  const id = "420b5bb2-cd51-4dac-be21-759f3df4e441";
  expect(parseListOutput(`MODEL PROFILES\n- Compatible with system:\n  - ${id} (x)`)?.profiles[0]?.id).toBe(
    id,
  );
});

test.each(["", "nothing", "- a list: of something", "{}", '{"profiles": 1}', "[]"])(
  "%j is no list",
  (text) => {
    expect(parseListOutput(text)).toBeUndefined();
  },
);

test("no key of a tag reaches the prototype", () => {
  const listed = parseListOutput(
    `{"compatible": [{"profile_id": "${a}", "tags": {"__proto__": "x", "tp": "1"}}]}`,
  );
  expect(listed?.profiles[0]?.tags).toEqual({ tp: "1" });
  expect(parseListOutput(`- ${a} - __proto__:x|tp:1`)?.profiles).toEqual([{ id: a, tags: { tp: "1" } }]);
});
