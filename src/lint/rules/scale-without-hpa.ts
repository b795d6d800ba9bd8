import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";
import { hasUnknownField } from "../written.ts";

/** W19: hpa must not be the zero value; any hpa that the CRD takes is none. */
export const scaleWithoutHpa = rule({
  id: "scale-without-hpa",
  title: "a service scales by itself, but nothing says how far",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  why: `With \`spec.scale.enabled: true\` the operator makes a HorizontalPodAutoscaler from
\`spec.scale.hpa\`. The webhook refuses the service without it. Without the webhook the autoscaler gets 0 as
its most replicas, the API server refuses that, and the service is Failed (HPAFailed).`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateScaleConfiguration (W19)",
  check(service, report) {
    const { scale } = service.spec;
    const path = at("spec", "scale", "hpa");
    if (!scale?.enabled || scale.hpa || isRefused(service, path)) return;
    // `maxReplicas` beside `enabled`: unknown-field tells where it belongs.
    if (hasUnknownField(service, at("spec", "scale"))) return;
    report(path, "spec.scale is enabled, but spec.scale.hpa is missing", {
      help: "add hpa with minReplicas, maxReplicas and the metrics to scale by",
      related: [at("spec", "scale", "enabled")],
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
  scale:
    enabled: true
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
      metrics:
        - type: Pods
          pods:
            metric:
              name: gpu_cache_usage_perc
            target:
              type: AverageValue
              averageValue: "0.5"
`,
  },
});
