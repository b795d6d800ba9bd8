import { atLeast } from "../../nim/version.ts";
import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";
import { hasUnknownField } from "../written.ts";

/** T6: the operator takes a service for multi-node only when pipeline is above 1, but checks it as such in any case. */
export const multiNodePipelineOne = rule({
  id: "multi-node-pipeline-one",
  title: "a multi-node service has a pipeline of one node",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "operator",
  why: `With \`multiNode\` set and \`parallelism.pipeline\` absent or 1, the operator makes an ordinary Deployment, then waits
for a LeaderWorkerSet that nobody makes: the service stays NotReady with an empty message, and its Kubernetes Service
selects none of its pods. Raising the number later adds the LeaderWorkerSet and leaves the Deployment running beside it.

Operator 3.0 makes a LeaderWorkerSet in any case, and a pipeline of 1 works there; without a number the set has no size.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_types.go IsMultiNode, nimservice.go; seen on a cluster (trap T6)",
  check(service, report, { operatorVersion }) {
    const { multiNode, inferencePlatform } = service.spec;
    if (!multiNode || inferencePlatform === "kserve") return;
    const pipeline = multiNode.parallelism?.pipeline ?? 0;
    const path = at("spec", "multiNode", "parallelism", "pipeline");
    // Operator 3.0 makes a LeaderWorkerSet of one node too.
    if (pipeline > (atLeast(operatorVersion, "3.1.0") ? 1 : 0) || isRefused(service, path)) return;
    // Such as the Helm chart's `workers`: the number stands in a field that does not exist.
    if (hasUnknownField(service, at("spec", "multiNode"))) return;
    const stated = pipeline === 1 ? "is 1" : "is missing";
    report(path, `spec.multiNode.parallelism.pipeline ${stated}: the service will never be Ready`, {
      help: "write the number of nodes, 2 or more; for a single node remove spec.multiNode",
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
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 1
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
