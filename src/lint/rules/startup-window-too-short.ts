import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** The operator's own startup probe waits 30 s + 120 × 10 s. */
const usualWindow = 1230;

export const startupWindowTooShort = rule({
  id: "startup-window-too-short",
  title: "a startup probe gives up before the model can have been downloaded",
  kinds: ["NIMService"],
  severity: "warning",
  enforcedBy: "operator",
  why: `Without a filled cache the pod downloads its weights before it answers, which takes long: the operator's own startup
probe therefore waits ${usualWindow} seconds. A shorter one of your own has the container killed in the middle of the download, which
then begins again.

The window is initialDelaySeconds + failureThreshold × periodSeconds, by default 0 + 3 × 10 seconds.`,
  source: "k8s-nim-operator v3.1.2, nimservice_types.go GetDefaultStartupProbe; issue 589",
  check(service, report) {
    const { startupProbe, storage } = service.spec;
    const probe = startupProbe?.probe;
    if (!probe || startupProbe?.enabled === false) return;
    const filled = storage?.nimCache?.name || (storage?.pvc?.name && storage.pvc.create !== true);
    if (filled || isRefused(service, ["spec", "startupProbe"]) || isRefused(service, ["spec", "storage"]))
      return;
    const { initialDelaySeconds = 0, failureThreshold, periodSeconds } = probe;
    const period = periodSeconds || 10;
    const window = initialDelaySeconds + (failureThreshold || 3) * period;
    if (window >= usualWindow) return;
    const needed = Math.ceil((usualWindow - initialDelaySeconds) / period);
    const path = at("spec", "startupProbe", "probe", "failureThreshold");
    report(path, `the startup probe gives up after ${window} seconds, but the model is downloaded first`, {
      help: `write \`failureThreshold: ${needed}\` or more, or serve the model from a NIMCache`,
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
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteOnce
      storageClass: fast
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  startupProbe:
    probe:
      httpGet: {path: /v1/health/ready, port: api}
      periodSeconds: 10
      failureThreshold: 30
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
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteOnce
      storageClass: fast
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
  startupProbe:
    probe:
      httpGet: {path: /v1/health/ready, port: api}
      periodSeconds: 10
      failureThreshold: 180
`,
  },
});
