import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ProfileFacts } from "../../../src/nim/profile/lock/lock.ts";
import type { ValueMap } from "../../../src/nim/value.ts";
import { inventoryOf } from "../../support/demanded-pods.ts";
import { pool } from "../../support/inventories.ts";
import { cacheText, lockOf, plannedFleet, serviceText } from "../../support/planned-fleet.ts";

const image = "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0";
const id = "a".repeat(64);
const named = `  env: [{name: NIM_MODEL_PROFILE, value: ${id}}]`;

const compiled: ProfileFacts = {
  backend: "tensorrt_llm",
  precision: "fp8",
  tensorParallelism: 1,
  pipelineParallelism: 1,
  gpus: ["h100"],
  gpuDevices: ["2330:10de"],
};

const h100 = pool();
const l40s = pool({ product: "NVIDIA-L40S", count: 4 }, { name: "l40s" });

function fleet(
  pools: ValueMap[],
  facts: ProfileFacts | undefined,
  differs: Parameters<typeof serviceText>[0] = {},
) {
  const text = serviceText({ more: facts ? named : "", ...differs });
  return plannedFleet(text, inventoryOf(pools), facts ? { lock: lockOf(image, { [id]: facts }) } : {});
}

const codes = (reasons: readonly { code: string }[]) => reasons.map(({ code }) => code);

describe("what a profile is made for", () => {
  test("an H100 NVL is not what an engine for the `h100` was made for", () => {
    const { gpuDevices: _, ...tagged } = compiled;
    const nvl = fleet([pool({ product: "NVIDIA-H100-NVL", count: 4 })], tagged);
    expect(nvl.hardware("llama")).toMatchObject({ most: "does-not-fit", unfit: ["h100"] });
    expect(nvl.hardware("llama").reasons[0]).toEqual({
      code: "gpu-cannot-run-profile",
      message: "the profile cannot run on h100: it is made for h100",
    });
    expect(nvl.verdict("llama")).toBe("does-not-fit");
  });

  test("nor is a GH200 an H200", () => {
    const gh200 = fleet([pool({ product: "NVIDIA-GH200-480GB", count: 1 }, { name: "gh200" })], {
      ...compiled,
      gpus: ["h200"],
      gpuDevices: ["2335:10de"],
    });
    expect(gh200.hardware("llama").most).toBe("does-not-fit");
  });

  test("2331 is the H100 PCIe, and 2330 the H100 SXM", () => {
    const pcie = [pool({ product: "NVIDIA-H100-PCIe", count: 2 }, { name: "pcie" })];
    expect(fleet(pcie, compiled).hardware("llama").most).toBe("does-not-fit");
    expect(fleet(pcie, { ...compiled, gpuDevices: ["2331:10de"] }).hardware("llama").most).toBe("fits");
    expect(fleet([h100], { ...compiled, gpuDevices: ["2331:10de"] }).hardware("llama").most).toBe(
      "does-not-fit",
    );
  });

  test("pods that may land on GPUs that cannot run it are kept away by a selector, whatever fits", () => {
    const both = fleet([h100, l40s], compiled);
    expect(both.hardware("llama")).toMatchObject({ most: "fits-if-packed", unfit: ["l40s"] });
    expect(both.hardware("llama").reasons[0]).toEqual({
      code: "may-land-on-unfit-gpu",
      message:
        "the scheduler may put its pods on l40s: the profile cannot run on l40s: it is made for H100 SXM",
      help: 'add nodeSelector: { nvidia.com/gpu.product: "NVIDIA-H100-80GB-HBM3" }',
    });
    expect(both.verdict("llama")).toBe("fits-if-packed");
    const selected = fleet([h100, l40s], compiled, {
      more: `${named}\n  nodeSelector: {nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3}`,
    });
    expect(selected.hardware("llama")).toMatchObject({ most: "fits", unfit: [], reasons: [] });
    expect(selected.verdict("llama")).toBe("fits");
  });

  test("an image with another profile for the GPU is free to choose it", () => {
    const lock = lockOf(image, {
      [id]: compiled,
      ["b".repeat(64)]: { ...compiled, gpus: ["l40s"], gpuDevices: ["26b9:10de"] },
    });
    const free = plannedFleet(serviceText(), inventoryOf([h100, l40s]), { lock });
    expect(free.hardware("llama").most).toBe("fits");
    const neither = plannedFleet(serviceText(), inventoryOf([pool({ product: "NVIDIA-A10G", count: 4 })]), {
      lock,
    });
    expect(neither.hardware("llama").reasons[0]?.message).toBe(
      "none of the 2 profiles can run on h100: it is made for H100 SXM, and others",
    );
  });
});

describe("memory", () => {
  test("what the profile says counts, in decimal GB with a percent of slack", () => {
    const generic: ProfileFacts = {
      backend: "vllm",
      precision: "bf16",
      tensorParallelism: 1,
      minimumGpuMemoryGB: 24,
    };
    const a10g = [pool({ product: "NVIDIA-A10G", count: 4 }, { name: "a10g" })];
    expect(fleet(a10g, generic).hardware("llama")).toMatchObject({
      most: "fits",
      need: { profile: id, precision: "bf16", gpus: 1, memoryPerGpu: { gigabytes: 24, from: "profile" } },
    });
    const larger = fleet(a10g, { ...generic, minimumGpuMemoryGB: 30 });
    expect(larger.hardware("llama").most).toBe("does-not-fit");
    expect(larger.hardware("llama").reasons[0]?.message).toContain(
      "it needs 30 GB of memory on each GPU, and it has 24 GB",
    );
  });

  test("of a GPU that the catalogue does not know, the inventory says it", () => {
    const odd = [
      pool({ product: "NVIDIA-X1", count: 1, memory: 10000, computeCapability: "9.0" }, { name: "odd" }),
    ];
    const facts: ProfileFacts = {
      backend: "vllm",
      precision: "bf16",
      tensorParallelism: 1,
      minimumGpuMemoryGB: 30,
    };
    expect(fleet(odd, facts).hardware("llama").most).toBe("does-not-fit");
  });

  test("an estimate is told and decides nothing", () => {
    const small = fleet([pool({ product: "Tesla-T4", count: 1 }, { name: "t4" })], undefined, {
      image: "nvcr.io/nim/meta/llama-3.3-70b-instruct",
    });
    const { most, reasons, need, assumptions } = small.hardware("llama");
    expect(most).toBe("fits");
    expect(codes(reasons)).toEqual(["gpu-memory-estimated-small"]);
    expect(need).toEqual({
      model: "nim/meta/llama-3.3-70b-instruct",
      parameters: 70,
      usual: "2–4 H100 with NVLink, tensor parallelism 2–4; about 150 GB of cache",
      gpus: 1,
      memoryPerGpu: { gigabytes: 144, from: "estimated" },
    });
    expect(assumptions[0]?.message).toContain("no verdict rests on that");
    expect(small.verdict("llama")).toBe("fits");
  });

  test.each([
    ["nvcr.io/nim/meta/llama-3.1-8b-instruct", 1, "l40s"],
    ["nvcr.io/nim/meta/codellama-34b", 1, "h100"],
    ["nvcr.io/nim/meta/llama-3.3-70b-instruct", 2, "h100"],
    ["nvcr.io/nim/meta/llama-3.3-70b-instruct", 4, "h100"],
  ])("the usual row is not called too small: %s on %d %s", (repository, gpus, name) => {
    const usual = fleet([name === "h100" ? h100 : l40s], undefined, { image: repository, gpus });
    expect(usual.hardware("llama").reasons).toEqual([]);
  });
});

describe("precision", () => {
  const fp4: ProfileFacts = {
    backend: "vllm",
    precision: "nvfp4",
    tensorParallelism: 1,
    minimumGpuMemoryGB: 20,
  };

  test("four bits on a Hopper are no refusal, and none at all where the profile was tested there", () => {
    expect(fleet([h100], fp4).hardware("llama")).toMatchObject({ most: "fits" });
    expect(codes(fleet([h100], fp4).hardware("llama").reasons)).toEqual(["gpu-suits-profile-badly"]);
    expect(fleet([h100], { ...fp4, testedGpuDevices: ["2330:10de"] }).hardware("llama").reasons).toEqual([]);
  });

  test("where only the precision of the cache is known, an older GPU is told, and not refused", () => {
    const text = cacheText({ model: "precision: fp8" }) + serviceText({ storage: "nimCache: {name: llama}" });
    const on = (product: string) => plannedFleet(text, inventoryOf([pool({ product })])).hardware("llama");
    expect(on("NVIDIA-A100-SXM4-80GB").most).toBe("fits");
    expect(on("NVIDIA-A100-SXM4-80GB").reasons.map(({ message }) => message)).toEqual([
      "on h100: compute capability 8.0 has no units for fp8; whether its engine does without is not known",
    ]);
    expect(on("NVIDIA-L40S").reasons).toEqual([]);
  });

  test("a T4 has no units for bf16", () => {
    const t4 = fleet([pool({ product: "Tesla-T4", count: 1 }, { name: "t4" })], {
      ...fp4,
      precision: "bf16",
      minimumGpuMemoryGB: 10,
    });
    expect(t4.hardware("llama").most).toBe("does-not-fit");
  });
});

describe("GPUs that work together", () => {
  test("a model of 70B is spread over two H100 with NVLink; over PCIe it is slow, and runs", () => {
    const two = (one: ValueMap) =>
      fleet([one], undefined, { gpus: 2, image: "nvcr.io/nim/meta/llama-3.3-70b-instruct" }).hardware(
        "llama",
      );
    expect(two(h100).reasons).toEqual([]);
    expect(two(l40s)).toMatchObject({ most: "fits" });
    expect(codes(two(l40s).reasons)).toContain("tensor-parallel-over-pcie");
    expect(codes(two(pool({ product: "NVIDIA-H100-PCIe", count: 4 })).reasons)).toEqual([]);
    const four = fleet([pool({ product: "NVIDIA-H100-PCIe", count: 4 })], undefined, { gpus: 4 });
    expect(four.hardware("llama").reasons[0]?.message).toBe(
      "on h100, the 4 GPUs of a pod reach each other over PCIe: 2 of its GPUs share NVLink",
    );
  });

  test("an L40S with vGPU is never more than one GPU", () => {
    const vgpu = pool({ product: "NVIDIA-L40S", count: 2, virtualization: "vgpu" }, { name: "l40s" });
    expect(fleet([vgpu], undefined).hardware("llama").most).toBe("fits");
    const two = fleet([vgpu], undefined, { gpus: 2 });
    expect(two.hardware("llama")).toMatchObject({ most: "does-not-fit" });
    expect(two.hardware("llama").reasons[0]).toEqual({
      code: "vgpu-without-peer-to-peer",
      message:
        "on l40s: 2 vGPUs (L40S-48C) cannot serve one model together: only whole vGPUs on a board with NVLink reach each other",
      help: "ask for one vGPU, or for GPUs with NVLink",
    });
    expect(two.verdict("llama")).toBe("does-not-fit");
  });

  test("several vGPUs are whole ones on a board with NVLink", () => {
    const of = (vgpuProfile: string, product: string) =>
      fleet([pool({ product, count: 2, virtualization: "vgpu", vgpuProfile })], undefined, {
        gpus: 2,
      }).hardware("llama");
    expect(of("H100XM-80C", "NVIDIA-H100-80GB-HBM3").most).toBe("fits");
    expect(of("H100XM-40C", "NVIDIA-H100-80GB-HBM3").most).toBe("does-not-fit");
    expect(of("H200X-141C", "NVIDIA-H200").most).toBe("fits");
  });

  test("MIG instances work alone", () => {
    const cut = pool({ count: 1, mig: { strategy: "single", devices: { "3g.40gb": 2 } } });
    expect(fleet([cut], undefined).hardware("llama").most).toBe("fits");
    expect(codes(fleet([cut], undefined, { gpus: 2 }).hardware("llama").reasons)).toEqual([
      "mig-instances-apart",
    ]);
    expect(fleet([cut], undefined, { gpus: 2 }).verdict("llama")).toBe("does-not-fit");
    const mixed = pool({ count: 1, mig: { strategy: "mixed", devices: { "1g.10gb": 7 } } });
    const asked = { resource: "nvidia.com/mig-1g.10gb" };
    const facts: ProfileFacts = {
      backend: "vllm",
      precision: "bf16",
      tensorParallelism: 1,
      minimumGpuMemoryGB: 20,
    };
    expect(fleet([mixed], undefined, { ...asked, gpus: 2 }).hardware("llama").most).toBe("does-not-fit");
    expect(fleet([mixed], facts, asked).hardware("llama").reasons[0]?.message).toContain("the instance has");
  });

  test("several shares of GPUs may be one GPU", () => {
    const shared = pool({ count: 1, sharing: { strategy: "time-slicing", replicas: 4 } });
    expect(codes(fleet([shared], undefined, { gpus: 2 }).hardware("llama").reasons)).toEqual([
      "gpu-is-shared",
    ]);
    expect(fleet([shared], undefined, { gpus: 2 }).hardware("llama").reasons[0]?.message).toBe(
      "on h100, some of the 2 shares are of one and the same GPU",
    );
    // A profile that is spread over GPUs finds too few of them.
    const spread = { ...compiled, tensorParallelism: 2 };
    const apart = fleet([shared], spread, { gpus: 2, more: named });
    expect(apart.hardware("llama")).toMatchObject({
      most: "does-not-fit",
      reasons: [{ code: "gpu-shares-apart" }],
    });
    const two = pool({ count: 2, sharing: { strategy: "time-slicing", replicas: 4 } });
    expect(codes(fleet([two], spread, { gpus: 2, more: named }).hardware("llama").reasons)).not.toContain(
      "gpu-shares-apart",
    );
  });

  test("a group on several nodes wants equal GPUs", () => {
    const h200 = pool({ product: "NVIDIA-H200" }, { name: "h200" });
    const several = {
      gpus: 8,
      more: "  replicas: 1\n  multiNode: {parallelism: {pipeline: 2, tensor: 8}, ray: {}}",
    };
    const either = fleet([h100, h200], undefined, several);
    expect(either.hardware("llama")).toMatchObject({ most: "fits-if-packed", need: { gpus: 16 } });
    expect(either.hardware("llama").reasons[0]).toMatchObject({
      code: "group-may-mix-gpus",
      help: 'choose one, such as nodeSelector: { nvidia.com/gpu.product: "NVIDIA-H100-80GB-HBM3" }',
    });
    expect(fleet([h100], undefined, several).hardware("llama").reasons).toEqual([]);
    const absurd = fleet([h100], undefined, { ...several, gpus: 8e15 }).hardware("llama").need?.gpus;
    expect(absurd).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe("numbers of GPUs", () => {
  test("a service that asks for none is told so, and fits anywhere", () => {
    const none = fleet([h100], undefined, { gpus: 0 });
    expect(codes(none.hardware("llama").reasons)).toEqual(["asks-for-no-gpu"]);
    expect(none.verdict("llama")).toBe("fits");
  });

  test("a profile of several stages gets too few GPUs in one pod", () => {
    const facts: ProfileFacts = {
      backend: "vllm",
      precision: "bf16",
      tensorParallelism: 4,
      pipelineParallelism: 2,
    };
    expect(fleet([h100], facts, { gpus: 4 }).hardware("llama").reasons[0]?.message).toBe(
      "the profile cannot run on h100: it takes 8 GPUs, and 4 are asked for",
    );
    expect(fleet([h100], facts, { gpus: 8 }).hardware("llama").most).toBe("fits");
    const group = {
      gpus: 4,
      more: `${named}\n  replicas: 1\n  multiNode: {parallelism: {pipeline: 2, tensor: 4}, ray: {}}`,
    };
    expect(fleet([h100], facts, group).hardware("llama")).toMatchObject({ most: "fits", need: { gpus: 8 } });
    expect(fleet([h100], facts, { gpus: 2 }).hardware("llama").reasons[0]?.message).toContain(
      "it spreads each layer over 4 GPUs, and each pod asks for 2",
    );
  });

  test("several nodes without a pipeline are one", () => {
    const without = fleet([h100], undefined, {
      gpus: 8,
      more: "  multiNode: {parallelism: {tensor: 8}, ray: {}}",
    });
    expect(codes(without.hardware("llama").reasons)).toEqual(["multi-node-without-pipeline"]);
    expect(without.hardware("llama").need?.gpus).toBe(8);
  });

  test("GPUs that are claimed count too", () => {
    const dra = pool({ allocation: "dra" });
    const claimed = fleet([dra], undefined, {
      gpus: 0,
      more: "  draResources: [{claimCreationSpec: {devices: [{name: gpu, count: 2, deviceClassName: gpu.nvidia.com, driverName: gpu.nvidia.com}]}}]",
    });
    expect(claimed.hardware("llama")).toMatchObject({ most: "fits", need: { gpus: 2 }, reasons: [] });
  });
});

test("the order of the pools changes nothing, and those are unfit that it was not made for", () => {
  const products = ["NVIDIA-H100-80GB-HBM3", "NVIDIA-L40S", "NVIDIA-A10G", "NVIDIA-H100-NVL", "NVIDIA-H200"];
  const pools = fc.shuffledSubarray(products, { minLength: 1 });
  const most = (names: readonly string[]) => {
    const named = names.map((product) => pool({ product, count: 8 }, { name: product.toLowerCase() }));
    return fleet(named, compiled).hardware("llama");
  };
  fc.assert(
    fc.property(pools, (names) => {
      const judged = most(names);
      const sorted = most([...names].sort());
      expect([...judged.unfit].sort()).toEqual([...sorted.unfit].sort());
      const isMade = (name: string) => name === "NVIDIA-H100-80GB-HBM3";
      expect(judged.unfit).toEqual(names.filter((name) => !isMade(name)).map((name) => name.toLowerCase()));
      expect(judged.most).toBe(
        !names.some(isMade) ? "does-not-fit" : names.every(isMade) ? "fits" : "fits-if-packed",
      );
    }),
    { numRuns: 30 },
  );
});

test("where the operator makes no pods, the GPUs are those that are written", () => {
  const stopped = "  multiNode: {parallelism: {pipeline: 2, tensor: 8}, ray: {}}";
  expect(fleet([h100], undefined, { gpus: 8, more: stopped }).hardware("llama").need?.gpus).toBe(16);
});

test("the profile that the cache names is the one that is judged, and the job of the cache is not", () => {
  const lock = lockOf(image, { [id]: compiled });
  const storage = `nimCache: {name: llama, profile: ${id}}`;
  const text = cacheText({ model: `profiles: [${id}]` }) + serviceText({ storage });
  const fleet = plannedFleet(text, inventoryOf([l40s]), { lock });
  expect(fleet.hardware("llama")).toMatchObject({
    most: "does-not-fit",
    need: { profile: id, precision: "fp8" },
  });
});

test("a cache of profiles for other GPUs is told, where the image may still choose", () => {
  const other = "b".repeat(64);
  const lock = lockOf(image, {
    [id]: compiled,
    [other]: { ...compiled, gpus: ["l40s"], gpuDevices: ["26b9:10de"] },
  });
  const text =
    cacheText({ model: `profiles: [${id}]` }) + serviceText({ storage: "nimCache: {name: llama}" });
  const { most, reasons } = plannedFleet(text, inventoryOf([l40s]), { lock }).hardware("llama");
  expect(most).toBe("fits");
  expect(reasons).toMatchObject([
    {
      code: "cached-profiles-unfit",
      message:
        "on l40s, no profile of its cache can run (it is made for H100 SXM): the image downloads another when it starts",
    },
  ]);
});

describe("without a lock, a cache that selects profiles for", () => {
  const told = (model: string, pools = [h100]) => {
    const text = cacheText({ model }) + serviceText({ storage: "nimCache: {name: llama}" });
    return plannedFleet(text, inventoryOf(pools)).hardware("llama");
  };

  test("GPUs that no pool has is told, though no verdict rests on it", () => {
    const { most, reasons } = told("engine: tensorrt_llm, gpus: [{product: a100}, {product: l40s}]");
    expect(most).toBe("fits");
    expect(reasons).toMatchObject([
      {
        code: "cache-for-other-gpu",
        message: expect.stringContaining(
          'were compiled for "a100" or "l40s", and h100 has NVIDIA-H100-80GB-HBM3',
        ),
      },
    ]);
  });

  test.each([
    ["the GPUs that are there", "engine: tensorrt_llm, gpus: [{product: H100}]"],
    ["any of several", "engine: tensorrt_llm, gpus: [{product: a100}, {product: h100}]"],
    ["any GPU", "engine: tensorrt_llm"],
    ["engines that are built on the spot", "buildable: true, gpus: [{product: a100}]"],
    ["another engine", "engine: vllm, gpus: [{product: a100}]"],
    ["a product that no profile names", "engine: tensorrt_llm, gpus: [{product: x9}]"],
    ["PCI ids", 'engine: tensorrt_llm, gpus: [{ids: ["20b2"]}]'],
    ["one that is named", `profiles: [${id}], gpus: [{product: a100}]`],
  ])("%s is not", (_, model) => {
    expect(codes(told(model).reasons)).not.toContain("cache-for-other-gpu");
  });
});

test("a service of a pipeline is judged as one of its own", () => {
  const text = `---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata: {name: rag, namespace: models}
spec:
  services:
    - name: chat
      enabled: true
      spec:
        image: {repository: nvcr.io/nim/meta/llama-3.1-8b-instruct, tag: 1.12.0, pullSecrets: [ngc]}
        authSecret: ngc
        storage: {emptyDir: {}}
        env: [{name: NIM_MODEL_PROFILE, value: ${id}}]
        expose: {service: {port: 8000}}
        resources: {limits: {nvidia.com/gpu: 1}}
`;
  const fleet = plannedFleet(text, inventoryOf([l40s]), { lock: lockOf(image, { [id]: compiled }) });
  expect(fleet.hardware("chat").most).toBe("does-not-fit");
});
