import { lastVariable } from "../../nim/environment.ts";
import { proxyVariables } from "../../nim/proxy-variables.ts";
import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** T36: a proxy address that is left out is set to nothing. */
export const proxyPartlySet = rule({
  id: "proxy-partly-set",
  title: "some of the three proxy settings are missing",
  kinds: ["NIMService", "NIMCache"],
  severity: "warning",
  enforcedBy: "operator",
  why: `The operator always sets all of \`HTTP_PROXY\`, \`HTTPS_PROXY\` and \`NO_PROXY\`, in upper and lower case; what
\`spec.proxy\` leaves out becomes empty, also where the image had a value. Without \`noProxy\` even calls within the
cluster go to the proxy; without one of the other two those requests go out directly.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_types.go GetProxyEnv, nimcache_types.go; seen on a cluster (trap T36)",
  check(resource, report) {
    const { proxy, env } = resource.spec;
    const missing = proxyVariables.filter(({ field }) => !proxy?.[field]);
    if (missing.length === 0 || missing.length === proxyVariables.length) return;
    if (isRefused(resource, ["spec", "proxy"])) return;
    // Those that env sets are proxy-overrides-env.
    const silent = missing.filter(({ names }) => !names.some((name) => lastVariable(env, name)));
    if (silent.length === 0) return;
    const emptied = silent.map(({ names }) => names[0]).join(" and ");
    const fields = silent.map(({ field }) => field);
    report(
      at("spec", "proxy"),
      `spec.proxy leaves out ${fields.join(" and ")}, so ${emptied} will be empty`,
      {
        help: helpFor(fields),
        onKey: true,
      },
    );
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
    httpsProxy: http://proxy.example.com:3128
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
    noProxy: .svc,.cluster.local,10.0.0.0/8
`,
  },
});

function helpFor(missing: readonly string[]): string {
  if (!missing.includes("noProxy")) return `write ${missing.join(" and ")} too; it is often the same address`;
  const others = missing.length > 1 ? "all three: httpProxy, httpsProxy and noProxy" : "noProxy too";
  return `write ${others}; noProxy with what is reached directly, such as .svc,.cluster.local,10.0.0.0/8`;
}
