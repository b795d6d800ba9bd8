import type { Value } from "../value.ts";
import { isMap } from "../value.ts";
import type { DraftObject } from "./draft.ts";
import { goTypes } from "./go-types.ts";
import { goStruct, goWritten } from "./go-written.ts";
import { objectAnnotations, serviceLabels } from "./labels.ts";
import { metadataOf, type ServiceFacts } from "./service-facts.ts";

/**
 * The HorizontalPodAutoscaler, with its metrics sorted by type; undefined where the service does not scale by itself.
 * Source: k8s-nim-operator nimservice_types.go, GetHPAParams; internal/render/render.go, HPA.
 */
export function autoscalerOf(facts: ServiceFacts): DraftObject | undefined {
  const { name, spec } = facts;
  const { enabled, hpa, annotations } = spec.scale ?? {};
  if (enabled !== true) return undefined;
  const metrics = goWritten(hpa?.metrics, goTypes.autoscaler, "metrics");
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: metadataOf(facts, {
      labels: serviceLabels(name, spec),
      annotations: objectAnnotations(spec, annotations),
    }),
    spec: {
      scaleTargetRef: { kind: "Deployment", name, apiVersion: "apps/v1" },
      minReplicas: hpa?.minReplicas ?? 1,
      maxReplicas: hpa?.maxReplicas ?? 0,
      metrics: Array.isArray(metrics) ? metrics.toSorted(byType) : undefined,
      behavior: hpa?.behavior ? goStruct(hpa.behavior, goTypes.autoscaler) : undefined,
    },
  };
}

function byType(a: Value, b: Value): number {
  const [first, second] = [a, b].map((metric) => (isMap(metric) ? String(metric.type) : ""));
  return (first ?? "") < (second ?? "") ? -1 : first === second ? 0 : 1;
}
