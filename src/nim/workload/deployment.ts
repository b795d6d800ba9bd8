import { imageText } from "../image-reference.ts";
import type { ValueMap } from "../value.ts";
import { atLeast } from "../version.ts";
import { initContainersOf, sidecarsOf, wordsOf } from "./containers.ts";
import { type DraftMap, type DraftObject, Unquoted } from "./draft.ts";
import { objectAnnotations, podAnnotations, serviceLabels } from "./labels.ts";
import { placementOf, singleNodePlacement } from "./placement.ts";
import type { PodFacts } from "./pod-facts.ts";
import { probesOf } from "./probes.ts";
import { environmentWritten, serviceEnvironment } from "./service-environment.ts";
import { metadataOf, type ServiceFacts } from "./service-facts.ts";
import { initMountsOf, mountsOf, volumesOf } from "./volumes.ts";

/**
 * The Deployment of a service.
 * Source: k8s-nim-operator manifests/deployment.yaml; nimservice_types.go, GetDeploymentParams.
 */
export function deploymentOf(facts: ServiceFacts, pod: PodFacts): DraftObject {
  const { name, spec, version } = facts;
  const scales = spec.scale?.enabled === true;
  // Before 3.1.0 the count was left to the HPA.
  const scaled = atLeast(version, "3.1.0") ? (spec.scale?.hpa?.minReplicas ?? 1) : undefined;
  return deployment(facts, {
    name,
    suffix: "",
    replicas: scales ? scaled : spec.replicas,
    annotations: objectAnnotations(spec),
    podAnnotations: podAnnotations(spec),
    podSpec: singleNodePod(facts, pod),
  });
}

interface DeploymentParts {
  readonly name: string;
  readonly suffix: string;
  readonly replicas?: number | undefined;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly podAnnotations?: Readonly<Record<string, string>>;
  readonly podSpec: DraftMap;
}

/** The frame that a service and its endpoint picker share. A label `app` of the user replaces that of the pods (trap T32). */
export function deployment(facts: ServiceFacts, parts: DeploymentParts): DraftObject {
  const labels = serviceLabels(facts.name, facts.spec);
  const app = new Unquoted(parts.name, "");
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadataOf(facts, { suffix: parts.suffix, labels, annotations: parts.annotations }),
    spec: {
      replicas: parts.replicas,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "25%", maxSurge: 0 } },
      selector: { matchLabels: { app } },
      template: {
        metadata: { labels: { app, ...labels }, annotations: parts.podAnnotations },
        spec: parts.podSpec,
      },
    },
  };
}

/** The pod of a Deployment or an InferenceService; the latter's template leaves command and arguments out. */
export function singleNodePod(
  facts: ServiceFacts,
  pod: PodFacts,
  kserve?: { readonly ports: readonly ValueMap[]; readonly probes: ValueMap; readonly env: PodFacts["env"] },
): DraftMap {
  const { name, spec } = facts;
  const mounts = mountsOf(facts, pod.store, pod.isNative);
  const around = { env: kserve?.env ?? serviceEnvironment(facts), mounts };
  const initMounts = initMountsOf(facts, pod.store, pod.isNative);
  const init = initContainersOf(facts, { ...around, mounts: initMounts });
  const main: DraftMap = {
    name: new Unquoted(`${name}-ctr`),
    image: new Unquoted(imageText(spec.image)),
    imagePullPolicy: new Unquoted(spec.image?.pullPolicy ?? ""),
    command: kserve ? undefined : wordsOf(spec.command),
    args: kserve ? undefined : wordsOf(spec.args),
    ports: kserve?.ports ?? portsOf(facts),
    env: environmentWritten(pod.env),
    resources: pod.resources,
    volumeMounts: mounts,
    ...(kserve?.probes ?? probesOf(spec)),
  };
  return {
    ...singleNodePlacement(facts),
    ...placementOf(facts),
    serviceAccountName: new Unquoted(name),
    initContainers: init.length > 0 ? init : undefined,
    containers: [main, ...sidecarsOf(facts, around)].map(pod.withClaims),
    resourceClaims: pod.claims.length > 0 ? pod.claims : undefined,
    volumes: volumesOf(facts, pod.store),
  };
}

/** Ports of the container, by name. */
export function portsOf({ spec, port }: ServiceFacts): ValueMap[] {
  const { grpcPort, metricsPort } = spec.expose?.service ?? {};
  return [
    { name: "api", containerPort: port, protocol: "TCP" },
    ...(grpcPort === undefined ? [] : [{ name: "grpc", containerPort: grpcPort, protocol: "TCP" }]),
    ...(metricsPort === undefined ? [] : [{ name: "metrics", containerPort: metricsPort, protocol: "TCP" }]),
  ];
}
