import { type ImageReference, imageFault, parseImageReference } from "../../nim/image-reference.ts";
import { at, rule } from "../rule.ts";

/** T24: an image without a model manifest. */
export const modelPullerNoNim = rule({
  id: "model-puller-no-nim",
  title: "the image that downloads a model is no NIM",
  kinds: ["NIMCache"],
  severity: "warning",
  enforcedBy: "operator",
  why: `With \`source.ngc\` the image is asked for its own list of profiles, and its own program downloads them. Images that
other images are built upon (CUDA, Triton, PyTorch …) have neither. Without \`profiles\` the cache stays NotReady for
ever (\`failed to get model manifest config file: unable to get ConfigMap …-manifest\`). With profile ids the job succeeds,
having downloaded nothing, then the state fails and the job runs again and again. With \`profiles: [all]\` the cache even
becomes Ready, and is empty.

Write the NIM image of the service. For a model of Hugging Face or of a NeMo Data Store use \`source.hf\` or
\`source.dataStore\`, whose \`modelPuller\` is another kind of image. Judged by the name: base images under
\`nvcr.io/nvidia/\` and some that everybody knows.`,
  source: "k8s-nim-operator v3.1.2, nimcache_controller.go; seen on a cluster (trap T24)",
  check(cache, report) {
    const puller = cache.spec.source?.ngc?.modelPuller;
    if (!puller || imageFault(puller) !== undefined) return;
    const image = parseImageReference(puller);
    if (!isNoNim(image)) return;
    const path = at("spec", "source", "ngc", "modelPuller");
    report(path, `${image.repository} is no NIM: it has no list of profiles and downloads nothing`, {
      help: "write the NIM image that the service runs, such as nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0",
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
      modelPuller: nvcr.io/nvidia/tritonserver:25.08-py3
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

function isNoNim({ registry, path }: ImageReference): boolean {
  if (path.includes("/nim/") || path.startsWith("nim/")) return false;
  // Base images are `nvidia/NAME`; what stands deeper may be the image of a microservice.
  if (registry === "nvcr.io" && /^nvidia\/[^/]+$/.test(path)) return !/nim/.test(path);
  return baseImages.has(path.slice(path.lastIndexOf("/") + 1));
}

const baseImages = new Set([
  "alpine",
  "busybox",
  "cuda",
  "debian",
  "python",
  "pytorch",
  "sglang",
  "tensorflow",
  "tensorrt",
  "text-generation-inference",
  "tritonserver",
  "ubuntu",
  "vllm-openai",
]);
