import { isRefused } from "../refused.ts";
import { at, rule, set, unsafe } from "../rule.ts";

/** A probe of one's own without a timeout has one second. */
export const probeTimeoutShort = rule({
  id: "probe-timeout-short",
  title: "a liveness probe of one's own leaves the timeout at one second",
  kinds: ["NIMService"],
  severity: "info",
  enforcedBy: "nimops",
  why: `Without \`timeoutSeconds\` a probe waits one second for its answer. A busy model may take longer; after three such
answers in a row the container is restarted and loads the model again. If you write a liveness probe of your own, give it
more time.`,
  source: "Kubernetes core/v1 Probe; k8s-nim-operator issue 730",
  check(service, report) {
    const { livenessProbe } = service.spec;
    if (!livenessProbe?.probe || livenessProbe.enabled === false) return;
    if ((livenessProbe.probe.timeoutSeconds || 1) > 1) return;
    const path = at("spec", "livenessProbe", "probe", "timeoutSeconds");
    if (isRefused(service, path)) return;
    report(path, "the liveness probe waits one second for an answer", {
      help: "write `timeoutSeconds: 10`, or what a busy model of yours needs",
      fix: unsafe(set(path, 10)),
    });
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
  livenessProbe:
    probe:
      httpGet: {path: /v1/health/live, port: api}
      periodSeconds: 10
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
  livenessProbe:
    probe:
      httpGet: {path: /v1/health/live, port: api}
      periodSeconds: 10
      timeoutSeconds: 10
`,
  },
});
