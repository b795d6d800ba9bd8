import { familiesIn, productsOfId, tagsContaining } from "../../gpu/find-product.ts";
import { type GpuProduct, gpuProducts } from "../../gpu/products.ts";
import { at, rule, set, unsafe } from "../rule.ts";

/** NVIDIA's own page on NIMCache calls 2331 the H100 SXM; it is the H100 PCIe. */
export const gpuIdContradictsProduct = rule({
  id: "gpu-id-contradicts-product",
  title: "a GPU id belongs to another product",
  kinds: ["NIMCache"],
  severity: "error",
  enforcedBy: "operator",
  why: `A profile is selected only if its GPU tag contains the product *and* its device equals one of the
ids. An id of another product selects nothing: the cache stays \`NotReady\` with "no profiles are selected
for caching", or holds what the node cannot run.

The usual mistake is \`2331\`: NVIDIA's page on NIMCache takes it for the H100 SXM. It is the H100 **PCIe**;
the SXM is \`2330\`. Those who do have PCIe boards can list both, or switch this rule off for the line.`,
  source:
    "pci.ids; NVIDIA/open-gpu-kernel-modules README; k8s-nim-operator v3.1.2, internal/nimparser (issue: the public NIMCache page)",
  check(cache, report) {
    cache.spec.source?.ngc?.model?.gpus?.forEach(({ product, ids = [] }, gpu) => {
      if (!product) return;
      ids.forEach((id, index) => {
        const owners = productsOfId(id);
        const path = at("spec", "source", "ngc", "model", "gpus", gpu, "ids", index);
        const related = [at("spec", "source", "ngc", "model", "gpus", gpu, "product")];
        if (id === "2331" && !ids.includes("2330") && product.toLowerCase() === "h100") {
          const help =
            'write "2330" for H100 SXM; for H100 PCIe keep it, if the image has profiles for that board';
          report(path, "2331 is the H100 PCIe, not the H100 SXM", {
            help,
            related,
            severity: "warning",
            fix: unsafe(set(path, "2330")),
          });
        } else if (owners.length > 0 && !owners.some((owner) => isCalled(owner, product))) {
          const names = owners.map(({ name }) => name).join(" and ");
          report(path, `${id} is the ${names}, not ${article(product)}`, {
            help: rightIds(product),
            related,
          });
        }
      });
    });
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: l40s
            ids: ["26b5"]
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: l40s
            ids: ["26b9"]
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
  },
});

function isCalled({ tag, name }: GpuProduct, product: string): boolean {
  const wanted = product.toLowerCase();
  if (tag?.includes(wanted)) return true;
  // A product that no tag contains is a finding of its own; here it only has to name the family.
  const families = familiesIn(product);
  return (
    name.toLowerCase().replaceAll(" ", "").includes(wanted) || families.some((family) => isOf(name, family))
  );
}

function isOf(name: string, family: string): boolean {
  return familiesIn(name).includes(family);
}

function article(product: string): string {
  return `${/^[aehlrx]/i.test(product) ? "an" : "a"} ${product}`;
}

function rightIds(product: string): string {
  const tags = tagsContaining(product);
  const exact = tags.filter((tag) => tag === product.toLowerCase());
  const wanted = exact.length > 0 ? exact : tags;
  const right = gpuProducts
    .filter(({ tag, pciIds }) => tag !== undefined && wanted.includes(tag) && pciIds.length > 0)
    .map(({ name, pciIds }) => `${pciIds.map((id) => `"${id}"`).join(", ")} (${name})`);
  return right.length === 0
    ? "remove the id, or name the product that it belongs to"
    : `write ${right.join(", ")}`;
}
