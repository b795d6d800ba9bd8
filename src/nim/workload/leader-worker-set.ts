import { imageText } from "../image-reference.ts";
import type { EnvVar } from "../schema/kinds.ts";
import type { ValueMap } from "../value.ts";
import { initContainersOf, sidecarsOf } from "./containers.ts";
import { type DraftMap, type DraftObject, nilNumber, Unquoted } from "./draft.ts";
import { multiNodeLabels, objectAnnotations, podAnnotations } from "./labels.ts";
import { mergedEnvironment } from "./merged-environment.ts";
import { isUniversal } from "./model-environment.ts";
import { mpiMounts, mpiVolumes } from "./mpi.ts";
import { placementOf } from "./placement.ts";
import type { PodFacts } from "./pod-facts.ts";
import { probesOf } from "./probes.ts";
import {
  environmentWritten,
  leaderEnvironment,
  multiNodeEnvironment,
  parallelismOf,
  workerEnvironment,
} from "./service-environment.ts";
import { metadataOf, type ServiceFacts } from "./service-facts.ts";
import { initMountsOf, mountsOf, volumesOf } from "./volumes.ts";

type Role = "leader" | "worker";

/**
 * The LeaderWorkerSet of a multi-node service: one leader and `pipeline` - 1 workers a replica. Its template knows no
 * command, arguments, affinity, runtime class and pull policy of the service.
 * Source: k8s-nim-operator manifests/lws.yaml; nimservice_types.go, GetLWSParams; standalone/nimservice.go.
 */
export function leaderWorkerSetOf(facts: ServiceFacts, pod: PodFacts): DraftObject {
  const { spec } = facts;
  const labels = multiNodeLabels(facts);
  const annotations = podAnnotations(spec);
  return {
    apiVersion: "leaderworkerset.x-k8s.io/v1",
    kind: "LeaderWorkerSet",
    metadata: metadataOf(facts, { suffix: "-lws", labels, annotations: objectAnnotations(spec) }),
    spec: {
      // Without a count there is no set at all (trap T7).
      replicas: spec.replicas ?? nilNumber,
      leaderWorkerTemplate: {
        leaderTemplate: {
          metadata: {
            annotations,
            labels: { app: new Unquoted(`${facts.name}-lws`), "nim-llm-role": "leader", ...labels },
          },
          spec: podOf("leader", facts, pod),
        },
        size: parallelismOf(facts).pipeline,
        restartPolicy: "RecreateGroupOnPodRestart",
        workerTemplate: { metadata: { annotations }, spec: podOf("worker", facts, pod) },
      },
      networkConfig: { subdomainPolicy: "Shared" },
      rolloutStrategy: {
        type: "RollingUpdate",
        rollingUpdateConfiguration: { maxSurge: 0, maxUnavailable: 1 },
      },
      startupPolicy: "LeaderCreated",
    },
  };
}

function podOf(role: Role, facts: ServiceFacts, pod: PodFacts): DraftMap {
  const { name, spec } = facts;
  const isRay = spec.multiNode?.ray !== undefined;
  const { schedulerName, ...placement } = placementOf(facts);
  const mounts = [...mountsOf(facts, pod.store, false), ...(isRay ? [] : mpiMounts[role])];
  const env = multiNodeEnvironment(facts);
  const init = initContainersOf(facts, { env, mounts: initMountsOf(facts, pod.store, false) });
  const main: DraftMap = {
    name: role === "leader" ? "nim-leader" : "nim-worker",
    image: new Unquoted(imageText(spec.image)),
    args: rayArguments(role, spec.multiNode?.ray?.rayPort),
    ports: portsOf(facts),
    env: environmentWritten(roleEnvironment(role, facts, pod)),
    resources: pod.resources,
    volumeMounts: mounts,
    ...(role === "leader" ? probesOf(spec) : isRay ? { startupProbe: rayProbe } : {}),
  };
  return {
    // The workers' template forgets the scheduler.
    schedulerName: role === "leader" ? schedulerName : undefined,
    ...placement,
    initContainers: init.length > 0 ? init : undefined,
    containers: [main, ...sidecarsOf(facts, { env, mounts })].map(pod.withClaims),
    resourceClaims: pod.claims.length > 0 ? pod.claims : undefined,
    volumes: [...volumesOf(facts, pod.store), ...(isRay ? [] : mpiVolumes(name, role))],
  };
}

function roleEnvironment(role: Role, facts: ServiceFacts, { store }: PodFacts): EnvVar[] {
  const env = role === "leader" ? leaderEnvironment(facts) : workerEnvironment(facts);
  const universal = isUniversal(store)
    ? mergedEnvironment([{ name: "NIM_MODEL_NAME", value: "/model-store" }], env)
    : env;
  return store.profile
    ? mergedEnvironment([{ name: "NIM_MODEL_PROFILE", value: store.profile }], universal)
    : universal;
}

function rayArguments(role: Role, port: number | undefined): string[] | undefined {
  if (port === undefined) return undefined;
  return role === "leader"
    ? ["nim-serve-ray", "--head", "--port", String(port)]
    : ["nim-serve-ray", "--head-address", `$(LWS_LEADER_ADDRESS):${port}`];
}

function portsOf({ port, spec }: ServiceFacts): ValueMap[] {
  const ray = spec.multiNode?.ray?.rayPort;
  return [
    { name: "api", containerPort: port, protocol: "TCP" },
    ...(ray === undefined ? [] : [{ name: "ray", containerPort: ray, protocol: "TCP" }]),
  ];
}

const rayProbe: ValueMap = {
  exec: { command: ["/bin/sh", "-c", "ray status"] },
  initialDelaySeconds: 30,
  timeoutSeconds: 5,
  periodSeconds: 10,
  failureThreshold: 3,
};
