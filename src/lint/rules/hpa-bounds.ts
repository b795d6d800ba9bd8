import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** T22: bounds that no HorizontalPodAutoscaler may have, and that the CRD does not check. */
export const hpaBounds = rule({
  id: "hpa-bounds",
  title: "the most replicas are fewer than the fewest",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "operator",
  why: `The CRD does not compare \`maxReplicas\` with \`minReplicas\` (default 1), but the HorizontalPodAutoscaler that the
operator makes of them is refused: the service goes to Failed with
\`spec.maxReplicas: Invalid value: … must be greater than or equal to minReplicas\`.`,
  source: "k8s-nim-operator v3.1.2, nimservice.go (HPAFailed); seen on a cluster (trap T22)",
  check(service, report) {
    const { scale } = service.spec;
    const most = scale?.hpa?.maxReplicas;
    if (scale?.enabled !== true || most === undefined) return;
    const fewest = scale.hpa?.minReplicas ?? 1;
    if ((most >= 1 && most >= fewest) || isRefused(service, ["spec", "scale", "hpa"])) return;
    report(
      at("spec", "scale", "hpa", "maxReplicas"),
      `spec.scale.hpa.maxReplicas is ${most}, below minReplicas, which is ${fewest}`,
      {
        help: `write ${Math.max(fewest, 1)} or more, or lower minReplicas`,
        related: [at("spec", "scale", "hpa", "minReplicas")],
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
  scale:
    enabled: true
    hpa:
      minReplicas: 4
      maxReplicas: 2
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
  scale:
    enabled: true
    hpa:
      minReplicas: 2
      maxReplicas: 4
`,
  },
});
