import { draKubernetesMinor, isTooOldForDra } from "../../nim/dra-kubernetes.ts";
import { at, rule } from "../rule.ts";

/** W21, and the controller says the same (reason DRAResourcesUnsupported). */
export const draNeedsKubernetes = rule({
  id: "dra-needs-kubernetes",
  title: "the cluster is too old for draResources",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  why: `\`spec.draResources\` needs Dynamic Resource Allocation in the form that the operator speaks:
\`resource.k8s.io/v1\` of Kubernetes 1.34, or for operator 3.0 the beta of Kubernetes 1.33. On an older
cluster the webhook refuses the service; without the webhook it becomes Failed with the reason
DRAResourcesUnsupported.

The rule is silent unless \`kubernetesVersion\` is declared in nimops.yaml.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateDRAResourcesConfiguration; internal/utils/utils.go (W21)",
  check(service, report, { settings }) {
    const { kubernetesVersion, operatorVersion } = settings;
    if (kubernetesVersion === undefined || !service.spec.draResources?.length) return;
    if (!isTooOldForDra(kubernetesVersion, operatorVersion)) return;
    const needed = `1.${draKubernetesMinor(operatorVersion)}`;
    report(
      at("spec", "draResources"),
      `spec.draResources needs Kubernetes ${needed}; the cluster has ${kubernetesVersion.join(".")}`,
      {
        help: "ask for nvidia.com/gpu in spec.resources.limits instead, or upgrade the cluster",
      },
    );
  },
  examples: {
    settings: { kubernetesVersion: [1, 32] },
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
  replicas: 1
  draResources:
    - resourceClaimTemplateName: one-h100
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
`,
  },
});
