import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** W18: serviceMonitor must not be the zero value; an empty map in it is enough. */
export const metricsWithoutServiceMonitor = rule({
  id: "metrics-without-service-monitor",
  title: "metrics are enabled without a ServiceMonitor",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  why: `\`spec.metrics.enabled: true\` makes a ServiceMonitor for Prometheus, from what stands under
\`spec.metrics.serviceMonitor\`. The webhook refuses the service where nothing stands there. Without it a
ServiceMonitor without labels is made, which most Prometheus installations do not look at.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateMetricsConfiguration (W18); k8s-nim-operator issue 700",
  check(service, report) {
    const metrics = service.spec.metrics;
    const path = at("spec", "metrics", "serviceMonitor");
    if (!metrics?.enabled || isRefused(service, path)) return;
    const { additionalLabels, annotations, interval, scrapeTimeout } = metrics.serviceMonitor ?? {};
    if (additionalLabels || annotations || interval || scrapeTimeout) return;
    report(path, "spec.metrics is enabled, but spec.metrics.serviceMonitor says nothing", {
      help: "add serviceMonitor.additionalLabels with the label by which your Prometheus finds ServiceMonitors",
      related: [at("spec", "metrics", "enabled")],
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
  replicas: 1
  metrics:
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
  replicas: 1
  metrics:
    enabled: true
    serviceMonitor:
      additionalLabels:
        release: kube-prometheus-stack
`,
  },
});
