import { atLeast, type OperatorVersion } from "./version.ts";

/** What the operator accepts as deployment mode; two are older names of the first two. */
export const deploymentModes = ["Standard", "Knative", "RawDeployment", "Serverless", "ModelMesh"] as const;

/**
 * The key of `spec.annotations` that sets the deployment mode of one service. Operator 3.0 read another one, which
 * KServe itself does not know.
 * Source: k8s-nim-operator internal/utils/kserve.go; nimservice_webhook_validation_helper.go at v3.0.2.
 */
export function deploymentModeKey(version: OperatorVersion): string {
  return atLeast(version, "3.1.0") ? "serving.kserve.io/deploymentMode" : "serving.kserve.org/deploymentMode";
}

/**
 * Whether KServe runs a service by Knative, as the operator sees it. From 3.1.0 on an annotation wins over what the
 * cluster's KServe is set to; operator 3.0 took a service without the annotation for serverless.
 */
export function runsOnKnative(
  annotations: Readonly<Record<string, string | undefined>> | undefined,
  clusterMode: string,
  version: OperatorVersion,
): boolean {
  const annotated = annotations?.[deploymentModeKey(version)];
  if (!atLeast(version, "3.1.0")) return annotated === undefined || annotated.toLowerCase() === "serverless";
  const mode = annotated || clusterMode;
  return mode === "Knative" || mode === "Serverless";
}
