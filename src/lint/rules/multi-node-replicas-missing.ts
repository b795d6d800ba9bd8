import { isMultiNode } from "../../nim/multi-node.ts";
import { isRefused } from "../refused.ts";
import { at, rule, set } from "../rule.ts";

/** T7: a nil replica count is written into the LeaderWorkerSet's template as an empty text. */
export const multiNodeReplicasMissing = rule({
  id: "multi-node-replicas-missing",
  title: "a multi-node service has no replica count",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "operator",
  why: `The template of the LeaderWorkerSet needs \`spec.replicas\`, which has no default since operator 3.0.2. Without it the
LeaderWorkerSet is never made (\`error converting unstructured object to LeaderWorkerSet: unrecognized type: int32\`) and
the service is Failed.

With MPI the ConfigMap with the host files is made all the same, empty, and never made again: when replicas are added later,
delete \`<name>-mpi-config\` too.`,
  source:
    "k8s-nim-operator v3.1.2, manifests/lws.yaml, nimservice_types.go generateMPIConfigData; seen on a cluster (trap T7)",
  check(service, report, { operatorVersion }) {
    const { spec } = service;
    if (!isMultiNode(spec, operatorVersion) || spec.replicas !== undefined) return;
    const path = at("spec", "replicas");
    if (spec.scale?.enabled === true || isRefused(service, path)) return;
    const mpi = spec.multiNode?.ray === undefined ? ", and its MPI host files stay empty" : "";
    report(path, `spec.replicas is missing: the LeaderWorkerSet cannot be made${mpi}`, {
      help: "write `replicas: 1`, the number of groups; each has as many nodes as the pipeline",
      related: [at("spec", "multiNode", "parallelism", "pipeline")],
      fix: set(path, 1),
    });
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 8
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    ray: {}
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    ray: {}
`,
  },
});
