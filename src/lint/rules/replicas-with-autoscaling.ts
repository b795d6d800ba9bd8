import { at, remove, rule } from "../rule.ts";

/** S3: `!(has(scale.enabled) && scale.enabled && has(replicas))`. */
export const replicasWithAutoscaling = rule({
  id: "replicas-with-autoscaling",
  title: "a service that scales by itself also fixes its replica count",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "api-server",
  since: "3.0.2",
  why: `With \`spec.scale.enabled: true\` the HorizontalPodAutoscaler owns the number of replicas. The CRD refuses a
\`spec.replicas\` beside it, because operator and autoscaler would overwrite each other.`,
  source: "CRD rule on NIMService.spec (S3); k8s-nim-operator issues 687, 681, 145",
  check(service, report) {
    if (!service.spec.scale?.enabled || service.spec.replicas === undefined) return;
    report(at("spec", "replicas"), "spec.replicas cannot be set while spec.scale.enabled is true", {
      help: "remove spec.replicas; the HPA keeps the count between minReplicas and maxReplicas",
      related: [at("spec", "scale", "enabled")],
      fix: remove("spec", "replicas"),
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
      nvidia.com/gpu: 1
  replicas: 2
  scale:
    enabled: true
    hpa:
      minReplicas: 1
      maxReplicas: 4
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
      nvidia.com/gpu: 1
  scale:
    enabled: true
    hpa:
      minReplicas: 1
      maxReplicas: 4
`,
  },
});
