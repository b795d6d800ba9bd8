import { type DeploymentMode, deploymentModeOf, modeNamed } from "../kserve.ts";
import { valueAt } from "../value.ts";
import { atLeast } from "../version.ts";
import type { Surroundings } from "./made.ts";
import type { ServiceFacts } from "./service-facts.ts";

/**
 * How KServe will run a service: as an InferenceService of its name says in its status, since 3.1.0, else as a new one.
 * A text is what the operator says against the service's annotation.
 * Source: k8s-nim-operator internal/utils/kserve.go, getDeploymentMode.
 */
export function kserveModeOf(
  { name, spec, version }: ServiceFacts,
  surroundings: Surroundings,
): DeploymentMode | string {
  const service = atLeast(version, "3.1.0") ? surroundings.find("InferenceService", name) : undefined;
  const found = valueAt(service, ["status", "deploymentMode"]);
  if (typeof found === "string" && found !== "") return modeNamed(found);
  return deploymentModeOf(spec.annotations, surroundings.kserveMode ?? "Standard", version);
}
