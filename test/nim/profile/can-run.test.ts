import { describe, expect, test } from "vitest";
import { canRun } from "../../../src/nim/profile/can-run.ts";
import { gpuPlaces } from "../../../src/nim/profile/gpu-place.ts";
import type { ProfileFacts } from "../../../src/nim/profile/lock/lock.ts";

const generic: ProfileFacts = {
  backend: "vllm",
  precision: "bf16",
  tensorParallelism: 1,
  minimumGpuMemoryGB: 20,
};
const compiled: ProfileFacts = {
  backend: "tensorrt_llm",
  precision: "fp8",
  tensorParallelism: 2,
  gpus: ["H100"],
  gpuDevices: ["2330:10de"],
};

function on(name: string, facts: ProfileFacts, gpusPerNode?: number) {
  const [place] = gpuPlaces(name, gpusPerNode);
  return place === undefined ? expect.fail(name) : canRun(facts, place);
}

describe("memory, in decimal GB", () => {
  // Were GB taken for GiB, each would be too small for its own name.
  test.each([
    ["NVIDIA-H100-80GB-HBM3", 80],
    ["NVIDIA-L40S", 48],
    ["NVIDIA-A10G", 24],
    ["NVIDIA-B200", 180],
    ["NVIDIA-A100-SXM4-40GB", 40],
  ])("%s has the %d GB of its data sheet", (name, memory) => {
    expect(on(name, { ...generic, minimumGpuMemoryGB: memory })).toMatchObject({ verdict: "yes" });
    expect(on(name, { ...generic, minimumGpuMemoryGB: memory * 1.1 })).toMatchObject({ verdict: "no" });
  });

  test("too little is said with both amounts", () => {
    expect(on("NVIDIA-A10G", { ...generic, minimumGpuMemoryGB: 80 }).reasons).toEqual([
      "it needs 80 GB of memory on each GPU, and it has 24 GB",
    ]);
  });

  test("unknown stays unknown; what the files come to is an estimate, not a verdict", () => {
    const { minimumGpuMemoryGB: _, ...silent } = generic;
    expect(on("NVIDIA-A10G", silent)).toEqual({
      verdict: "unknown",
      reasons: ["how much GPU memory it needs is not known"],
      warnings: [],
    });
    expect(on("NVIDIA-A10G", { ...silent, size: 140e9 })).toMatchObject({
      verdict: "unknown",
      warnings: ["estimate: its files alone come to 140 GB on each GPU, and it has 24 GB"],
    });
  });

  test("an instance of MIG and a vGPU have a part of it", () => {
    const forty = { ...generic, minimumGpuMemoryGB: 40 };
    expect(on("NVIDIA-A100-SXM4-80GB", forty).verdict).toBe("yes");
    expect(on("NVIDIA-A100-SXM4-80GB-MIG-1g.10gb", forty)).toMatchObject({ verdict: "no" });
    expect(on("NVIDIA-A100-SXM4-80GB-MIG-3g.40gb", forty).verdict).toBe("yes");
    expect(on("NVIDIA-L40S-12C", forty).reasons).toEqual([
      "it needs 40 GB of memory on each GPU, and the vGPU has 12 GB",
    ]);
    expect(on("NVIDIA-L40S-SHARED", forty).warnings).toEqual(["others share the GPU's memory"]);
  });
});

describe("what it was made for", () => {
  test("the PCI id decides: an H100 PCIe is no H100 SXM", () => {
    expect(on("NVIDIA-H100-80GB-HBM3", compiled)).toEqual({ verdict: "yes", reasons: [], warnings: [] });
    expect(on("NVIDIA-H100-PCIe", compiled)).toEqual({
      verdict: "no",
      reasons: ["it is made for H100 SXM"],
      warnings: [],
    });
  });

  test("a name decides where there is no id, an expression too", () => {
    const { gpuDevices: _, ...named } = compiled;
    expect(on("NVIDIA-H100-80GB-HBM3", named).verdict).toBe("yes");
    expect(on("NVIDIA-L40S", named).verdict).toBe("no");
    const like = (product_name_regex: string): ProfileFacts => ({
      backend: "triton",
      precision: "fp16",
      tensorParallelism: 1,
      tags: { product_name_regex },
    });
    expect(on("NVIDIA-H100-NVL", like("^NVIDIA-H100")).verdict).toBe("yes");
    expect(on("NVIDIA-L40S", like("^NVIDIA-H100")).verdict).toBe("no");
    expect(on("NVIDIA-A10", like("^NVIDIA-A10(?!0)"))).toMatchObject({ verdict: "unknown" });
  });

  test("other backends than TensorRT are tuned for a GPU, not tied to it", () => {
    expect(on("NVIDIA-H200", { ...compiled, backend: "sglang" })).toMatchObject({
      verdict: "unknown",
      reasons: expect.arrayContaining([
        "it is made for H100 SXM; whether sglang runs it on other GPUs is not known",
      ]),
    });
  });

  test("an engine that is built on the spot is made for any", () => {
    expect(on("NVIDIA-L40S", { ...compiled, buildable: true, minimumGpuMemoryGB: 20 }).verdict).toBe("yes");
  });
});

describe("precision, by compute capability", () => {
  test.each([
    ["bf16", "Tesla-T4", "no", []],
    ["fp8", "NVIDIA-L4", "yes", []],
    [
      "fp8",
      "NVIDIA-A10G",
      "yes",
      ["compute capability 8.6 has no units for fp8: only its weights are kept in it, if the engine can"],
    ],
    ["nvfp4", "NVIDIA-B200", "yes", []],
    [
      "nvfp4",
      "NVIDIA-H100-80GB-HBM3",
      "yes",
      ["compute capability 9.0 has no units for nvfp4: only its weights are kept in it, if the engine can"],
    ],
    ["mxfp4", "NVIDIA-L40S", "unknown", []],
  ] as const)("%s on %s: %s", (precision, name, verdict, warnings) => {
    expect(on(name, { ...generic, precision })).toMatchObject({ verdict, warnings });
  });

  test("metadata beat the table: tested is tested", () => {
    const facts = { ...generic, precision: "nvfp4", testedGpuDevices: ["2330:10de"] };
    expect(on("NVIDIA-H100-80GB-HBM3", facts)).toEqual({ verdict: "yes", reasons: [], warnings: [] });
  });
});

describe("number of GPUs", () => {
  test("more than a node has is too many; several nodes need multiNode", () => {
    expect(on("NVIDIA-GB200", { ...generic, tensorParallelism: 8 }).reasons).toEqual([
      "it spreads each layer over 8 GPUs of one node, which has 4",
    ]);
    expect(on("NVIDIA-L40S", { ...generic, tensorParallelism: 4 }, 2).verdict).toBe("no");
    expect(on("NVIDIA-H100-80GB-HBM3", { ...generic, tensorParallelism: 8, pipelineParallelism: 2 })).toEqual(
      {
        verdict: "yes",
        reasons: [],
        warnings: ["it takes 16 GPUs, of 8 in a node: spec.multiNode is needed"],
      },
    );
  });

  test("without NVLink between them it is slow; MIG instances cannot work together", () => {
    expect(on("NVIDIA-L40S", { ...generic, tensorParallelism: 2 }).warnings).toEqual([
      "its 2 GPUs reach each other over PCIe, not NVLink",
    ]);
    expect(on("NVIDIA-H100-NVL", { ...generic, tensorParallelism: 2 }).warnings).toEqual([]);
    expect(on("NVIDIA-A100-SXM4-80GB-MIG-3g.40gb", { ...generic, tensorParallelism: 2 }).verdict).toBe("no");
  });
});

test("nothing known, or an unknown GPU: unknown, with what is missing", () => {
  expect(on("NVIDIA-L40S", {}).reasons).toEqual([
    "how much GPU memory it needs is not known",
    "its precision is not known",
    "how many GPUs it takes is not known",
  ]);
  expect(on("NVIDIA-X9000", generic)).toEqual({
    verdict: "unknown",
    reasons: ['nimops does not know the GPU "NVIDIA-X9000"'],
    warnings: [],
  });
});

test("a short name may mean several products, each of which is a place", () => {
  expect(gpuPlaces("a100").length).toBeGreaterThan(1);
  expect(gpuPlaces("h100").map(({ product }) => product?.name)).toEqual(["H100 SXM"]);
});
