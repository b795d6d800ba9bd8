import type { Resource, ResourceSet } from "../../manifest/resource.ts";
import { lastVariable } from "../../nim/environment.ts";
import { gpuCountOf, gpuResource } from "../../nim/gpu-resource.ts";
import { isMultiNode } from "../../nim/multi-node.ts";
import type { OperatorVersion } from "../../nim/version.ts";
import { at, type RelatedReport, rule } from "../rule.ts";
import { usedCache } from "../used-cache.ts";

/** A model that is cut into N parts runs on N GPUs. */
export const gpuCountNotTensorParallel = rule({
  id: "gpu-count-not-tensor-parallel",
  title: "the GPUs of a pod are not as many as the model's tensor parallelism",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "operator",
  why: `A profile with tensor parallelism N needs N GPUs in one pod. The operator takes \`resources\` as they are written and
compares nothing: with fewer GPUs the model does not start, with more the rest idles (unless the profile cuts the model into
pipeline stages too).

The number comes from \`multiNode.parallelism.tensor\`, or from the filter \`tensorParallelism\` of the service's NIMCache.`,
  source: "k8s-nim-operator v3.1.2, nimservice.go addGPUResources; NIM for LLMs, model profiles",
  check(service, report, { set, operatorVersion }) {
    const { resources, draResources, env } = service.spec;
    const gpus = gpuCountOf(resources);
    if (!gpus || (draResources?.length ?? 0) > 0) return;
    if (lastVariable(env, "NIM_TENSOR_PARALLEL_SIZE") || lastVariable(env, "NIM_MODEL_PROFILE")) return;
    const tensor = tensorParallelism(service, set, operatorVersion);
    if (!tensor || tensor.size === gpus.count) return;
    const fewer = gpus.count < tensor.size;
    const rest = fewer ? "the model cannot start" : "the rest idles";
    report(
      at("spec", "resources", gpus.in, gpuResource),
      `${gpus.count} GPUs a pod, but the model has tensor parallelism ${tensor.size}: ${rest}`,
      {
        help: `write \`${gpuResource}: ${tensor.size}\`, or change the tensor parallelism`,
        related: [tensor.from],
        severity: fewer ? "error" : "warning",
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
        engine: tensorrt_llm
        tensorParallelism: "4"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
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
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 2
  replicas: 1
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
        tensorParallelism: "4"
        gpus:
          - product: h100
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
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
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 4
  replicas: 1
`,
  },
});

function tensorParallelism(
  service: Resource<"NIMService">,
  set: ResourceSet,
  version: OperatorVersion,
): { size: number; from: RelatedReport } | undefined {
  const { multiNode } = service.spec;
  if (isMultiNode(service.spec, version)) {
    const size = multiNode?.parallelism?.tensor;
    return size === undefined ? undefined : { size, from: at("spec", "multiNode", "parallelism", "tensor") };
  }
  const cache = usedCache(service, set);
  const model = cache?.spec.source?.ngc?.model;
  if (!cache || !model || (model.profiles?.length ?? 0) > 0) return undefined;
  const size = /^[1-9][0-9]{0,3}$/.test(model.tensorParallelism ?? "")
    ? Number(model.tensorParallelism)
    : undefined;
  const path = at("spec", "source", "ngc", "model", "tensorParallelism");
  const message = `NIMCache ${cache.name} holds profiles of this tensor parallelism only`;
  return size === undefined ? undefined : { size, from: { resource: cache, path, message } };
}
