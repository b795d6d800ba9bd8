import { fields, integer, list, maybe, optional, shared, text } from "../kit.ts";
import { labelSelector, requirement } from "./selector.ts";

/** core/v1 Affinity. */
export const affinity = shared((at) =>
  fields("Where the pods should or must run; ignored for a multi-node service.", {
    nodeAffinity: optional(nodeAffinity(at)),
    podAffinity: optional(podAffinity(at)),
    podAntiAffinity: optional(podAntiAffinity(at)),
  }),
);

/** core/v1 PodAffinity; PodAntiAffinity has the same fields. */
export const podAffinity = shared((at) =>
  fields("Draws the pods to places where certain other pods run.", placement(at)),
);

const podAntiAffinity = shared((at) =>
  fields("Keeps the pods away from places where certain other pods run.", placement(at)),
);

const placement = (at: Parameters<typeof podTerm>[0]) => ({
  preferredDuringSchedulingIgnoredDuringExecution: optional(
    list("Wishes: places that meet more of their weight are preferred.", weightedPodTerm(at)),
  ),
  requiredDuringSchedulingIgnoredDuringExecution: optional(
    list("Conditions that must all hold for a pod to be scheduled.", podTerm(at)),
  ),
});

const weightedPodTerm = shared((at) =>
  fields("A wish with its weight.", {
    podAffinityTerm: podTerm(at),
    weight: integer("Weight of the wish, 1 to 100."),
  }),
);

const podTerm = shared((at) =>
  fields("Other pods, and how near to them is meant.", {
    labelSelector: optional(labelSelector(at)),
    matchLabelKeys: maybe.texts("Label keys whose values on the new pod the others must share."),
    mismatchLabelKeys: maybe.texts("Label keys whose values on the new pod the others must not share."),
    namespaceSelector: optional(labelSelector(at)),
    namespaces: maybe.texts("Namespaces of the other pods; the pod's own if nothing is said."),
    topologyKey: text("Node label that says what one place is, such as kubernetes.io/hostname."),
  }),
);

const nodeAffinity = shared((at) =>
  fields("Nodes by their labels.", {
    preferredDuringSchedulingIgnoredDuringExecution: optional(
      list("Wishes: nodes that meet more of their weight are preferred.", weightedNodeTerm(at)),
    ),
    requiredDuringSchedulingIgnoredDuringExecution: optional(
      fields("What a node must have to be considered.", {
        nodeSelectorTerms: list("One of these terms must hold.", nodeTerm(at)),
      }),
    ),
  }),
);

const weightedNodeTerm = shared((at) =>
  fields("A wish with its weight.", {
    preference: nodeTerm(at),
    weight: integer("Weight of the wish, 1 to 100."),
  }),
);

const nodeTerm = shared((at) =>
  fields("Conditions on a node that must all hold.", {
    matchExpressions: optional(list("Conditions on the node's labels.", requirement(at))),
    matchFields: optional(list("Conditions on the node's fields, such as metadata.name.", requirement(at))),
  }),
);
