import { isMap, type Path, type ValueMap, valueAt } from "../../nim/value.ts";
import type { PodDemand } from "../demand/demand.ts";
import { meets, type Requirement, requirementsOf } from "./label-selector.ts";

/**
 * One required term of a pod's affinity to pods, or against them.
 * Source: Kubernetes pkg/scheduler/framework, newAffinityTerm; plugin InterPodAffinity.
 */
export interface AffinityTerm {
  readonly topologyKey: string;
  readonly requirements: readonly Requirement[];
  /** Undefined for all namespaces. */
  readonly namespaces: readonly string[] | undefined;
  readonly namespaceRequirements: readonly Requirement[] | undefined;
}

export type Side = "podAffinity" | "podAntiAffinity";

/** The required terms; what is only preferred keeps no pod away. */
export function affinityTermsOf(pod: PodDemand, side: Side): AffinityTerm[] {
  const list = valueAt(pod.spec, ["affinity", side, "requiredDuringSchedulingIgnoredDuringExecution"]);
  return (Array.isArray(list) ? list : []).filter((term) => isMap(term)).map((term) => termOf(term, pod));
}

export function selects(
  term: AffinityTerm,
  { namespace, labels }: Pick<PodDemand, "namespace" | "labels">,
): boolean {
  return isOfNamespace(term, namespace) && meets(labels, term.requirements);
}

/** Of the labels of a namespace only its name is known. */
function isOfNamespace({ namespaces, namespaceRequirements }: AffinityTerm, namespace: string): boolean {
  if (namespaces === undefined || namespaces.includes(namespace)) return true;
  if (namespaceRequirements === undefined) return false;
  return meets({ "kubernetes.io/metadata.name": namespace }, namespaceRequirements);
}

function termOf(term: ValueMap, pod: PodDemand): AffinityTerm {
  const named = textsAt(term, ["namespaces"]);
  const selector = requirementsOf(valueAt(term, ["namespaceSelector"]));
  const written = requirementsOf(valueAt(term, ["labelSelector"]));
  const topologyKey = valueAt(term, ["topologyKey"]);
  return {
    topologyKey: typeof topologyKey === "string" ? topologyKey : "",
    requirements: written ? [...written, ...ownLabels(term, pod)] : nothing,
    namespaces: selector?.length === 0 ? undefined : named.length > 0 || selector ? named : [pod.namespace],
    namespaceRequirements: selector,
  };
}

/** No label has a value of none. */
const nothing: readonly Requirement[] = [{ key: "", operator: "In", values: [] }];

/** The API server turns the keys into the values of the pod's own labels; keys that it does not have say nothing. */
function ownLabels(term: ValueMap, { labels }: PodDemand): Requirement[] {
  const of = (field: string, operator: "In" | "NotIn") =>
    textsAt(term, [field]).flatMap((key): Requirement[] => {
      const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
      return value === undefined ? [] : [{ key, operator, values: [value] }];
    });
  return [...of("matchLabelKeys", "In"), ...of("mismatchLabelKeys", "NotIn")];
}

function textsAt(map: ValueMap, path: Path): string[] {
  const list = valueAt(map, path);
  return Array.isArray(list) ? list.filter((each) => typeof each === "string") : [];
}
