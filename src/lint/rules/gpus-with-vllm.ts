import { engineStem, matchesSomeBackend } from "../../nim/engine-name.ts";
import { at, remove, rule, unsafe } from "../rule.ts";

/** T13: depends on the form of the model manifest, which only the image has; so a warning. */
export const gpusWithVllm = rule({
  id: "gpus-with-vllm",
  title: "a cache filters profiles of an engine by GPU that have no GPU",
  kinds: ["NIMCache"],
  severity: "warning",
  enforcedBy: "operator",
  why: `With \`model.gpus\` set, images with the older form of model manifest (without \`schema_version\`) offer
profiles of TensorRT engines only; profiles for vLLM, SGLang or ONNX run on any GPU and are left out. Together
with such an \`engine\` nothing is left: the cache stays \`NotReady\` with \`no profiles are selected for
caching\`. Newer manifests, whose \`schema_version\` has a 2 in it, look at the tags of each profile instead.`,
  source: "k8s-nim-operator v3.1.2, nimparser/v1 (trap T13)",
  check(cache, report) {
    const model = cache.spec.source?.ngc?.model;
    const engine = model?.engine;
    if (!engine || !matchesSomeBackend(engine) || (model.profiles?.length ?? 0) > 0) return;
    if ((model.gpus?.length ?? 0) === 0 || isPartOfTensorRt(engine)) return;
    const path = at("spec", "source", "ngc", "model");
    report(
      [...path, "gpus"],
      `with the engine ${engine}, model.gpus leaves nothing over on images with the older manifest`,
      {
        help: `remove model.gpus: profiles for ${engine} are not made for one GPU`,
        related: [[...path, "engine"]],
        fix: unsafe(remove(...path, "gpus")),
      },
    );
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
        engine: vllm
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
        engine: vllm
        tensorParallelism: "1"
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
  },
});

function isPartOfTensorRt(engine: string): boolean {
  return "tensorrt_llm".includes(engineStem(engine));
}
