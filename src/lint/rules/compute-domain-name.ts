import { at, remove, rule } from "../rule.ts";
import { hasUnknownField, isWritten } from "../written.ts";

/** M2: `create ? !has(name) : has(name) && name != ""`. */
export const computeDomainName = rule({
  id: "compute-domain-name",
  title: "a compute domain is neither to be made nor named, or both",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "api-server",
  since: "3.1.0",
  why: `\`spec.multiNode.computeDomain\` either has the operator make an NVIDIA ComputeDomain (\`create:
true\`, without \`name\`), or uses one that is there (\`name\`, without \`create\`). The CRD refuses
everything else: \`create: true\` with a name, even an empty one, and neither of the two.`,
  source: "CRD rule on NIMService.spec.multiNode.computeDomain (M2)",
  check(service, report) {
    const domain = service.spec.multiNode?.computeDomain;
    if (!domain) return;
    const path = at("spec", "multiNode", "computeDomain");
    const name = [...path, "name"];
    if (domain.create) {
      if (!isWritten(service, name)) return;
      report(name, "spec.multiNode.computeDomain has create: true and a name", {
        help: "remove `name` to have a ComputeDomain made, or `create` to use the one of that name",
        related: [[...path, "create"]],
        fix: domain.name === "" ? remove(...name) : undefined,
      });
    } else if (domain.name === "" || !(isWritten(service, name) || hasUnknownField(service, path))) {
      report(name, "spec.multiNode.computeDomain has neither create: true nor a name", {
        help: "write `create: true` to have a ComputeDomain made, or `name` to use one that is there",
      });
    }
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-405b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-405b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-405b-weights
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    mpi:
      mpiStartTimeout: 600
    computeDomain:
      create: true
      name: nvl72-a
`,
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-405b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-405b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-405b-weights
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    mpi:
      mpiStartTimeout: 600
    computeDomain:
      create: true
`,
  },
});
