import { describe, expect, test } from "vitest";
import { productsNamed, shortNames } from "../../src/gpu/aliases.ts";
import { gpuProducts } from "../../src/gpu/products.ts";

describe("a product is named", () => {
  test("by each of its labels and by its own name", () => {
    for (const product of gpuProducts) {
      for (const name of [...product.labels, product.name])
        expect(productsNamed(name), name).toEqual([product]);
    }
    expect(shortNames.flatMap((name) => productsNamed(name).length)).toEqual(gpuProducts.map(() => 1));
  });

  test.each([
    ["h100-sxm", "H100 SXM"],
    ["H100", "H100 SXM"],
    ["h100 pcie", "H100 PCIe"],
    ["h100_nvl", "H100 NVL"],
    ["a100-80gb", "A100 SXM4 80GB"],
    ["A100-PCIe-40GB", "A100 PCIe 40GB"],
    ["nvidia-l40s", "L40S"],
    ["h200", "H200 SXM"],
    ["rtx-pro-6000", "RTX PRO 6000 Blackwell Server Edition"],
    ["A100-SXM4-40GB", "A100 SXM4 40GB"],
  ])("%s: %s", (name, product) => {
    expect(productsNamed(name).map((found) => found.name)).toEqual([product]);
  });

  test("by several, where the memory is left open", () => {
    expect(productsNamed("a100")).toHaveLength(4);
    expect(productsNamed("gh200")).toHaveLength(2);
  });

  test.each(["", "rtx-4090", "__proto__", "constructor", "h1000"])("not by %o", (name) => {
    expect(productsNamed(name)).toEqual([]);
  });
});
