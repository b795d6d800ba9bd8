import { at, remove, rule } from "../rule.ts";

/** The templates write key, operator, value and effect of a toleration, and nothing else. */
export const tolerationSecondsDropped = rule({
  id: "toleration-seconds-dropped",
  title: "tolerationSeconds has no effect on a service",
  kinds: ["NIMService"],
  severity: "info",
  enforcedBy: "operator",
  why: `The operator's templates leave \`tolerationSeconds\` out, so pods of a service tolerate the taint for ever instead of
being evicted after that time.`,
  source: "k8s-nim-operator v3.1.2, manifests/deployment.yaml",
  check(service, report) {
    for (const [index, toleration] of (service.spec.tolerations ?? []).entries()) {
      if (toleration?.tolerationSeconds === undefined) continue;
      const path = at("spec", "tolerations", index, "tolerationSeconds");
      report(path, "tolerationSeconds is left out: the pods tolerate the taint for ever", {
        help: "remove it; if pods must leave such a node, remove the toleration",
        fix: remove(...path),
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
  tolerations:
    - key: node.kubernetes.io/unreachable
      operator: Exists
      effect: NoExecute
      tolerationSeconds: 60
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
  tolerations:
    - key: node.kubernetes.io/unreachable
      operator: Exists
      effect: NoExecute
`,
  },
});
