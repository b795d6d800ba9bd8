import { quoted } from "../../nim/quoted.ts";
import { environmentsOf } from "../environments.ts";
import { isRefused } from "../refused.ts";
import { rule } from "../rule.ts";

/** What Kubernetes takes for the name of a variable grew in 1.30 and 1.32. */
export const envNameForm = rule({
  id: "env-name-form",
  title: "a variable has a name that Kubernetes refuses",
  kinds: ["NIMCache", "NIMService", "NIMBuild"],
  severity: "error",
  enforcedBy: "operator",
  why: `The CRD takes any text as the name of a variable. Kubernetes refuses an empty one, and one with \`=\`, with
letters beyond ASCII or with line breaks; before 1.32 it takes letters, digits, \`-\`, \`_\` and \`.\` alone, and no
digit first. The Deployment, Job or Pod that the operator makes is then refused, and the service is Failed.`,
  source: "Kubernetes pkg/apis/core/validation, ValidateEnv; apimachinery IsEnvVarName, IsRelaxedEnvVarName",
  check(resource, report, { settings: { kubernetesVersion } }) {
    const [major, minor] = kubernetesVersion ?? [1, 99];
    const form = major === 1 && minor < 32 ? strictForm : relaxedForm;
    for (const { env, path } of environmentsOf(resource)) {
      for (const [index, { name }] of env.entries()) {
        const place = [...path, index, "name"];
        if (name === undefined || form.test(name) || isRefused(resource, place)) continue;
        const what = name === "" ? "a variable has an empty name" : `${shown(name)} is no name of a variable`;
        report(place, `${what}: the pods are refused`, {
          help: name.includes("=")
            ? "write the part before the = as name, and the rest as value"
            : "write letters, digits and _, such as NIM_LOG_LEVEL",
        });
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
    - name: NIM_LOG_LEVEL=INFO
      value: ""
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
    - name: NIM_LOG_LEVEL
      value: INFO
`,
  },
});

const relaxedForm = /^[ -<>-~]+$/;
const strictForm = /^(?!\.\.)(?!\.$)[-._a-zA-Z][-._a-zA-Z0-9]*$/;

/** What stands behind `=` may be a secret. */
function shown(name: string): string {
  const [before = ""] = name.split("=", 1);
  return before === name ? quoted(name) : `${quoted(before)} with an =`;
}
