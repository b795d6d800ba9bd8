import { fields, integer, later, maybe, shared } from "./kit.ts";
import { scalingBehavior, scalingMetrics } from "./kubernetes/autoscaling.ts";

export const scale = shared((at) =>
  fields("Scaling by a HorizontalPodAutoscaler.", {
    annotations: maybe.textMap("Annotations of the HorizontalPodAutoscaler."),
    enabled: maybe.flag("Whether the service scales by itself; not together with replicas or multiNode."),
    hpa: fields("Settings of the HorizontalPodAutoscaler; needed when enabled.", {
      behavior: later(() => scalingBehavior(at)).optional(),
      maxReplicas: integer("The most replicas; not below minReplicas."),
      metrics: later(() => scalingMetrics(at)).optional(),
      minReplicas: integer("The fewest replicas.", { min: 1 }).default(1),
    }).optional(),
  }),
);
