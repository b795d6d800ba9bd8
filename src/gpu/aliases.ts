import { productOfLabel } from "./find-product.ts";
import { type GpuProduct, gpuProducts } from "./products.ts";

/**
 * The product that an inventory names, by its label or by a shorter name; several where the name leaves open which, none
 * where it is unknown. Case, blanks and hyphens of a short name do not matter.
 */
export function productsNamed(name: string): readonly GpuProduct[] {
  const labelled = productOfLabel(name);
  return labelled ? [labelled] : (byAlias.get(fold(name)) ?? []);
}

/** The short names, to say which would have been right: of each product the one that is like its name. */
export const shortNames: readonly string[] = gpuProducts.map(({ name }) =>
  name.toLowerCase().replaceAll(" ", "-"),
);

/** Names that people use, with the products that they may mean. Where one is by far the usual, it alone stands here. */
const aliases: Readonly<Record<string, readonly string[]>> = {
  "v100-sxm2": ["V100 SXM2 16GB", "V100 SXM2 32GB"],
  "v100-pcie": ["V100 PCIe 16GB", "V100 PCIe 32GB"],
  v100: ["V100 SXM2 16GB", "V100 SXM2 32GB", "V100 PCIe 16GB", "V100 PCIe 32GB"],
  v100s: ["V100S PCIe"],
  a100: ["A100 SXM4 80GB", "A100 SXM4 40GB", "A100 PCIe 80GB", "A100 PCIe 40GB"],
  "a100-sxm": ["A100 SXM4 80GB", "A100 SXM4 40GB"],
  "a100-sxm4": ["A100 SXM4 80GB", "A100 SXM4 40GB"],
  "a100-pcie": ["A100 PCIe 80GB", "A100 PCIe 40GB"],
  "a100-80gb": ["A100 SXM4 80GB"],
  "a100-40gb": ["A100 SXM4 40GB"],
  "a100-sxm-80gb": ["A100 SXM4 80GB"],
  "a100-sxm-40gb": ["A100 SXM4 40GB"],
  "a100-80gb-pcie": ["A100 PCIe 80GB"],
  "a100-40gb-pcie": ["A100 PCIe 40GB"],
  "a800-80gb": ["A800 SXM4 80GB"],
  "a800-40gb": ["A800 SXM4 40GB"],
  h100: ["H100 SXM"],
  "h100-sxm5": ["H100 SXM"],
  "h100-80gb": ["H100 SXM"],
  "h100-80gb-sxm": ["H100 SXM"],
  "h100-80gb-pcie": ["H100 PCIe"],
  "h100-94gb": ["H100 NVL"],
  h200: ["H200 SXM"],
  "h200-141gb": ["H200 SXM"],
  "h20-141gb": ["H20-3e"],
  "h20-96gb": ["H20"],
  gh200: ["GH200 96GB", "GH200 144GB"],
  "b200-sxm": ["B200"],
  "b300-sxm": ["B300"],
  "rtx-pro-6000": ["RTX PRO 6000 Blackwell Server Edition"],
  "rtx-pro-6000-blackwell": ["RTX PRO 6000 Blackwell Server Edition"],
  "rtx-pro-4500": ["RTX PRO 4500 Blackwell Server Edition"],
};

const byAlias = new Map<string, readonly GpuProduct[]>();
for (const product of gpuProducts) {
  for (const name of [product.name, ...product.labels]) byAlias.set(fold(name), [product]);
}
for (const [alias, names] of Object.entries(aliases)) {
  byAlias.set(
    fold(alias),
    gpuProducts.filter(({ name }) => names.includes(name)),
  );
}

function fold(name: string): string {
  return name
    .toLowerCase()
    .replace(/^(nvidia|tesla)[- _]/, "")
    .replace(/[- _]/g, "");
}
