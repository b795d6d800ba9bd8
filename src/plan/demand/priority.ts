import { type ValueMap, valueAt } from "../../nim/value.ts";
import type { Reason } from "../plan.ts";
import type { Companions } from "./companions.ts";

export interface Priority {
  readonly value: number;
  /** Whether the scheduler evicts pods of lower priority for it. */
  readonly evicts: boolean;
  /** Empty where there is none. */
  readonly className: string;
}

/**
 * The priority of pods that name a class, or the default's; or why there are no such pods.
 * Source: Kubernetes plugin/pkg/admission/priority; pkg/apis/scheduling, SystemPriorityClasses.
 */
export function priorityOf(className: string, companions: Companions): Priority | Reason {
  if (className === "") return defaultPriority(companions);
  const built = Object.hasOwn(builtIn, className) ? builtIn[className] : undefined;
  if (built !== undefined) return { value: built, evicts: true, className };
  const found = companions.find("PriorityClass", "", className);
  if (found) return { ...priorityIn(found), className };
  return {
    code: "priority-class-missing",
    message: `pods are never made: no PriorityClass with name ${className} was found among the manifests`,
    help: "add its manifest to what is planned, also where another repository brings it to the cluster: its value decides who evicts whom",
  };
}

const builtIn: Readonly<Record<string, number>> = {
  "system-cluster-critical": 2_000_000_000,
  "system-node-critical": 2_000_001_000,
};

/** Of several defaults the lowest counts. Source: priority/admission.go, getDefaultPriorityClass. */
function defaultPriority(companions: Companions): Priority {
  const [lowest] = companions
    .ofKind("PriorityClass", "")
    .filter(({ value }) => value.globalDefault === true)
    .map(({ value, name }) => ({ ...priorityIn(value), className: name }))
    .sort((a, b) => a.value - b.value);
  return lowest ?? { value: 0, evicts: true, className: "" };
}

function priorityIn(priorityClass: ValueMap) {
  const value = valueAt(priorityClass, ["value"]);
  return {
    value: typeof value === "number" ? value : 0,
    evicts: valueAt(priorityClass, ["preemptionPolicy"]) !== "Never",
  };
}
