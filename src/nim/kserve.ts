import { atLeast, type OperatorVersion } from "./version.ts";

/** What the operator accepts as deployment mode; two are older names of the first two. */
export const deploymentModes = ["Standard", "Knative", "RawDeployment", "Serverless", "ModelMesh"] as const;

/** How KServe runs the pods of a service. */
export interface DeploymentMode {
  readonly name: string;
  /** By a Deployment, not by Knative or ModelMesh. */
  readonly isStandard: boolean;
}

type Annotations = Readonly<Record<string, string | undefined>> | undefined;

/**
 * Keys of `spec.annotations` that set the deployment mode of one service, by who reads them. The webhook of operator 3.0
 * read one that KServe itself does not know.
 * Source: k8s-nim-operator internal/utils/kserve.go; nimservice_webhook_validation_helper.go at v3.0.2; kserve v0.15
 * pkg/controller/v1beta1/inferenceservice/utils/utils.go, GetDeploymentMode.
 */
const modeKeys = {
  controller: { "3.0": "serving.kserve.io/deploymentMode", later: "serving.kserve.io/deploymentMode" },
  webhook: { "3.0": "serving.kserve.org/deploymentMode", later: "serving.kserve.io/deploymentMode" },
} as const;

export function deploymentModeKey(reader: keyof typeof modeKeys, version: OperatorVersion): string {
  return modeKeys[reader][atLeast(version, "3.1.0") ? "later" : "3.0"];
}

/**
 * The mode that a new service runs in, as the operator's controller sees it: as `spec.annotations` say, else as the
 * cluster's KServe is set. A text is what the operator says against the annotation; operator 3.0 overlooked such ones.
 * Source: k8s-nim-operator internal/utils/kserve.go, getDeploymentMode; at 3.0.2 kserve v0.15 utils.go, GetDeploymentMode.
 */
export function deploymentModeOf(
  annotations: Annotations,
  clusterMode: string,
  version: OperatorVersion,
): DeploymentMode | string {
  const given = annotations?.[deploymentModeKey("controller", version)];
  if (!given) return modeNamed(clusterMode);
  const isNew = atLeast(version, "3.1.0");
  const known: readonly string[] = isNew ? deploymentModes : oldModes;
  if (known.includes(given)) return modeNamed(given);
  return isNew ? `deployment mode annotation found but value is invalid: ${given}` : modeNamed(clusterMode);
}

export function modeNamed(name: string): DeploymentMode {
  return { name, isStandard: name === "Standard" || name === "RawDeployment" };
}

/**
 * Whether KServe runs a service by Knative, as the operator's webhook sees it. From 3.1.0 on an annotation wins over what
 * the cluster's KServe is set to; operator 3.0 took a service without the annotation for serverless.
 */
export function runsOnKnative(
  annotations: Annotations,
  clusterMode: string,
  version: OperatorVersion,
): boolean {
  const annotated = annotations?.[deploymentModeKey("webhook", version)];
  if (!atLeast(version, "3.1.0")) return annotated === undefined || annotated.toLowerCase() === "serverless";
  const mode = annotated || clusterMode;
  return mode === "Knative" || mode === "Serverless";
}

const oldModes = ["RawDeployment", "Serverless", "ModelMesh"];
