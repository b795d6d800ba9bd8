import { fields, integer, later, maybe, optional, shared, withDefault } from "./kit.ts";
import { scalingBehavior, scalingMetrics } from "./kubernetes/autoscaling.ts";

export const scale = shared((at) =>
  fields("Scaling by a HorizontalPodAutoscaler.", {
    annotations: maybe.textMap("Annotations of the HorizontalPodAutoscaler."),
    enabled: maybe.flag("Whether the service scales by itself; not together with replicas or multiNode."),
    hpa: optional(
      fields("Settings of the HorizontalPodAutoscaler; needed when enabled.", {
        behavior: later(() => scalingBehavior(at)),
        maxReplicas: integer("The most replicas; not below minReplicas."),
        metrics: later(() => scalingMetrics(at)),
        minReplicas: withDefault(1, integer("The fewest replicas.", { min: 1 })),
      }),
    ),
  }),
);
