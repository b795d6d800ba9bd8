import type { EnvVar, NIMServiceSpec } from "../schema/kinds.ts";
import type { ValueMap } from "../value.ts";
import { atLeast } from "../version.ts";
import { goTypes } from "./go-types.ts";
import { goStruct } from "./go-written.ts";
import { mergedEnvironment } from "./merged-environment.ts";
import { proxyEnvironment } from "./proxy-environment.ts";
import type { ServiceFacts } from "./service-facts.ts";

/**
 * Variables of the model's container before the cache has its say: the user's win over the operator's, and the proxy's
 * over both (trap T36). Source: k8s-nim-operator nimservice_types.go, GetStandardEnv, GetEnv, GetProxyEnv.
 */
export function serviceEnvironment(facts: ServiceFacts): EnvVar[] {
  const { spec } = facts;
  const env = mergedEnvironment(standardVariables(facts), spec.env);
  return spec.proxy ? mergedEnvironment(env, proxyEnvironment(spec.proxy)) : env;
}

/** Variables that all containers of a multi-node service have. Source: nimservice_types.go, getLWSCommonEnv. */
export function multiNodeEnvironment(facts: ServiceFacts): EnvVar[] {
  const { pipeline, tensor } = parallelismOf(facts);
  const own: EnvVar[] = [
    { name: "NIM_MPI_ALLOW_RUN_AS_ROOT", value: "0" },
    { name: "NIM_NUM_COMPUTE_NODES", value: String(pipeline) },
    { name: "NIM_MULTI_NODE", value: "1" },
    { name: "NIM_TENSOR_PARALLEL_SIZE", value: String(tensor) },
    { name: "NIM_PIPELINE_PARALLEL_SIZE", value: String(pipeline) },
    fromField("NIM_NODE_RANK", "metadata.labels['leaderworkerset.sigs.k8s.io/worker-index']"),
  ];
  return mergedEnvironment(own, serviceEnvironment(facts));
}

export function leaderEnvironment(facts: ServiceFacts): EnvVar[] {
  const timeout = facts.spec.multiNode?.mpi?.mpiStartTimeout || 300;
  const own: EnvVar[] = [
    { name: "NIM_LEADER_ROLE", value: "1" },
    { name: "OMPI_MCA_orte_keep_fqdn_hostnames", value: "true" },
    { name: "OMPI_MCA_plm_rsh_args", value: "-o ConnectionAttempts=20" },
    { name: "GPUS_PER_NODE", value: String(parallelismOf(facts).tensor) },
    { name: "CLUSTER_START_TIMEOUT", value: String(timeout) },
    fromField("CLUSTER_SIZE", "metadata.annotations['leaderworkerset.sigs.k8s.io/size']"),
    fromField("GROUP_INDEX", "metadata.labels['leaderworkerset.sigs.k8s.io/group-index']"),
  ];
  return mergedEnvironment(own, multiNodeEnvironment(facts));
}

export function workerEnvironment(facts: ServiceFacts): EnvVar[] {
  const own: EnvVar[] = [
    { name: "NIM_LEADER_ROLE", value: "0" },
    fromField("LEADER_NAME", "metadata.annotations['leaderworkerset.sigs.k8s.io/leader-name']"),
    fromField("NAMESPACE", "metadata.namespace"),
    fromField("LWS_NAME", "metadata.labels['leaderworkerset.sigs.k8s.io/name']"),
  ];
  return mergedEnvironment(own, multiNodeEnvironment(facts));
}

/**
 * How many nodes a replica has and how many GPUs each of them. Operator 3.0 looked at `tensor` where it meant
 * `pipeline`, so that without tensor there is no pipeline either.
 */
export function parallelismOf({ spec, version }: ServiceFacts): { pipeline: number; tensor: number } {
  const { pipeline = 0, tensor } = spec.multiNode?.parallelism ?? {};
  const sees = tensor !== undefined || atLeast(version, "3.1.0");
  return { pipeline: sees ? pipeline : 0, tensor: tensor ?? 0 };
}

/** A key of the service's authSecret. An optional one may be missing there. */
export function secretVariable(spec: NIMServiceSpec, key: string, isOptional: boolean): EnvVar {
  const optional = isOptional ? { optional: true } : {};
  return { name: key, valueFrom: { secretKeyRef: { name: spec.authSecret ?? "", key, ...optional } } };
}

/** As it goes into a pod. */
export function environmentWritten(env: readonly (EnvVar | undefined)[]): ValueMap[] {
  return env.flatMap((variable) => (variable ? [goStruct(variable, goTypes.environment)] : []));
}

function standardVariables({ spec, version, port }: ServiceFacts): EnvVar[] {
  const { grpcPort, metricsPort } = spec.expose?.service ?? {};
  const key = secretVariable(spec, "NGC_API_KEY", false);
  // The newest operator leaves the key out where no Secret is named, for clusters that cannot reach NGC.
  const isNewest = atLeast(version, "main");
  const late = isNewest && spec.authSecret ? [key] : [];
  return [
    { name: "NIM_CACHE_PATH", value: "/model-store" },
    ...(isNewest ? [] : [key]),
    { name: "OUTLINES_CACHE_DIR", value: "/tmp/outlines" },
    { name: "NIM_SERVER_PORT", value: String(port) },
    { name: "NIM_HTTP_API_PORT", value: String(port) },
    { name: "NIM_JSONL_LOGGING", value: "1" },
    { name: "NIM_LOG_LEVEL", value: "INFO" },
    ...late,
    ...(grpcPort === undefined
      ? []
      : ["NIM_GRPC_API_PORT", "NIM_TRITON_GRPC_PORT"].map((name) => ({ name, value: String(grpcPort) }))),
    ...(metricsPort === undefined ? [] : [{ name: "NIM_TRITON_METRICS_PORT", value: String(metricsPort) }]),
  ];
}

function fromField(name: string, fieldPath: string): EnvVar {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}
