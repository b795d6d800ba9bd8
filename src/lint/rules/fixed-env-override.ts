import { isOfKind } from "../../manifest/resource.ts";
import { lastVariable } from "../../nim/environment.ts";
import { quoted } from "../../nim/quoted.ts";
import { valueAt } from "../../nim/value.ts";
import { removeEntry } from "../remove-entry.ts";
import { at, rule, unsafe } from "../rule.ts";

/** T35: variables that must agree with mounts and ports, which do not follow them. */
export const fixedEnvOverride = rule({
  id: "fixed-env-override",
  title: "env overrides a variable that the operator's mounts and ports rely on",
  kinds: ["NIMService", "NIMCache"],
  severity: "error",
  enforcedBy: "operator",
  why: `Variables in \`env\` win over the operator's own. The volume stays mounted at \`/model-store\`, so with another
\`NIM_CACHE_PATH\` the weights are written beside it: a cache is Ready with an empty volume, a service downloads at every
start. The Service keeps pointing at \`expose.service.port\`, so with another \`NIM_SERVER_PORT\` or \`NIM_HTTP_API_PORT\`
nobody answers there.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_types.go GetStandardEnv, utils.go MergeEnvVars; seen on a cluster (trap T35)",
  check(resource, report) {
    const expected = isOfKind(resource, "NIMService")
      ? [modelStore, ...servicePorts(resource.spec.expose?.service?.port ?? 8000)]
      : [modelStore];
    for (const { name, value, because, help } of expected) {
      const variable = lastVariable(resource.spec.env, name);
      if (!variable) continue;
      // A number without quotes is another finding, and no empty text.
      const written = valueAt(resource.written, at("spec", "env", variable.index, "value"));
      const given = typeof written === "number" ? String(written) : variable.value;
      if (given === value) continue;
      const is = given === undefined ? "is set" : `is ${quoted(given)}`;
      report(at("spec", "env", variable.index), `${name} ${is}, but ${because}`, {
        help,
        fix: unsafe(removeEntry(resource, at("spec", "env", variable.index))),
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
    - name: NIM_SERVER_PORT
      value: "9000"
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
  expose:
    service:
      port: 9000
`,
  },
});

interface Expected {
  readonly name: string;
  readonly value: string;
  readonly because: string;
  readonly help: string;
}

const modelStore: Expected = {
  name: "NIM_CACHE_PATH",
  value: "/model-store",
  because: "the volume is mounted at /model-store",
  help: "remove it; the operator sets the right path",
};

function servicePorts(port: number): Expected[] {
  const because = `the Service points at port ${port}`;
  const help = "remove it and write the port as spec.expose.service.port";
  return ["NIM_SERVER_PORT", "NIM_HTTP_API_PORT"].map((name) => ({
    name,
    value: String(port),
    because,
    help,
  }));
}
