import { lastVariable } from "../../nim/environment.ts";
import { proxyVariables } from "../../nim/proxy-variables.ts";
import { removeEntry } from "../remove-entry.ts";
import { at, rule, unsafe } from "../rule.ts";

/** T36: the one exception to the rule that env wins. */
export const proxyOverridesEnv = rule({
  id: "proxy-overrides-env",
  title: "spec.proxy overwrites a variable of env",
  kinds: ["NIMService", "NIMCache"],
  severity: "warning",
  enforcedBy: "operator",
  why: `Variables in \`env\` win over those of the operator, with one exception: once \`spec.proxy\` is there, its values
replace \`HTTP_PROXY\`, \`HTTPS_PROXY\`, \`NO_PROXY\` and their lower-case forms, also with the empty text where the proxy
has no such field.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_types.go GetEnv, nimcache_controller.go; seen on a cluster (trap T36)",
  check(resource, report) {
    const { proxy, env } = resource.spec;
    if (!proxy) return;
    for (const { field, names } of proxyVariables) {
      for (const name of names) {
        const variable = lastVariable(env, name);
        if (!variable || variable.value === (proxy[field] ?? "")) continue;
        const by = proxy[field] ? `spec.proxy.${field}` : `nothing, since spec.proxy has no ${field}`;
        report(at("spec", "env", variable.index), `${name} is overwritten by ${by}`, {
          help: `write the value as spec.proxy.${field} and remove the variable`,
          related: [at("spec", "proxy", field)],
          fix: unsafe(removeEntry(resource, at("spec", "env", variable.index))),
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
  proxy:
    httpProxy: http://proxy.example.com:3128
    httpsProxy: http://proxy.example.com:3128
    noProxy: .svc,.cluster.local
  env:
    - name: NO_PROXY
      value: .svc,.example.com
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
  proxy:
    httpProxy: http://proxy.example.com:3128
    httpsProxy: http://proxy.example.com:3128
    noProxy: .svc,.cluster.local,.example.com
`,
  },
});
