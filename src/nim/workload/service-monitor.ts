import type { DraftObject } from "./draft.ts";
import { mergedTexts, objectAnnotations, serviceLabels } from "./labels.ts";
import { metadataOf, type ServiceFacts } from "./service-facts.ts";

/**
 * The ServiceMonitor, whose labels the user's replace; undefined where metrics are off.
 * Source: k8s-nim-operator nimservice_types.go, GetServiceMonitorParams.
 */
export function serviceMonitorOf(facts: ServiceFacts): DraftObject | undefined {
  const { name, namespace, spec } = facts;
  if (spec.metrics?.enabled !== true) return undefined;
  const { additionalLabels, annotations, interval, scrapeTimeout } = spec.metrics.serviceMonitor ?? {};
  const times = { interval: interval || undefined, scrapeTimeout: scrapeTimeout || undefined };
  const labels = serviceLabels(name, spec);
  const hasOwnPort = spec.expose?.service?.metricsPort !== undefined;
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "ServiceMonitor",
    metadata: metadataOf(facts, {
      labels: mergedTexts(additionalLabels, labels),
      annotations: objectAnnotations(spec, annotations),
    }),
    spec: {
      namespaceSelector: { matchNames: [namespace] },
      selector: { matchLabels: labels },
      endpoints: [
        { path: "/v1/metrics", port: "api", ...times },
        ...(hasOwnPort ? [{ path: "/metrics", port: "metrics", ...times }] : []),
      ],
    },
  };
}
