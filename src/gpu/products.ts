/** How a model of a small float runs: on units for it, with such weights but 16-bit arithmetic, or not at all. */
type FloatSupport = "native" | "weights-only" | "none";

/** `none` is PCIe only, `bridge` joins pairs, `switch` all GPUs of a node, `rack` those of many nodes, `cpu` its CPU. */
export type NvLink = "none" | "bridge" | "switch" | "rack" | "cpu";

/** A GPU model, as precisely as profiles and node labels tell models apart. */
export interface GpuProduct {
  readonly name: string;
  /** Values of the node label `nvidia.com/gpu.product`. */
  readonly labels: readonly string[];
  /** PCI device ids, lower case, without the vendor `10de`. */
  readonly pciIds: readonly string[];
  /** What the data sheet says, in decimal GB. */
  readonly memoryGB: number;
  /** What the driver reports, in MiB, where it was seen. */
  readonly reportedMiB?: number;
  readonly computeCapability: readonly [major: number, minor: number];
  readonly nvlink: NvLink;
  /** The tag `gpu` of profiles for it, lower case; undefined where none was seen. */
  readonly tag: string | undefined;
  /** Keys of `productSources`: where labels, ids, memory and capability are from. */
  readonly sources: string;
}

/** What the letters in `sources` stand for. */
export const productSources = {
  O: "NVIDIA/open-gpu-kernel-modules README, table of supported GPUs",
  P: "pci.ids",
  N: "NIM for LLMs support matrix, verified GPUs",
  A: "ai-dynamo/aiconfigurator systems/*.yaml",
  E: "karpenter-provider-aws instance types (EC2 API)",
  M: "MIG user guide, supported GPUs",
  V: "NVIDIA/gpu-operator, configuration of the vGPU device manager",
  G: "NVIDIA/k8s-device-plugin, GPU feature discovery README",
  S: "nvidia-smi output in public files",
  B: "NVIDIA-AI-Blueprints/rag docs/model-profiles.md; tags seen in model manifests",
  R: "general knowledge, not checked against a source",
} as const;

/** Every product that nimops knows. Mocks and test data of other projects carry wrong ids: none are used here. */
export const gpuProducts: readonly GpuProduct[] = [
  product("T4", "Tesla-T4", "1eb8", 16, 15360, [7, 5], "none", "t4", "OPGS"),
  product("V100 SXM2 16GB", "Tesla-V100-SXM2-16GB", "1db1", 16, undefined, [7, 0], "switch", undefined, "PR"),
  product("V100 SXM2 32GB", "Tesla-V100-SXM2-32GB", "1db5", 32, undefined, [7, 0], "switch", undefined, "PR"),
  product("V100 PCIe 16GB", "Tesla-V100-PCIE-16GB", "1db4", 16, undefined, [7, 0], "none", undefined, "PR"),
  product("V100 PCIe 32GB", "Tesla-V100-PCIE-32GB", "1db6", 32, undefined, [7, 0], "none", undefined, "PR"),
  product("V100S PCIe", "Tesla-V100S-PCIE-32GB", "1df6", 32, undefined, [7, 0], "none", undefined, "PR"),
  product("A2", "NVIDIA-A2", "25b6", 16, undefined, [8, 6], "none", undefined, "O"),
  product("A16", "NVIDIA-A16", "25b6", 16, undefined, [8, 6], "none", undefined, "O"),
  product("A10", "NVIDIA-A10", "2236", 24, 23028, [8, 6], "none", "a10", "OPS"),
  product("A10G", "NVIDIA-A10G", "2237", 24, 22888, [8, 6], "none", "a10g", "OPNE"),
  product("A30", "NVIDIA-A30", "20b7", 24, 24576, [8, 0], "bridge", undefined, "OPMS"),
  product("A40", "NVIDIA-A40", "2235", 48, 46068, [8, 6], "bridge", undefined, "OPS"),
  product(
    "A100 SXM4 40GB",
    "NVIDIA-A100-SXM4-40GB",
    "20b0",
    40,
    40960,
    [8, 0],
    "switch",
    "a100_sxm4_40gb",
    "OPNEMB",
  ),
  product(
    "A100 PCIe 40GB",
    "NVIDIA-A100-PCIE-40GB",
    "20f1 20b1",
    40,
    undefined,
    [8, 0],
    "bridge",
    "a100",
    "OPM",
  ),
  product("A100 SXM4 80GB", "NVIDIA-A100-SXM4-80GB", "20b2", 80, 81920, [8, 0], "switch", "a100", "OPNEM"),
  product("A100 PCIe 80GB", "NVIDIA-A100-80GB-PCIe", "20b5", 80, 81920, [8, 0], "bridge", "a100", "OPMS"),
  product(
    "A800 SXM4 80GB",
    "NVIDIA-A800-SXM4-80GB",
    "20f3",
    80,
    undefined,
    [8, 0],
    "switch",
    undefined,
    "OPR",
  ),
  product(
    "A800 SXM4 40GB",
    "NVIDIA-A800-SXM4-40GB",
    "20bd",
    40,
    undefined,
    [8, 0],
    "switch",
    undefined,
    "OPR",
  ),
  product(
    "A800 PCIe 80GB",
    "NVIDIA-A800-80GB-PCIe",
    "20f5",
    80,
    undefined,
    [8, 0],
    "bridge",
    undefined,
    "OPR",
  ),
  product(
    "A800 PCIe 40GB",
    "NVIDIA-A800-40GB-Active NVIDIA-A800-40GB-PCIe",
    "20f6",
    40,
    undefined,
    [8, 0],
    "bridge",
    undefined,
    "OPR",
  ),
  product("L4", "NVIDIA-L4", "27b8", 24, 23034, [8, 9], "none", "l4", "OPAES"),
  product("L40", "NVIDIA-L40", "26b5", 48, 46068, [8, 9], "none", "l40", "OPS"),
  product("L40S", "NVIDIA-L40S", "26b9", 48, 46068, [8, 9], "none", "l40s", "OPNAE"),
  product("H100 PCIe", "NVIDIA-H100-PCIe", "2331", 80, 81559, [9, 0], "bridge", "h100", "OPAMS"),
  product("H100 SXM", "NVIDIA-H100-80GB-HBM3", "2330", 80, 81559, [9, 0], "switch", "h100", "OPNSA"),
  product("H100 NVL", "NVIDIA-H100-NVL", "2321", 94, 95830, [9, 0], "bridge", "h100_nvl", "ONMS"),
  product("H200 SXM", "NVIDIA-H200", "2335", 141, 143771, [9, 0], "switch", "h200", "OPNSAM"),
  product("H200 NVL", "NVIDIA-H200-NVL", "233b", 141, 143771, [9, 0], "bridge", "h200_nvl", "OPNMSR"),
  product("H20", "NVIDIA-H20", "2329", 96, 97871, [9, 0], "switch", "h20", "OMSR"),
  // An H20 with the memory of an H200: the vGPU of the whole board is H20X-141C.
  product("H20-3e", "NVIDIA-H20-3e", "232c", 141, 143771, [9, 0], "switch", undefined, "OPVSR"),
  product(
    "GH200 96GB",
    "NVIDIA-GH200-480GB NVIDIA-GH200-120GB",
    "2342",
    96,
    97871,
    [9, 0],
    "cpu",
    "gh200",
    "OPNMS",
  ),
  product("GH200 144GB", "NVIDIA-GH200-144G-HBM3e", "2348", 144, undefined, [9, 0], "cpu", "gh200", "ON"),
  product("B200", "NVIDIA-B200", "2901", 180, 183359, [10, 0], "switch", "b200", "OPNEAM"),
  product("GB200", "NVIDIA-GB200", "2941", 186, 189471, [10, 0], "rack", "gb200", "OPNAM"),
  product("B300", "NVIDIA-B300-SXM6-AC", "3182", 288, 275040, [10, 3], "switch", "b300", "OPNAER"),
  product("GB300", "NVIDIA-GB300", "31c2 31c3", 288, 284208, [10, 3], "rack", "gb300", "OPAR"),
  product(
    "RTX PRO 6000 Blackwell Server Edition",
    "NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition",
    "2bb5",
    96,
    97887,
    [12, 0],
    "none",
    "rtx6000_blackwell_sv",
    "OPNAMB",
  ),
  product(
    "RTX PRO 4500 Blackwell Server Edition",
    "NVIDIA-RTX-PRO-4500-Blackwell-Server-Edition",
    "",
    32,
    32768,
    [12, 0],
    "none",
    undefined,
    "NEM",
  ),
];

/** Whether the product computes in 16-bit brain floats: from compute capability 8.0 on. Source: NIM support matrix. */
export function supportsBf16({ computeCapability: [major] }: GpuProduct): boolean {
  return major >= 8;
}

/** FP8 arithmetic comes with compute capability 8.9, weights alone work from 8.0 on. Source: vLLM's page on FP8. */
export function fp8Support({ computeCapability: [major, minor] }: GpuProduct): FloatSupport {
  if (major > 8 || (major === 8 && minor >= 9)) return "native";
  return major === 8 ? "weights-only" : "none";
}

/**
 * FP4 units come with Blackwell; NIM has NVFP4 profiles that were verified on Hopper, as weights alone. What the metadata
 * of a profile says wins over this. Sources: ai-dynamo/aiconfigurator systems/*.yaml (fp4_tc_flops); NIM support matrix.
 */
export function fp4Support({ computeCapability: [major] }: GpuProduct): FloatSupport {
  if (major >= 10) return "native";
  return major === 9 ? "weights-only" : "none";
}

function product(
  name: string,
  labels: string,
  pciIds: string,
  memoryGB: number,
  reportedMiB: number | undefined,
  computeCapability: readonly [number, number],
  nvlink: NvLink,
  tag: string | undefined,
  sources: string,
): GpuProduct {
  return {
    name,
    labels: labels.split(" "),
    pciIds: pciIds.split(" ").filter((id) => id !== ""),
    memoryGB,
    ...(reportedMiB === undefined ? {} : { reportedMiB }),
    computeCapability,
    nvlink,
    tag,
    sources,
  };
}
