import { gpuCountOf, gpuResource } from "../../nim/gpu-resource.ts";
import { gibibytes, parseQuantity } from "../../nim/quantity.ts";
import { at, rule } from "../rule.ts";

/** GPUs without NVLink talk through /dev/shm. */
export const sharedMemorySmall = rule({
  id: "shared-memory-small",
  title: "a service on several GPUs has little shared memory",
  kinds: ["NIMService"],
  severity: "info",
  enforcedBy: "nimops",
  why: `\`storage.sharedMemorySizeLimit\` bounds \`/dev/shm\`. On several GPUs that NVLink does not join,
all that they exchange goes through it; NVIDIA's guide asks for 16 GB. With less, NCCL fails at start
("unable to allocate shared memory") or the server hangs at the first request. Without the field nothing
bounds it but the memory of the pod.`,
  source: "NIM for LLMs 1.3.0, host memory guide; k8s-nim-operator v3.1.2, nimservice_types.go",
  check(service, report) {
    const limit = service.spec.storage?.sharedMemorySizeLimit;
    const quantity = limit === undefined ? undefined : parseQuantity(limit);
    const gpus = gpuCountOf(service.spec.resources)?.count ?? 0;
    if (!quantity || quantity.nano <= 0n || gpus < 2 || gibibytes(quantity) * 1.073741824 >= 16) return;
    report(
      at("spec", "storage", "sharedMemorySizeLimit"),
      `${limit} of shared memory is little for ${gpus} GPUs`,
      {
        help: "write 16Gi, or leave the field out",
        related: [at("spec", "resources", "limits", gpuResource)],
      },
    );
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
    sharedMemorySizeLimit: 1Gi
  resources:
    limits:
      nvidia.com/gpu: 2
  replicas: 1
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
    sharedMemorySizeLimit: 16Gi
  resources:
    limits:
      nvidia.com/gpu: 2
  replicas: 1
`,
  },
});
