import { isMultiNode } from "../../nim/multi-node.ts";
import { formatPath, type Path, valueAt } from "../../nim/value.ts";
import { at, rule } from "../rule.ts";

/** Fields that the template of the LeaderWorkerSet has no place for. */
export const multiNodeIgnoredField = rule({
  id: "multi-node-ignored-field",
  title: "a field has no effect on a multi-node service",
  kinds: ["NIMService"],
  severity: "warning",
  enforcedBy: "operator",
  why: `A multi-node service becomes a LeaderWorkerSet, whose template knows fewer fields than that of the Deployment:
\`command\`, \`args\`, \`affinity\`, \`runtimeClassName\` and \`image.pullPolicy\` are dropped without a word, the pods
offer no gRPC or metrics port, and \`schedulerName\` reaches the leader only.`,
  source: "k8s-nim-operator v3.1.2, manifests/lws.yaml, nimservice_types.go GetLWSParams; seen on a cluster",
  check(service, report, { operatorVersion }) {
    if (!isMultiNode(service.spec, operatorVersion)) return;
    for (const { path, what, help, usual } of ignored) {
      const value = valueAt(service, path);
      if (value === usual) continue;
      if (value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) continue;
      report(path, `${formatPath(path)} ${what} for a multi-node service`, {
        help,
        related: [at("spec", "multiNode", "parallelism", "pipeline")],
        onKey: true,
      });
    }
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
      pipeline: 2
      tensor: 8
    ray: {}
  runtimeClassName: nvidia
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

const ignored: readonly { path: Path; what: string; help: string; usual?: string }[] = [
  { path: at("spec", "command"), what: "is ignored", help: "configure the model by variables in spec.env" },
  { path: at("spec", "args"), what: "is ignored", help: "configure the model by variables in spec.env" },
  {
    path: at("spec", "affinity"),
    what: "is ignored",
    help: "use spec.nodeSelector and spec.tolerations; for one group a domain, the annotation leaderworkerset.sigs.k8s.io/exclusive-topology",
  },
  {
    path: at("spec", "runtimeClassName"),
    what: "is ignored",
    help: "remove it, and make the runtime the default one of the GPU nodes",
  },
  {
    path: at("spec", "image", "pullPolicy"),
    what: "is ignored",
    help: "remove it; a tag other than latest is pulled where it is not present",
    usual: "IfNotPresent",
  },
  {
    path: at("spec", "schedulerName"),
    what: "reaches the leader only, not the workers,",
    help: "remove it: a group whose pods have two schedulers can block itself",
    usual: "default-scheduler",
  },
  {
    path: at("spec", "expose", "service", "grpcPort"),
    what: "leads nowhere: the pods offer no such port",
    help: "remove it",
  },
  {
    path: at("spec", "expose", "service", "metricsPort"),
    what: "leads nowhere: the pods offer no such port",
    help: "remove it; the metrics of a NIM for language models are on its API port",
  },
];
