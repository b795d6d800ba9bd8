import { runsOnKnative } from "../../nim/kserve.ts";
import { formatPath, type Path } from "../../nim/value.ts";
import { atLeast } from "../../nim/version.ts";
import { at, rule } from "../rule.ts";

/** W28; which services run on Knative is in kserve.ts. */
export const kserveKnativeUnsupported = rule({
  id: "kserve-knative-unsupported",
  title: "a service on Knative uses what only Standard mode can do",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  why: `Knative scales by itself, brings its own ingress and its own metrics. For a service with
\`inferencePlatform: kserve\` in the mode Knative (or Serverless, its old name) the webhook therefore
refuses \`scale.enabled\`, \`expose.ingress.enabled\`, \`expose.router.ingress\`, \`expose.router.gateway\`
and \`metrics.enabled\`.

The mode is that of the annotation \`serving.kserve.io/deploymentMode\` under \`spec.annotations\`, else the
cluster's default (\`kserve.deploymentMode\` in nimops.yaml). For operator 3.0 a service without its
annotation counts as serverless.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateKServeConfiguration (W28)",
  check(service, report, { settings }) {
    const { annotations, expose, inferencePlatform, metrics, scale } = service.spec;
    const { kserve, operatorVersion } = settings;
    if (inferencePlatform !== "kserve") return;
    if (!kserve.installed && atLeast(operatorVersion, "3.1.0")) return;
    if (!runsOnKnative(annotations, kserve.deploymentMode, operatorVersion)) return;
    const refuse = (path: Path, help: string) =>
      report(path, `${formatPath(path)} cannot be used where KServe runs the service by Knative`, { help });
    if (scale?.enabled)
      refuse(at("spec", "scale", "enabled"), `remove it: Knative scales the service; ${standard}`);
    if (expose?.ingress?.enabled)
      refuse(at("spec", "expose", "ingress", "enabled"), `remove it: ${ownIngress}`);
    if (expose?.router?.ingress)
      refuse(at("spec", "expose", "router", "ingress"), `remove it: ${ownIngress}`);
    if (expose?.router?.gateway)
      refuse(at("spec", "expose", "router", "gateway"), `remove it: ${ownIngress}`);
    if (metrics?.enabled)
      refuse(at("spec", "metrics", "enabled"), `remove it, and use Knative's own metrics; ${standard}`);
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
  inferencePlatform: kserve
  annotations:
    serving.kserve.io/deploymentMode: Knative
  metrics:
    enabled: true
    serviceMonitor:
      additionalLabels:
        release: kube-prometheus-stack
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
  inferencePlatform: kserve
  annotations:
    serving.kserve.io/deploymentMode: Standard
  metrics:
    enabled: true
    serviceMonitor:
      additionalLabels:
        release: kube-prometheus-stack
`,
  },
});

const standard = "or set the deployment mode Standard";
const ownIngress = `Knative has an ingress of its own; ${standard}`;
