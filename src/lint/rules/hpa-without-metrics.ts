import { at, rule } from "../rule.ts";

/** Kubernetes scales by CPU where nothing else is said. */
export const hpaWithoutMetrics = rule({
  id: "hpa-without-metrics",
  title: "a service scales by its CPU usage, which says nothing about a GPU",
  kinds: ["NIMService"],
  severity: "info",
  enforcedBy: "nimops",
  preset: "production",
  why: `Without \`hpa.metrics\` Kubernetes scales at 80 % of the requested CPU. A model is busy on its GPU while its CPU idles, so
the number of replicas hardly follows the load; and without a CPU request in \`resources\` the HPA cannot work at all.`,
  source:
    "Kubernetes autoscaling/v2 HorizontalPodAutoscalerSpec.metrics; k8s-nim-operator nimservice_types.go GetHPAParams",
  check(service, report) {
    const { scale } = service.spec;
    if (scale?.enabled !== true || !scale.hpa || (scale.hpa.metrics?.length ?? 0) > 0) return;
    report(
      at("spec", "scale", "hpa", "metrics"),
      "spec.scale.hpa has no metrics: it scales at 80 % of the CPU request",
      {
        help: "scale by what the model reports, for example a Pods metric such as num_requests_waiting",
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
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
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
      profile: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  resources:
    limits:
      nvidia.com/gpu: 1
  scale:
    enabled: true
    hpa:
      minReplicas: 2
      maxReplicas: 4
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
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
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
      profile: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  resources:
    limits:
      nvidia.com/gpu: 1
  scale:
    enabled: true
    hpa:
      minReplicas: 2
      maxReplicas: 4
      metrics:
        - type: Pods
          pods:
            metric: {name: num_requests_waiting}
            target: {type: AverageValue, averageValue: "4"}
`,
  },
});
