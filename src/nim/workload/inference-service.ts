import { type DeploymentMode, deploymentModeKey } from "../kserve.ts";
import { parseQuantity, wholeUnits } from "../quantity.ts";
import type { NIMServiceSpec } from "../schema/kinds.ts";
import type { ValueMap } from "../value.ts";
import { atLeast } from "../version.ts";
import { portsOf, singleNodePod } from "./deployment.ts";
import type { DraftObject } from "./draft.ts";
import { hasIngress } from "./ingress.ts";
import { mergedTexts, objectAnnotations, podAnnotations, selectorLabels, serviceLabels } from "./labels.ts";
import type { PodFacts } from "./pod-facts.ts";
import { probesOf } from "./probes.ts";
import { multiNodeEnvironment } from "./service-environment.ts";
import { metadataOf, type ServiceFacts } from "./service-facts.ts";

/**
 * The InferenceService of a service on KServe. Its template knows no command and no arguments.
 * Source: k8s-nim-operator manifests/inferenceservice.yaml; nimservice_types.go, GetInferenceServiceParams;
 * kserve/nimservice.go, renderAndSyncInferenceService.
 */
export function inferenceServiceOf(facts: ServiceFacts, pod: PodFacts, mode: DeploymentMode): DraftObject {
  const { name, spec } = facts;
  const { securityContext, ...podSpec } = singleNodePod(facts, pod, {
    ports: mode.isStandard ? portsOf(facts) : unnamedPorts(facts),
    probes: mode.isStandard ? probesOf(spec) : probesOf(spec, (path) => numberedPort(facts, path), 30),
    env: atLeast(facts.version, "3.1.0") ? multiNodeEnvironment(facts) : [],
  });
  return {
    apiVersion: "serving.kserve.io/v1beta1",
    kind: "InferenceService",
    metadata: metadataOf(facts, { labels: labelsOf(facts), annotations: annotationsOf(facts, mode) }),
    spec: {
      predictor: {
        ...scaleOf(facts, mode),
        ...(mode.isStandard
          ? {
              deploymentStrategy: {
                type: "RollingUpdate",
                rollingUpdate: { maxUnavailable: "25%", maxSurge: 0 },
              },
            }
          : {}),
        labels: selectorLabels(name, spec),
        annotations: podAnnotations(spec),
        ...podSpec,
        securityContext: mode.isStandard ? securityContext : undefined,
      },
    },
  };
}

/** Source: kserve pkg/constants/constants.go. */
const key = (name: string) => `serving.kserve.io/${name}`;

function labelsOf(facts: ServiceFacts): Readonly<Record<string, string>> {
  const labels = serviceLabels(facts.name, facts.spec);
  if (hasIngress(facts)) return labels;
  const visibility = { "networking.kserve.io/visibility": "cluster-local" };
  // Since 3.1.0 what the user says stays.
  return atLeast(facts.version, "3.1.0") ? mergedTexts(labels, visibility) : mergedTexts(visibility, labels);
}

function annotationsOf({ spec, version }: ServiceFacts, mode: DeploymentMode) {
  const scales = mode.isStandard && spec.scale?.enabled === true;
  const set = {
    [key("enable-metric-aggregation")]: "true",
    [key("enable-prometheus-scraping")]: "true",
    ...(scales ? { [key("autoscalerClass")]: "hpa" } : {}),
  };
  const all = mergedTexts(set, objectAnnotations(spec));
  return atLeast(version, "3.1.0")
    ? mergedTexts(all, { [deploymentModeKey("controller", version)]: mode.name })
    : all;
}

function scaleOf({ spec, version }: ServiceFacts, mode: DeploymentMode): ValueMap {
  const { enabled, hpa } = spec.scale ?? {};
  if (!mode.isStandard || enabled !== true) {
    const least = enabled === true ? (hpa?.minReplicas ?? 1) : spec.replicas;
    const isSet = least !== undefined && (mode.isStandard || !atLeast(version, "3.1.0"));
    if (!isSet) return {};
    // A maximum of zero is left out (`omitempty`), a minimum is a pointer and stays.
    const most = atLeast(version, "3.1.0") && least > 0 ? { maxReplicas: least } : {};
    return { minReplicas: least, ...most };
  }
  return {
    minReplicas: hpa?.minReplicas ?? 1,
    ...(hpa?.maxReplicas ? { maxReplicas: hpa.maxReplicas } : {}),
    ...metricOf(hpa),
  };
}

type Hpa = NonNullable<NonNullable<NIMServiceSpec["scale"]>["hpa"]>;

/** The first metric of processor or memory; KServe takes no other. Source: GetInferenceServiceHPAParams. */
function metricOf(hpa: Hpa | undefined): ValueMap {
  const resource = (hpa?.metrics ?? []).find(
    (metric) => metric?.type === "Resource" && ["cpu", "memory"].includes(metric.resource?.name ?? ""),
  )?.resource;
  if (!resource) return {};
  const { type = "", averageUtilization, averageValue, value } = resource.target ?? {};
  // The type is any text of the author's: no plain object, whose own names would be found too.
  const amounts = new Map([
    ["Utilization", averageUtilization],
    ["Value", value],
    ["AverageValue", averageValue],
  ]);
  const amount = amounts.get(type);
  const quantity = amount === undefined ? undefined : parseQuantity(amount);
  const target = quantity ? Number(BigInt.asIntN(32, wholeUnits(quantity))) : 0;
  return {
    ...(type ? { scaleMetricType: type } : {}),
    scaleMetric: resource.name ?? "",
    ...(target > 0 ? { scaleTarget: target } : {}),
  };
}

function unnamedPorts({ spec, port }: ServiceFacts): ValueMap[] {
  const grpc = spec.expose?.service?.grpcPort;
  const numbers = grpc === undefined ? [port] : [port, grpc];
  return numbers.map((containerPort) => ({ containerPort, protocol: "TCP" }));
}

function numberedPort({ spec, port }: ServiceFacts, path: string): ValueMap {
  const grpc = spec.expose?.service?.grpcPort;
  return grpc === undefined ? { httpGet: { path, port } } : { grpc: { port: grpc } };
}
