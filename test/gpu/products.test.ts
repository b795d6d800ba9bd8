import { describe, expect, test } from "vitest";
import { familiesIn, productOfLabel, productsOfId, tagsContaining } from "../../src/gpu/find-product.ts";
import { fp8Support, gpuProducts, productSources, supportsBf16 } from "../../src/gpu/products.ts";

describe("the catalogue of GPUs", () => {
  test("gives every product a label, and no label to two", () => {
    const labels = gpuProducts.flatMap((product) => product.labels);
    expect(new Set(labels).size).toBe(labels.length);
    for (const label of labels) expect(label).toMatch(/^(NVIDIA|Tesla)-[A-Za-z0-9-]+$/);
  });

  test("writes ids as profiles do, and only A2 and A16 share one", () => {
    const ids = gpuProducts.flatMap((product) => product.pciIds);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{4}$/);
    const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
    expect(twice).toEqual(["25b6"]);
  });

  test("says of every product where its facts are from", () => {
    for (const { name, sources } of gpuProducts) {
      expect(sources, name).not.toBe("");
      for (const letter of sources) expect(Object.keys(productSources), name).toContain(letter);
    }
  });

  test("has reported memory that is worth the nominal one in decimal GB, with one percent of slack", () => {
    for (const { name, reportedMiB, memoryGB } of gpuProducts) {
      if (reportedMiB === undefined) continue;
      expect((reportedMiB * 1.048576) / 1000, name).toBeGreaterThan(memoryGB * 0.99);
    }
  });

  test("knows the two H100 that are mistaken for each other", () => {
    expect(productsOfId("2330").map(({ name }) => name)).toEqual(["H100 SXM"]);
    expect(productsOfId("2331").map(({ name }) => name)).toEqual(["H100 PCIe"]);
    expect(productsOfId("2330:10de")).toEqual([]);
  });

  test.each([
    ["NVIDIA-H100-80GB-HBM3", "H100 SXM"],
    ["NVIDIA-H100-80GB-HBM3-MIG-1g.10gb", "H100 SXM"],
    ["NVIDIA-L4-SHARED", "L4"],
    ["A100-SXM4-40GB", "A100 SXM4 40GB"],
    ["T4", "T4"],
    ["NVIDIA-GH200-480GB", "GH200 96GB"],
    ["H100", undefined],
    ["NVIDIA-GeForce-RTX-4090", undefined],
  ])("reads the label %s as %s", (label, name) => expect(productOfLabel(label)?.name).toBe(name));

  test("finds tags as the operator does: anywhere, whatever the case", () => {
    expect(tagsContaining("H20")).toEqual(["h200", "h200_nvl", "h20", "gh200"]);
    expect(tagsContaining("NVIDIA-H100-80GB-HBM3")).toEqual([]);
  });

  test("sees families only as whole words", () => {
    expect(familiesIn("H100-SXM")).toEqual(["h100"]);
    expect(familiesIn("GH200-480GB")).toEqual(["gh200"]);
    expect(familiesIn("NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition")).toEqual(["rtxpro6000"]);
    expect(familiesIn("quantum9")).toEqual([]);
  });

  test("tells what a GPU computes in", () => {
    const of = (name: string) => gpuProducts.find((product) => product.name === name) ?? gpuProducts[0];
    const [t4, a100, l4] = [of("T4"), of("A100 SXM4 80GB"), of("L4")];
    expect([t4, a100, l4].map((product) => product && fp8Support(product))).toEqual([
      "none",
      "weights-only",
      "native",
    ]);
    expect([t4, a100, l4].map((product) => product && supportsBf16(product))).toEqual([false, true, true]);
  });
});
