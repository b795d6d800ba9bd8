import { lastVariable } from "../../nim/environment.ts";
import { atLeast } from "../../nim/version.ts";
import { at, remove, rule } from "../rule.ts";

/** T26: offline a NIM must not have a key, yet the operator gives it one. */
export const airGappedAuthSecret = rule({
  id: "air-gapped-auth-secret",
  title: "a service of an air gap is given an NGC key",
  kinds: ["NIMService"],
  severity: "warning",
  enforcedBy: "operator",
  why: `NVIDIA's guide to air-gapped NIMs says that \`NGC_API_KEY\` must not be set: with a key the NIM calls NGC when it starts.
Up to operator 3.1.2 \`spec.authSecret\` is mandatory all the same and its key always injected. A variable of that name in
\`env\` wins over it. Newer operators let \`authSecret\` be left out.

The rule runs where the configuration says \`airGapped\`.`,
  source: "k8s-nim-operator issue 887, nimservice_types.go GetStandardEnv at f63f74d7; trap T26",
  check(service, report, { settings, operatorVersion }) {
    const { authSecret, env } = service.spec;
    if (!settings.airGapped || !authSecret || lastVariable(env, "NGC_API_KEY")?.value === "") return;
    const optional = atLeast(operatorVersion, "main");
    report(
      at("spec", "authSecret"),
      "an air-gapped NIM must have no NGC_API_KEY, or it calls NGC when it starts",
      {
        help: optional
          ? "remove spec.authSecret"
          : 'keep it, since this operator demands it, and add to spec.env: {name: NGC_API_KEY, value: ""}',
        fix: optional ? remove("spec", "authSecret") : undefined,
      },
    );
  },
  examples: {
    settings: { airGapped: true },
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: registry.example.com/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [mirror-pull]
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
    repository: registry.example.com/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [mirror-pull]
  authSecret: ngc-api-key
  storage:
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  env:
    - name: NGC_API_KEY
      value: ""
`,
  },
});
