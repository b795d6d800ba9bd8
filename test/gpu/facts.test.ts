import { describe, expect, test } from "vitest";
import { formatComputeCapability } from "../../src/gpu/compute-capability.ts";
import { fabricOf } from "../../src/gpu/fabric.ts";
import { productOfLabel } from "../../src/gpu/find-product.ts";
import { decimalGB, holdsGB, memoryMiBOf } from "../../src/gpu/memory.ts";
import { fp4Support, gpuProducts, productSources } from "../../src/gpu/products.ts";

/** Names and ids as NVIDIA/open-gpu-kernel-modules README (df1c9a3) has them, and pci.ids (c1c1254) for the V100. */
const driverNames: readonly (readonly [name: string, ...ids: string[]])[] = [
  ["Tesla T4", "1eb8"],
  ["Tesla V100-SXM2-16GB", "1db1"],
  ["Tesla V100-SXM2-32GB", "1db5"],
  ["Tesla V100-PCIE-16GB", "1db4"],
  ["Tesla V100-PCIE-32GB", "1db6"],
  ["Tesla V100S-PCIE-32GB", "1df6"],
  ["NVIDIA A2", "25b6"],
  ["NVIDIA A16", "25b6"],
  ["NVIDIA A10", "2236"],
  ["NVIDIA A10G", "2237"],
  ["NVIDIA A30", "20b7"],
  ["NVIDIA A40", "2235"],
  ["NVIDIA A100-SXM4-40GB", "20b0"],
  ["NVIDIA A100-PCIE-40GB", "20f1", "20b1"],
  ["NVIDIA A100-SXM4-80GB", "20b2"],
  ["NVIDIA A100 80GB PCIe", "20b5"],
  ["NVIDIA A800-SXM4-80GB", "20f3"],
  ["NVIDIA A800-SXM4-40GB", "20bd"],
  ["NVIDIA A800 80GB PCIe", "20f5"],
  ["NVIDIA A800 40GB Active", "20f6"],
  ["NVIDIA L4", "27b8"],
  ["NVIDIA L40", "26b5"],
  ["NVIDIA L40S", "26b9"],
  ["NVIDIA H100 PCIe", "2331"],
  ["NVIDIA H100 80GB HBM3", "2330"],
  ["NVIDIA H100 NVL", "2321"],
  ["NVIDIA H200", "2335"],
  ["NVIDIA H200 NVL", "233b"],
  ["NVIDIA H20", "2329"],
  ["NVIDIA H20-3e", "232c"],
  ["NVIDIA GH200 480GB", "2342"],
  ["NVIDIA GH200 144G HBM3e", "2348"],
  ["NVIDIA B200", "2901"],
  ["NVIDIA GB200", "2941"],
  ["NVIDIA B300 SXM6 AC", "3182"],
  ["NVIDIA GB300", "31c2", "31c3"],
  ["NVIDIA RTX PRO 6000 Blackwell Server Edition", "2bb5"],
  // Not in either list; the name is that of the NIM support matrix.
  ["NVIDIA RTX PRO 4500 Blackwell Server Edition"],
];

/** MiB as nvidia-smi prints them in public files, aiconfigurator (095f58a) or the EC2 API has them. */
const reported: Readonly<Record<string, number>> = {
  "Tesla-T4": 15360,
  "NVIDIA-A10": 23028,
  "NVIDIA-A10G": 22888,
  "NVIDIA-A30": 24576,
  "NVIDIA-A40": 46068,
  "NVIDIA-A100-SXM4-40GB": 40960,
  "NVIDIA-A100-SXM4-80GB": 81920,
  "NVIDIA-A100-80GB-PCIe": 81920,
  "NVIDIA-L4": 23034,
  "NVIDIA-L40": 46068,
  "NVIDIA-L40S": 46068,
  "NVIDIA-H100-PCIe": 81559,
  "NVIDIA-H100-80GB-HBM3": 81559,
  "NVIDIA-H100-NVL": 95830,
  "NVIDIA-H200": 143771,
  "NVIDIA-H200-NVL": 143771,
  "NVIDIA-H20": 97871,
  "NVIDIA-H20-3e": 143771,
  "NVIDIA-GH200-480GB": 97871,
  "NVIDIA-B200": 183359,
  "NVIDIA-GB200": 189471,
  "NVIDIA-B300-SXM6-AC": 275040,
  "NVIDIA-GB300": 284208,
  "NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition": 97887,
  "NVIDIA-RTX-PRO-4500-Blackwell-Server-Edition": 32768,
};

/** By chip: the MIG user guide's list of supported GPUs, and `sm_version` of aiconfigurator's systems. */
const capabilities: readonly (readonly [chip: RegExp, capability: string])[] = [
  [/^Tesla-V100/, "7.0"],
  [/^Tesla-T4/, "7.5"],
  [/A100|A800|A30/, "8.0"],
  [/A(2|10G?|16|40)$/, "8.6"],
  [/L4/, "8.9"],
  [/H100|H20/, "9.0"],
  [/B200/, "10.0"],
  [/B300/, "10.3"],
  [/RTX-PRO/, "12.0"],
];

/** Both directions of NVLink of one GPU in GB/s, and GPUs in its domain; aiconfigurator where it has the system. */
const fabrics: Readonly<Record<string, readonly [GBps: number, domain: number]>> = {
  "NVIDIA-A100-SXM4-80GB": [600, 8],
  "NVIDIA-H100-80GB-HBM3": [900, 8],
  "NVIDIA-H200": [900, 8],
  "NVIDIA-B200": [1800, 8],
  "NVIDIA-B300-SXM6-AC": [1800, 8],
  "NVIDIA-GB200": [1800, 72],
  "NVIDIA-GB300": [1800, 72],
  "NVIDIA-L40S": [0, 1],
  "NVIDIA-L4": [0, 1],
  "NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition": [0, 1],
};

describe("every product is what its sources say", () => {
  test.each(driverNames)("%s", (name, ...ids) => {
    const label = name.replaceAll(" ", "-");
    const product = productOfLabel(label);
    expect(product?.labels).toContain(label);
    expect(product?.pciIds).toEqual(ids);
  });

  test("none is left out of this list", () => {
    const listed = driverNames.map(([name]) => productOfLabel(name.replaceAll(" ", "-")));
    expect(gpuProducts.filter((product) => !listed.includes(product))).toEqual([]);
  });

  test.each(gpuProducts.map((product) => [product.labels[0] ?? "", product] as const))(
    "memory, compute capability and fabric of %s",
    (label, product) => {
      expect(product.reportedMiB).toBe(reported[label]);
      const of = capabilities.find(([chip]) => chip.test(label));
      expect(formatComputeCapability(product.computeCapability)).toBe(of?.[1]);
      const { totalGBps, domain, sources } = fabricOf(product);
      if (fabrics[label]) expect([totalGBps, domain]).toEqual(fabrics[label]);
      for (const letter of sources) expect(Object.keys(productSources)).toContain(letter);
    },
  );

  test("NVLink is there where the product says so, and nowhere else", () => {
    for (const product of gpuProducts) {
      const { totalGBps, domain, perNode } = fabricOf(product);
      expect(totalGBps > 0, product.name).toBe(product.nvlink !== "none");
      expect(domain > 1, product.name).toBe(["bridge", "switch", "rack"].includes(product.nvlink));
      expect(perNode !== undefined, product.name).toBe(["switch", "rack", "cpu"].includes(product.nvlink));
    }
  });
});

describe("memory", () => {
  test("is compared in decimal GB: every product holds what its name says", () => {
    for (const product of gpuProducts) {
      const memory = memoryMiBOf(product);
      expect(holdsGB(memory, product.memoryGB), product.name).toBe(true);
      expect(holdsGB(memory, product.memoryGB * 1.2), product.name).toBe(false);
    }
  });

  test("may lack one percent, and not two", () => {
    expect(decimalGB(22888)).toBeLessThan(24);
    expect(holdsGB(22888, 24)).toBe(true);
    expect(holdsGB(22430, 24)).toBe(false);
  });

  test("of a product that was never seen is what its data sheet says", () => {
    const a2 = productOfLabel("NVIDIA-A2");
    expect(a2 && decimalGB(memoryMiBOf(a2))).toBeCloseTo(16, 2);
  });
});

test("4-bit floats are computed by Blackwell, and kept as weights by Hopper", () => {
  const support = (label: string) => {
    const product = productOfLabel(label);
    return product && fp4Support(product);
  };
  expect(["NVIDIA-B200", "NVIDIA-H200", "NVIDIA-L40S"].map(support)).toEqual([
    "native",
    "weights-only",
    "none",
  ]);
});
