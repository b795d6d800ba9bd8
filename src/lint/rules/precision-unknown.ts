import { closest } from "../../nim/closest.ts";
import { quoted } from "../../nim/quoted.ts";
import { at, rule, set, unsafe } from "../rule.ts";

/** Anything may be written there; what no profile is tagged with selects nothing. */
export const precisionUnknown = rule({
  id: "precision-unknown",
  title: "a precision is none that profiles are tagged with",
  kinds: ["NIMCache"],
  severity: "warning",
  enforcedBy: "operator",
  why: `\`precision\` is free text that must equal the profile's tag. A value that no profile carries
selects nothing: the cache stays \`NotReady\` with "no profiles are selected for caching". Manifests in the
first format compare upper and lower case too, and tags are in lower case, so \`FP8\` works with some images
only.`,
  source:
    "k8s-nim-operator v3.1.2, internal/nimparser v1 (case-sensitive) and v2; tags of NIM model manifests",
  check(cache, report) {
    const precision = cache.spec.source?.ngc?.model?.precision;
    if (!precision || known.includes(precision)) return;
    const path = at("spec", "source", "ngc", "model", "precision");
    const lower = precision.toLowerCase();
    if (known.includes(lower)) {
      report(path, `${precision} is compared with tags in lower case, by older images letter by letter`, {
        severity: "info",
        help: `write ${lower}`,
        fix: set(path, lower),
      });
      return;
    }
    const meant = synonyms[lower] ?? closest(precision, known);
    report(path, `no known profile has the precision ${quoted(precision)}`, {
      help: meant === undefined ? `known are ${known.join(", ")}` : `write ${meant}`,
      fix: meant === undefined ? undefined : unsafe(set(path, meant)),
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
        precision: float8
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
        precision: fp8
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

const known = ["fp32", "tf32", "bf16", "fp16", "fp8", "nvfp4", "mxfp4", "fp4", "int8", "int4"];

const synonyms: Readonly<Record<string, string>> = {
  float8: "fp8",
  float16: "fp16",
  float32: "fp32",
  bfloat16: "bf16",
  half: "fp16",
};
