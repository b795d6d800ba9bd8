import { gpuCountOf } from "../../nim/gpu-resource.ts";
import { isMultiNode } from "../../nim/multi-node.ts";
import { isRefused } from "../refused.ts";
import { at, rule, set, unsafe } from "../rule.ts";

/** T8: an absent tensor parallelism is written as 0. */
export const multiNodeTensorMissing = rule({
  id: "multi-node-tensor-missing",
  title: "a multi-node service does not say how many GPUs each node has",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "operator",
  why: `Without \`parallelism.tensor\` the pods are told \`NIM_TENSOR_PARALLEL_SIZE=0\` and \`GPUS_PER_NODE=0\`; with
\`storage.nimCache.profile\` they also ask for \`nvidia.com/gpu: 0\`. The model cannot start.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_types.go GetMultiNodeTensorParallelism; seen on a cluster (trap T8)",
  check(service, report, { operatorVersion }) {
    const { spec } = service;
    if (!isMultiNode(spec, operatorVersion) || spec.multiNode?.parallelism?.tensor !== undefined) return;
    const path = at("spec", "multiNode", "parallelism", "tensor");
    if (isRefused(service, path)) return;
    const gpus = gpuCountOf(spec.resources)?.count;
    const value = gpus !== undefined && gpus >= 1 ? gpus : undefined;
    report(path, "spec.multiNode.parallelism.tensor is missing: the pods are told to use 0 GPUs each", {
      help: `write \`tensor: ${value ?? 8}\`${value === undefined ? ", or however many" : ", the"} GPUs each pod has`,
      fix: value === undefined ? undefined : unsafe(set(path, value)),
    });
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
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
    ray: {}
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
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    ray: {}
`,
  },
});
