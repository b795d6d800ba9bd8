import { quoted } from "../../nim/quoted.ts";
import { at, rule, set } from "../rule.ts";

/** The number is compared as text. */
export const tensorParallelForm = rule({
  id: "tensor-parallel-form",
  title: "the tensor parallelism is no number of GPUs that profiles have",
  kinds: ["NIMCache"],
  severity: "error",
  enforcedBy: "operator",
  why: `\`tensorParallelism\` is a text that must equal the profile's tag \`tp\` exactly. \`"08"\`,
\`"2.0"\`, \`"two"\` or \`"0"\` equal none: nothing is selected, and the cache stays \`NotReady\` with "no
profiles are selected for caching". Engines are built for 1, 2, 4, 8 and 16 GPUs; another number is almost
surely a slip.`,
  source:
    "k8s-nim-operator v3.1.2, internal/nimparser v1 and v2 (string equality); tags of NIM model manifests",
  check(cache, report) {
    const written = cache.spec.source?.ngc?.model?.tensorParallelism;
    if (!written) return;
    const path = at("spec", "source", "ngc", "model", "tensorParallelism");
    if (!/^[1-9][0-9]*$/.test(written)) {
      const meant = /^\s*(?:tp)?0*([1-9][0-9]{0,2})(?:\.0*)?\s*$/i.exec(written)?.[1];
      report(path, `no profile has the tensor parallelism ${quoted(written)}`, {
        help: `write ${meant === undefined ? 'a number of GPUs in quotes, such as "1" or "8"' : `"${meant}"`}`,
        fix: meant === undefined ? undefined : set(path, meant),
      });
    } else if (!isPowerOfTwo(Number(written))) {
      report(path, `hardly a profile is made for ${written} GPUs: their numbers are powers of two`, {
        severity: "warning",
        help: `write "${2 ** Math.floor(Math.log2(Number(written)))}" or the tp of a profile that the image has`,
      });
    }
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
        tensorParallelism: "02"
        gpus:
          - product: h100
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
        tensorParallelism: "2"
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

function isPowerOfTwo(number: number): boolean {
  return Number.isInteger(Math.log2(number));
}
