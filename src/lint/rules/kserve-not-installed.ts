import { at, rule } from "../rule.ts";

/** W27, the part about the cluster: no KServe controller, no KServe service. */
export const kserveNotInstalled = rule({
  id: "kserve-not-installed",
  title: "a service wants KServe, which the cluster does not have",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  since: "3.1.0",
  why: `To learn the deployment mode, the operator looks for KServe's controller: one Deployment with the
label \`control-plane: kserve-controller-manager\` (3.1.0: of the name kserve-controller-manager), or the
namespace in the operator's variable \`KSERVE_NAMESPACE\`. Where it finds none, or several, the webhook
refuses every service with \`inferencePlatform: kserve\`, and the operator can make no InferenceService.

The rule speaks only where nimops.yaml says \`kserve: {installed: false}\`.`,
  source: "k8s-nim-operator v3.1.2, internal/utils/kserve.go, discoverKServeNamespace (W27)",
  check(service, report, { settings }) {
    if (service.spec.inferencePlatform !== "kserve" || settings.kserve.installed) return;
    report(
      at("spec", "inferencePlatform"),
      "spec.inferencePlatform is kserve, but the cluster has no KServe",
      {
        help: "write standalone, which needs nothing but the operator, or install KServe first",
      },
    );
  },
  examples: {
    settings: { kserve: { installed: false, deploymentMode: "Standard" } },
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
  inferencePlatform: standalone
`,
  },
});
