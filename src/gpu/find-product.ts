import { parseGpuLabel } from "./label.ts";
import { type GpuProduct, gpuProducts } from "./products.ts";

/** The products that a PCI device id stands for; `25b6` is two. Any other writing of the id finds nothing. */
export function productsOfId(id: string): readonly GpuProduct[] {
  return byId.get(id) ?? [];
}

/** The product of a node label's value, without what sharing and MIG append; `NVIDIA-` and `Tesla-` may be missing. */
export function productOfLabel(label: string): GpuProduct | undefined {
  return byLabel.get(withoutBrand(parseGpuLabel(label).product));
}

/** Every label value that is known for whole GPUs. */
export const knownLabels: readonly string[] = gpuProducts.flatMap(({ labels }) => labels);

/** The tags that profiles carry for GPUs, each once. */
export const profileTags: readonly string[] = [
  ...new Set(gpuProducts.flatMap(({ tag }) => (tag === undefined ? [] : [tag]))),
];

/** The tags that a filter's product selects: those that contain it, in lower case. Source: nimparser v1 and v2. */
export function tagsContaining(product: string): readonly string[] {
  const wanted = product.toLowerCase();
  return profileTags.filter((tag) => tag.includes(wanted));
}

/** The products whose profiles carry a tag. */
export function productsOfTag(tag: string): readonly GpuProduct[] {
  return gpuProducts.filter((product) => product.tag === tag);
}

/** The letters and digits that a GPU family is called by: `h100` for all H100, `rtxpro6000` for that one. */
function familyOf({ name }: GpuProduct): string {
  const [first = "", second = "", third = ""] = name.toLowerCase().split(" ");
  return first === "rtx" ? `${first}${second}${third}` : first;
}

/** The families whose name stands in a text as a word of its own: `h100` in `H100-SXM`, not in `gh100`. */
export function familiesIn(text: string): readonly string[] {
  const words = text.toLowerCase().split(/[^a-z0-9]+/);
  const joined = words.join("");
  return families.filter(
    (family) => words.includes(family) || (family.startsWith("rtx") && joined.includes(family)),
  );
}

export function productsOfFamily(family: string): readonly GpuProduct[] {
  return gpuProducts.filter((product) => familyOf(product) === family);
}

const families: readonly string[] = [...new Set(gpuProducts.map(familyOf))];

const byId = new Map<string, GpuProduct[]>();
const byLabel = new Map<string, GpuProduct>();
for (const product of gpuProducts) {
  for (const id of product.pciIds) byId.set(id, [...(byId.get(id) ?? []), product]);
  for (const label of product.labels) byLabel.set(withoutBrand(label), product);
}

/** Old drivers leave the brand out. Source: k8s-device-plugin README. */
function withoutBrand(label: string): string {
  return label.replace(/^(NVIDIA|Tesla)-/, "");
}
