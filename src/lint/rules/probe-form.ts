import { isRefused } from "../refused.ts";
import { at, rule, set } from "../rule.ts";

/** The CRD says that exactly one handler is needed, and checks nothing. */
export const probeForm = rule({
  id: "probe-form",
  title: "a probe asks nothing, or two things at once",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "operator",
  why: `A \`probe\` replaces the operator's own as a whole, so that one with \`failureThreshold\` alone no longer says
what to ask. The API server refuses the Deployment (\`must specify a handler type\`), and the service is Failed. It wants
exactly one of \`httpGet\`, \`grpc\`, \`tcpSocket\` and \`exec\`; a liveness or startup probe must have a
\`successThreshold\` of 1.

The operator's own probes ask for \`/v1/health/ready\` (startup and readiness) and \`/v1/health/live\` on the port
\`api\`.`,
  source:
    "Kubernetes pkg/apis/core/validation, validateHandler, validateLivenessProbe; k8s-nim-operator v3.1.2, nimservice_types.go",
  check(service, report) {
    for (const name of ["startupProbe", "livenessProbe", "readinessProbe"] as const) {
      const { enabled, probe } = service.spec[name] ?? {};
      const path = at("spec", name, "probe");
      if (!probe || enabled === false || isRefused(service, path)) continue;
      const given = handlers.filter((handler) => probe[handler] !== undefined);
      if (given.length !== 1) {
        const what = given.length === 0 ? "does not say what to ask" : `has ${given.join(" and ")}`;
        report(path, `spec.${name}.probe ${what}: the pods are refused`, {
          help:
            given.length === 0
              ? `add httpGet with path /v1/health/${name === "livenessProbe" ? "live" : "ready"} and port api`
              : "keep one of them",
          related: given.map((handler) => [...path, handler]),
        });
      }
      const successes = probe.successThreshold || 1;
      if (name === "readinessProbe" || successes === 1) continue;
      report([...path, "successThreshold"], `a ${name} cannot ask for ${successes} successes`, {
        help: "write 1, or leave it out",
        fix: set([...path, "successThreshold"], 1),
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
  startupProbe:
    probe:
      failureThreshold: 360
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
  startupProbe:
    probe:
      httpGet:
        path: /v1/health/ready
        port: api
      failureThreshold: 360
`,
  },
});

const handlers = ["httpGet", "grpc", "tcpSocket", "exec"] as const;
