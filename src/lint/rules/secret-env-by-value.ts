import { credentialsIn } from "../../nim/credential.ts";
import { isSecretName } from "../../nim/secret-variable.ts";
import { rule } from "../rule.ts";
import { literalVariables } from "../variables.ts";

/** The name says that it is a secret. */
export const secretEnvByValue = rule({
  id: "secret-env-by-value",
  title: "an environment variable that is named like a secret is written out",
  kinds: ["NIMCache", "NIMService", "NIMPipeline", "NIMBuild"],
  severity: "warning",
  enforcedBy: "nimops",
  why: `A variable named \`…_API_KEY\`, \`…_TOKEN\`, \`…_PASSWORD\` or \`…_SECRET\` with a literal value is
a secret in Git, most of the time. Whoever reads the repository, or may \`get\` the object, has it. Put it
into a Secret and take it from there with \`valueFrom.secretKeyRef\`. Numbers, booleans, paths and
references such as \`$(NAME)\` are left alone. nimops never prints the value.`,
  source: "good practice",
  check(resource, report) {
    for (const { name, value, namePath } of literalVariables(resource)) {
      if (!isSecretName(name) || harmless.test(value) || credentialsIn(value).length > 0) continue;
      report(namePath, `${name} is written out, and its name says that it is a secret`, {
        help: "put the value into a Secret, and write valueFrom.secretKeyRef in place of value",
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
      nvidia.com/gpu: 1
  replicas: 1
  env:
    - name: METRICS_PASSWORD
      value: correct-horse
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
    - name: METRICS_PASSWORD
      valueFrom:
        secretKeyRef:
          name: metrics
          key: password
`,
  },
});

/** Nothing, a switch, a number, a path, a reference, or what people write where a key is asked for but not checked. */
const harmless =
  /^(?:true|false|yes|no|on|off|none|null|empty|dummy|unused|not-?(?:used|needed|required)|-?[0-9]+(?:\.[0-9]+)?|\/.*|\$[({].*[)}]|<.*>|\s*)$/i;
