import { imageText } from "../image-reference.ts";
import type { Router } from "../schema/kinds.ts";
import type { ValueMap } from "../value.ts";
import { accessOf } from "./access.ts";
import { wordsOf } from "./containers.ts";
import { deployment } from "./deployment.ts";
import { type DraftMap, type DraftObject, Unquoted } from "./draft.ts";
import { goTypes } from "./go-types.ts";
import { goStruct } from "./go-written.ts";
import { goYaml } from "./go-yaml.ts";
import { selectorLabels, serviceLabels } from "./labels.ts";
import { pickerConfiguration } from "./picker-configuration.ts";
import { pullSecretsOf } from "./placement.ts";
import { probeWritten } from "./probes.ts";
import type { Step } from "./sequence.ts";
import { environmentWritten } from "./service-environment.ts";
import { metadataOf, type ServiceFacts } from "./service-facts.ts";
import { orAbsent } from "./without-absent.ts";

type Picker = NonNullable<Router["eppConfig"]>;

const suffix = "-epp";

/**
 * The endpoint picker with all that belongs to it, and the InferencePool that it picks from.
 * Source: k8s-nim-operator standalone/nimservice.go, reconcileEPP; nimservice_types.go, GetEPPDeploymentParams.
 */
export function* endpointPicker(facts: ServiceFacts): Generator<Step> {
  const picker = facts.spec.expose?.router?.eppConfig;
  if (!picker) return;
  const labels = serviceLabels(facts.name, facts.spec);
  yield* accessOf(facts, suffix, accessRules);
  if (picker.config) yield { make: configMapOf(facts, picker.config), reason: "ConfigMapFailed" };
  yield { make: pickerService(facts, picker, labels), reason: "ServiceFailed" };
  yield { make: pickerDeployment(facts, picker), reason: "DeploymentFailed" };
  yield { make: inferencePool(facts, labels), reason: "InferencePoolFailed" };
}

const configFile = "default-plugins.yaml";
const ports = [
  { name: "grpc-ext-proc", number: 9002, isServed: true },
  { name: "grpc-health", number: 9003, isServed: false },
  { name: "http-metrics", number: 9090, isServed: true },
] as const;

const readers = ["get", "watch", "list"];
const pools = ["inferencepools", "inferenceobjectives"];
const accessRules: ValueMap[] = [
  { verbs: readers, apiGroups: ["inference.networking.k8s.io"], resources: pools },
  { verbs: readers, apiGroups: ["inference.networking.x-k8s.io"], resources: pools },
  { verbs: readers, apiGroups: [""], resources: ["pods"] },
];

function configMapOf(facts: ServiceFacts, config: NonNullable<Picker["config"]>): DraftObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: metadataOf(facts, {
      suffix: `${suffix}-config`,
      labels: serviceLabels(facts.name, facts.spec),
    }),
    data: { [configFile]: goYaml(pickerConfiguration(config)) },
  };
}

function pickerService(
  facts: ServiceFacts,
  picker: Picker,
  labels: Readonly<Record<string, string>>,
): DraftObject {
  const given = picker.ports?.map((port) => ({
    name: new Unquoted(port?.name ?? ""),
    protocol: new Unquoted(port?.protocol || "TCP"),
    port: port?.containerPort ?? 0,
    targetPort: port?.containerPort ?? 0,
  }));
  const own = ports
    .filter(({ isServed }) => isServed)
    .map(({ name, number }) => ({ name, protocol: "TCP", port: number, targetPort: number }));
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadataOf(facts, { suffix, labels }),
    spec: { type: "ClusterIP", selector: { app: `${facts.name}${suffix}` }, ports: given ?? own },
  };
}

function pickerDeployment(facts: ServiceFacts, picker: Picker): DraftObject {
  const { image } = facts.spec;
  const name = `${facts.name}${suffix}`;
  const container: DraftMap = {
    name: "epp",
    image: new Unquoted(pickerImage(picker)),
    imagePullPolicy: new Unquoted(image?.pullPolicy ?? ""),
    command: wordsOf(picker.containerSpec?.command),
    args: wordsOf(picker.containerSpec?.args) ?? ownArguments(facts, picker),
    ports: picker.ports?.map((port) => goStruct(port ?? {}, goTypes.ports)) ?? ownPorts,
    env: orAbsent(environmentWritten(picker.containerSpec?.env ?? [])),
    resources: {},
    volumeMounts: [{ name: "epp-config", readOnly: true, mountPath: "/config" }],
    livenessProbe: picker.livenessProbe ? probeWritten(picker.livenessProbe) : healthProbe,
    readinessProbe: picker.readinessProbe ? probeWritten(picker.readinessProbe) : healthProbe,
    startupProbe: picker.startupProbe ? probeWritten(picker.startupProbe) : undefined,
  };
  const podSpec: DraftMap = {
    serviceAccountName: new Unquoted(name),
    imagePullSecrets: pullSecretsOf(image?.pullSecrets),
    containers: [container],
    volumes: [configVolume(facts, picker)],
  };
  return deployment(facts, { name, suffix, podSpec });
}

const ownPorts = ports.map(({ name, number }) => ({ name, containerPort: number, protocol: "TCP" }));
const healthProbe: ValueMap = { grpc: { port: 9003 }, initialDelaySeconds: 5, periodSeconds: 10 };

function pickerImage({ containerSpec }: Picker): string {
  const { repository, tag } = containerSpec?.image ?? {};
  return repository ? imageText({ repository, tag: tag || "latest" }) : "";
}

function ownArguments({ name, namespace }: ServiceFacts, { config, configMapRef }: Picker): string[] {
  const file = config ? configFile : configMapRef?.key;
  return [
    ...["--pool-name", name, "--pool-namespace", namespace],
    ...["--pool-group", "inference.networking.k8s.io", "--zap-encoder", "json"],
    ...["--config-file", file === undefined ? "" : `/config/${file}`],
    ...["--v", "6", "--model-server-metrics-path", "/v1/metrics"],
  ];
}

/** Without either source the volume has no name, which the API server refuses. */
function configVolume({ name }: ServiceFacts, { config, configMapRef }: Picker): DraftMap {
  if (config) return { name: "epp-config", configMap: { name: `${name}${suffix}-config` } };
  if (configMapRef) return { name: "epp-config", configMap: { name: new Unquoted(configMapRef.name ?? "") } };
  return { name: "" };
}

function inferencePool(facts: ServiceFacts, labels: Readonly<Record<string, string>>): DraftObject {
  return {
    apiVersion: "inference.networking.k8s.io/v1",
    kind: "InferencePool",
    metadata: metadataOf(facts, { labels }),
    spec: {
      selector: { matchLabels: selectorLabels(facts.name, facts.spec) },
      targetPorts: [{ number: facts.port }],
      endpointPickerRef: { name: new Unquoted(`${facts.name}${suffix}`), port: { number: 9002 } },
    },
  };
}
