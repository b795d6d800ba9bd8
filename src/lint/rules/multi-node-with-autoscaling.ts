import { at, remove, rule, unsafe } from "../rule.ts";

/** S2: `!(has(multiNode) && scale.enabled)`. */
export const multiNodeWithAutoscaling = rule({
  id: "multi-node-with-autoscaling",
  title: "a service over several nodes also scales by itself",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "api-server",
  why: `With \`spec.multiNode\` the operator makes a LeaderWorkerSet, for which it makes no
HorizontalPodAutoscaler. The CRD refuses \`spec.scale.enabled: true\` beside it; \`enabled: false\` passes.

Set \`spec.replicas\` to the number of groups that you need.`,
  source: "CRD rule on NIMService.spec (S2)",
  check(service, report) {
    if (!service.spec.multiNode || !service.spec.scale?.enabled) return;
    report(at("spec", "scale", "enabled"), "spec.scale.enabled cannot be true together with spec.multiNode", {
      help: "remove spec.scale and set spec.replicas, the number of groups of pods",
      related: [at("spec", "multiNode")],
      fix: unsafe(remove("spec", "scale")),
    });
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-405b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-405b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-405b-weights
  resources:
    limits:
      nvidia.com/gpu: 8
  scale:
    enabled: true
    hpa:
      minReplicas: 1
      maxReplicas: 2
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    mpi:
      mpiStartTimeout: 600
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-405b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-405b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-405b-weights
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    mpi:
      mpiStartTimeout: 600
`,
  },
});
