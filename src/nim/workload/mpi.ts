import type { ValueMap } from "../value.ts";
import type { DraftObject } from "./draft.ts";
import { multiNodeLabels } from "./labels.ts";
import type { Surroundings } from "./made.ts";
import type { Step } from "./sequence.ts";
import { parallelismOf } from "./service-environment.ts";
import { metadataOf, type ServiceFacts } from "./service-facts.ts";
import { emptyFolder, mount } from "./volumes.ts";

/**
 * What a multi-node service without Ray needs to start by MPI: the host files, the start script, and a key pair. What
 * is there already stays as it is. Source: k8s-nim-operator standalone/nimservice.go, createMultiNodeVolumeObjects.
 */
export function* mpiObjects(facts: ServiceFacts, surroundings: Surroundings): Generator<Step> {
  const objects = [
    configMap(facts, "-mpi-config", "MPI configmap", hostFiles(facts)),
    configMap(facts, "-mpi-start-script", "MPI script configmap", { "start-mpi-cluster.sh": startScript }),
    secret(facts),
  ];
  for (const { suffix, make, reason, made } of objects) {
    const name = `${facts.name}${suffix}`;
    if (surroundings.find(make.kind, name)) continue;
    const [outer, inner] = made;
    const attempt = `failed to create ${outer} for ${facts.name}: failed to create ${inner} ${name}`;
    yield { make, reason, attempt: `failed to create multi-node volumes: ${attempt}` };
  }
}

/** Source: nimservice_types.go, GetLeaderVolumeMounts, GetWorkerVolumeMounts. */
export const mpiMounts: Readonly<Record<"leader" | "worker", readonly ValueMap[]>> = {
  leader: [mount("mpi-config", "/etc/mpi"), ...sharedMounts()],
  worker: [mount("ssh-confs", "/ssh-confs"), ...sharedMounts()],
};

/** Modes are lost for ConfigMaps: the template does not write them. Source: GetLeaderVolumes, GetWorkerVolumes; lws.yaml. */
export function mpiVolumes(name: string, role: "leader" | "worker"): ValueMap[] {
  return [
    role === "leader"
      ? { name: "mpi-config", configMap: { name: `${name}-mpi-config` } }
      : emptyFolder("ssh-confs"),
    emptyFolder("ssh-dotfiles"),
    { name: "ssh-pk", secret: { secretName: `${name}-ssh-pk`, defaultMode: 256 } },
    { name: "start-mpi-script", configMap: { name: `${name}-mpi-start-script` } },
  ];
}

function sharedMounts(): ValueMap[] {
  const path = "start-mpi-cluster.sh";
  return [
    mount("ssh-dotfiles", "/opt/nim/llm/.ssh"),
    mount("ssh-pk", "/opt/nim/llm/pk"),
    { ...mount("start-mpi-script", `/opt/nim/${path}`), subPath: path },
  ];
}

interface Supporting {
  readonly suffix: string;
  readonly make: DraftObject;
  readonly reason: string;
  /** What the operator calls it where it cannot make it, outside and inside. */
  readonly made: readonly [outer: string, inner: string];
}

function configMap(facts: ServiceFacts, suffix: string, called: string, data: ValueMap): Supporting {
  const metadata = ownMetadata(facts, suffix);
  const filled = Object.keys(data).length > 0 ? data : undefined;
  return {
    suffix,
    make: { apiVersion: "v1", kind: "ConfigMap", metadata, data: filled },
    reason: "ConfigMapFailed",
    made: [called, "configmap"],
  };
}

function secret(facts: ServiceFacts): Supporting {
  const suffix = "-ssh-pk";
  const metadata = ownMetadata(facts, suffix);
  const make = { apiVersion: "v1", kind: "Secret", metadata, data: { "private.key": "<random>" } };
  return { suffix, make, reason: "SecretFailed", made: ["MPI SSH secret", "MPI SSH secret"] };
}

/** These take the annotations of the NIMService itself, not those of its spec. */
function ownMetadata(facts: ServiceFacts, suffix: string) {
  const { metadata } = facts;
  return metadataOf(facts, { suffix, labels: multiNodeLabels(facts), annotations: metadata.annotations });
}

/**
 * One for each replica: the leader, then its workers. Without `replicas` there is none (trap T7). Absurd numbers end
 * where the API server refuses the object for its size.
 */
function hostFiles(facts: ServiceFacts): ValueMap {
  const { name, namespace, spec } = facts;
  const { pipeline, tensor } = parallelismOf(facts);
  const files: ValueMap = {};
  let size = 0;
  for (let replica = 0; replica < (spec.replicas ?? 0) && size <= largestConfigMap; replica++) {
    let lines = `localhost slots=${tensor}\n`;
    for (let worker = 1; worker < pipeline && lines.length <= largestConfigMap; worker++) {
      lines += `${name}-lws-${replica}-${worker}.${name}-lws.${namespace}.svc slots=${tensor}\n`;
    }
    files[`hostfile-${replica}`] = lines;
    size += lines.length;
  }
  return files;
}

/** Bytes. Source: Kubernetes pkg/apis/core, MaxSecretSize. */
const largestConfigMap = 1024 * 1024;

const python = "/opt/nim/llm/.venv/bin/python3";
const server = `${python} -m nim_llm_sdk.entrypoints.openai.api_server`;
const packer = "nim_llm_sdk.logging.pack_all_logs_into_json";

/** To the letter: the object's content. */
const startScript = `#!/bin/bash
NIM_JSONL_LOGGING="\${NIM_JSONL_LOGGING:-0}"
if [ "\${NIM_JSONL_LOGGING}" -eq "1" ] && ${python} -c "import ${packer}" 2> /dev/null; then
  ${server} |& ${python} -m ${packer}
else
  ${server}
fi
`;
