import {
  familiesIn,
  productOfLabel,
  productsOfFamily,
  profileTags,
  tagsContaining,
} from "../../gpu/find-product.ts";
import { quoted } from "../../nim/quoted.ts";
import { at, rule, set, unsafe } from "../rule.ts";

/** Anything may be written there; what no tag contains selects nothing. */
export const gpuProductUnknown = rule({
  id: "gpu-product-unknown",
  title: "a GPU product is in the tags of no known profile",
  kinds: ["NIMCache"],
  severity: "warning",
  enforcedBy: "operator",
  why: `\`gpus[].product\` is free text that is looked for in the profiles' GPU tags. A text that no tag
contains selects nothing: the cache stays \`NotReady\` with "no profiles are selected for caching", and
waits for ever. The form factor is not part of the name: SXM and PCIe boards share \`h100\` and differ in
their PCI id.`,
  source: "k8s-nim-operator v3.1.2, internal/nimparser v1 and v2; tags of NIM model manifests",
  check(cache, report) {
    cache.spec.source?.ngc?.model?.gpus?.forEach(({ product }, gpu) => {
      if (!product || tagsContaining(product).length > 0) return;
      if (productOfLabel(product.replaceAll(" ", "-")) || /^(nvidia|tesla)[- ]/i.test(product)) return;
      const path = at("spec", "source", "ngc", "model", "gpus", gpu, "product");
      // Never another GPU, however near its name: `l20` is no slip for `l40`.
      const spelling = otherSpellingOf(product);
      const family =
        spelling === undefined
          ? familiesIn(product).find((known) => tagsContaining(known).length > 0)
          : undefined;
      const meant = spelling ?? family;
      const boards =
        family === undefined ? [] : productsOfFamily(family).filter(({ pciIds }) => pciIds.length > 0);
      const ids = boards.map(({ name, pciIds }) => `${name} is "${pciIds[0]}"`).join(", ");
      report(path, `no known profile is for a GPU ${quoted(product)}`, {
        severity: meant === undefined ? "info" : "warning",
        help:
          meant === undefined
            ? `known are ${profileTags.join(", ")}`
            : `write ${meant}${boards.length > 1 ? `, and the id of the board: ${ids}` : ""}`,
        fix: meant === undefined ? undefined : unsafe(set(path, meant)),
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
          - product: h100-sxm
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
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
  },
});

/** The tag that is the same name in another case, with other separators, a brand before it, or letters swapped or doubled. */
function otherSpellingOf(product: string): string | undefined {
  const wanted = spellings(product);
  return profileTags.find((tag) => spellings(tag).some((spelling) => wanted.includes(spelling)));
}

function spellings(name: string): string[] {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "")
    .replace(/^(nvidia|tesla|geforce)/, "");
  const digits = plain.replace(/[^0-9]+/g, "");
  const letters = [...plain.replace(/[0-9]+/g, "")].sort().join("");
  return [`${letters} ${digits}`, plain.replace(/([a-z])\1+/g, "$1")];
}
