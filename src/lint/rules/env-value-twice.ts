import { quoted } from "../../nim/quoted.ts";
import type { EnvVar } from "../../nim/schema/kinds.ts";
import { environmentsOf } from "../environments.ts";
import { isRefused } from "../refused.ts";
import { rule } from "../rule.ts";

/** CEL could say it, the CRD does not. */
export const envValueTwice = rule({
  id: "env-value-twice",
  title: "a variable has two values, or a source that is none",
  kinds: ["NIMCache", "NIMService", "NIMBuild"],
  severity: "error",
  enforcedBy: "operator",
  why: `A variable has a \`value\` or a \`valueFrom\`, and a \`valueFrom\` names exactly one source. The CRD takes
anything; the API server then refuses the Deployment, Job or Pod that the operator makes of it (\`may not be specified
when value is not empty\`), the service is Failed, and a cache or a build never begins.`,
  source: "Kubernetes pkg/apis/core/validation, validateEnvVarValueFrom",
  check(resource, report) {
    for (const { env, path } of environmentsOf(resource)) {
      for (const [index, { name, value, valueFrom }] of env.entries()) {
        const place = [...path, index, "valueFrom"];
        if (!valueFrom || isRefused(resource, place)) continue;
        const sources = sourcesOf(valueFrom);
        if (sources.length !== 1) {
          const named = sources.length === 0 ? "no source" : sources.join(" and ");
          report(place, `the variable ${quoted(name)} names ${named} under valueFrom: the pods are refused`, {
            help: "name exactly one source, such as secretKeyRef with name and key",
            related: sources.map((source) => [...place, source]),
          });
        } else if (value) {
          report(place, `the variable ${quoted(name)} has value and valueFrom: the pods are refused`, {
            help: "keep one of the two",
            related: [[...path, index, "value"]],
          });
        }
      }
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
      nvidia.com/gpu: 1
  replicas: 1
  env:
    - name: HF_TOKEN
      value: none
      valueFrom:
        secretKeyRef:
          name: hf-token
          key: HF_TOKEN
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
  env:
    - name: HF_TOKEN
      valueFrom:
        secretKeyRef:
          name: hf-token
          key: HF_TOKEN
`,
  },
});

function sourcesOf(valueFrom: NonNullable<EnvVar["valueFrom"]>): string[] {
  return Object.entries(valueFrom).flatMap(([source, value]) => (value === undefined ? [] : [source]));
}
