import { problemsOf } from "../problem-index.ts";
import { rule } from "../rule.ts";

export const missingField = rule({
  id: "missing-field",
  title: "a required field is missing",
  kinds: ["NIMCache", "NIMService", "NIMPipeline", "NIMBuild"],
  severity: "error",
  enforcedBy: "api-server",
  why: `The CRD asks for this field, and the API server refuses the resource without it. A field without a
value (\`tag:\`) counts as missing. Defaults are filled in first, so that a required field that has a
default may be left out.`,
  source: "CRDs of k8s-nim-operator",
  check(resource, report) {
    for (const { code, path, message, help } of resource.problems) {
      // Under a name so close that unknown-field tells the author what to write, it is there.
      if (code === "missing-field" && !problemsOf(resource).isMisspelt(path)) report(path, message, { help });
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
