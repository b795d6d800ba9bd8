import { described, fields, integer, list, maybe, optional, shared, text } from "../kit.ts";
import { labelSelector } from "./selector.ts";

/** A list of autoscaling/v2 MetricSpec. */
export const scalingMetrics = shared((at) =>
  list("What the replica count follows; the metric that asks for most replicas wins.", metric(at)),
);

/** autoscaling/v2 HorizontalPodAutoscalerBehavior. */
export const scalingBehavior = shared((at) =>
  fields("How fast replicas are added and removed.", {
    scaleDown: optional(
      described(
        "Removing replicas; by default as far as minReplicas after 300 calm seconds.",
        scalingRules(at),
      ),
    ),
    scaleUp: optional(
      described("Adding replicas; by default 4 pods or a doubling every 15 seconds.", scalingRules(at)),
    ),
  }),
);

const metric = shared((at) =>
  fields("A metric; the field that belongs to its type must be given.", {
    containerResource: optional(
      fields("A resource of one container in every pod.", {
        container: text("Name of the container."),
        name: text("Name of the resource, such as cpu."),
        target: target(at),
      }),
    ),
    external: optional(
      fields("A metric from outside of the cluster.", {
        metric: identifier(at),
        target: target(at),
      }),
    ),
    object: optional(
      fields("A metric of one Kubernetes object.", {
        describedObject: fields("The object.", {
          apiVersion: maybe.text("API version of the object."),
          kind: text("Kind of the object."),
          name: text("Name of the object."),
        }),
        metric: identifier(at),
        target: target(at),
      }),
    ),
    pods: optional(
      fields("A metric of every pod, averaged.", {
        metric: identifier(at),
        target: target(at),
      }),
    ),
    resource: optional(
      fields("A resource that the pods request, such as cpu.", {
        name: text("Name of the resource."),
        target: target(at),
      }),
    ),
    type: text("ContainerResource, External, Object, Pods or Resource."),
  }),
);

const identifier = shared((at) =>
  fields("Names a metric.", {
    name: text("Name of the metric, such as num_requests_waiting."),
    selector: optional(labelSelector(at)),
  }),
);

const target = shared(() =>
  fields("The value to hold.", {
    averageUtilization: maybe.integer("Percent of what the pods request; for resources only."),
    averageValue: maybe.quantity("Average over the pods."),
    type: text("Utilization, Value or AverageValue."),
    value: maybe.quantity("Value of the metric as a whole."),
  }),
);

const scalingRules = shared(() =>
  fields("Limits of speed in one direction.", {
    policies: optional(
      list(
        "Allowed steps.",
        fields("A step.", {
          periodSeconds: integer("Seconds that the step applies to, at most 1800."),
          type: text("Pods or Percent."),
          value: integer("Pods or percent that may change in the period."),
        }),
      ),
    ),
    selectPolicy: maybe.text("Max (the default), Min or Disabled."),
    stabilizationWindowSeconds: maybe.integer("Seconds of the past that are considered, 0 to 3600."),
    tolerance: maybe.quantity("Relative difference that is still ignored; default 0.1."),
  }),
);
