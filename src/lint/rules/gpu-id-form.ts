import { quoted } from "../../nim/quoted.ts";
import { at, rule, set } from "../rule.ts";

/** Ids are compared letter by letter. */
export const gpuIdForm = rule({
  id: "gpu-id-form",
  title: "a GPU id is written in a form that no profile uses",
  kinds: ["NIMCache"],
  severity: "error",
  enforcedBy: "operator",
  why: `\`gpus[].ids\` is compared, as text, with the profile's tag \`gpu_device\` after its end \`:10de\`
was cut off. So the id is four hexadecimal digits in lower case and nothing else: \`0x2330\`, \`2330:10de\`,
\`10de:2330\` or \`26B5\` equal nothing, no profile is selected, and the cache stays \`NotReady\` with "no
profiles are selected for caching".`,
  source: "k8s-nim-operator v3.1.2, internal/nimparser v1 and v2 (string equality); NIM metadata, gpu_device",
  check(cache, report) {
    cache.spec.source?.ngc?.model?.gpus?.forEach(({ ids }, gpu) => {
      ids?.forEach((id, index) => {
        if (id === "" || /^[0-9a-f]{4}$/.test(id)) return;
        const path = at("spec", "source", "ngc", "model", "gpus", gpu, "ids", index);
        const meant = plainId(id);
        report(path, `${quoted(id)} equals the id of no profile`, {
          help:
            meant === undefined
              ? 'write the PCI device id: four hexadecimal digits, such as "2330"'
              : `write "${meant}"`,
          fix: meant === undefined ? undefined : set(path, meant),
        });
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
          - product: h100
            ids: ["2330:10de"]
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
            ids: ["2330"]
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
  },
});

/** What is left without prefix, vendor and upper case. */
function plainId(id: string): string | undefined {
  const plain = id
    .trim()
    .toLowerCase()
    .replace(/^(0x)?10de[:-](0x)?|^0x/, "")
    .replace(/[:-](0x)?10de$/, "");
  return /^[0-9a-f]{4}$/.test(plain) ? plain : undefined;
}
