import { rule } from "../rule.ts";

export const fieldNeedsNewerOperator = rule({
  id: "field-needs-newer-operator",
  title: "a field exists only in a newer version of the operator",
  kinds: ["NIMCache", "NIMService", "NIMPipeline", "NIMBuild"],
  severity: "error",
  enforcedBy: "api-server",
  why: `Each version of the NIM Operator brings its own CRDs. A field that came later is an unknown field to
the older ones: strict validation refuses it, and without strict validation it is dropped without a word.

Set \`operatorVersion\` of the cluster in \`nimops.yaml\` to the version that runs there, upgrade the
operator, or remove the field.`,
  source: "CRDs of k8s-nim-operator 3.0.2, 3.1.0, 3.1.1, 3.1.2 and main",
  check(resource, report) {
    for (const { code, path, message, help } of resource.problems) {
      if (code === "newer-field") report(path, message, { help, onKey: true });
    }
  },
  examples: {
    settings: { operatorVersion: "3.1.1" },
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
      nvidia.com/gpu: 1
  replicas: 1
  priorityClassName: inference
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
      nvidia.com/gpu: 1
  replicas: 1
`,
  },
});
