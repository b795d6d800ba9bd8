import { fields, integer, list, maybe, shared, text } from "../kit.ts";
import { labelSelector, requirement } from "./selector.ts";

/** core/v1 Affinity. */
export const affinity = shared((at) =>
  fields("Where the pods should or must run; ignored for a multi-node service.", {
    nodeAffinity: nodeAffinity(at).optional(),
    podAffinity: podAffinity(at).optional(),
    podAntiAffinity: podAntiAffinity(at).optional(),
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
  preferredDuringSchedulingIgnoredDuringExecution: list(
    "Wishes: places that meet more of their weight are preferred.",
    weightedPodTerm(at),
  ).optional(),
  requiredDuringSchedulingIgnoredDuringExecution: list(
    "Conditions that must all hold for a pod to be scheduled.",
    podTerm(at),
  ).optional(),
});

const weightedPodTerm = shared((at) =>
  fields("A wish with its weight.", {
    podAffinityTerm: podTerm(at),
    weight: integer("Weight of the wish, 1 to 100."),
  }),
);

const podTerm = shared((at) =>
  fields("Other pods, and how near to them is meant.", {
    labelSelector: labelSelector(at).optional(),
    matchLabelKeys: maybe.texts("Label keys whose values on the new pod the others must share."),
    mismatchLabelKeys: maybe.texts("Label keys whose values on the new pod the others must not share."),
    namespaceSelector: labelSelector(at).optional(),
    namespaces: maybe.texts("Namespaces of the other pods; the pod's own if nothing is said."),
    topologyKey: text("Node label that says what one place is, such as kubernetes.io/hostname."),
  }),
);

const nodeAffinity = shared((at) =>
  fields("Nodes by their labels.", {
    preferredDuringSchedulingIgnoredDuringExecution: list(
      "Wishes: nodes that meet more of their weight are preferred.",
      weightedNodeTerm(at),
    ).optional(),
    requiredDuringSchedulingIgnoredDuringExecution: fields("What a node must have to be considered.", {
      nodeSelectorTerms: list("One of these terms must hold.", nodeTerm(at)),
    }).optional(),
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
    matchExpressions: list("Conditions on the node's labels.", requirement(at)).optional(),
    matchFields: list("Conditions on the node's fields, such as metadata.name.", requirement(at)).optional(),
  }),
);
