import { isExtendedResource } from "../../nim/gpu-resource.ts";
import { compareQuantities, parseQuantity } from "../../nim/quantity.ts";
import { at, rule } from "../rule.ts";

/** The CRD takes what no pod may have. */
export const requestsOverLimits = rule({
  id: "requests-over-limits",
  title: "a request is above its limit",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "operator",
  why: `A pod may not ask for more than its limit. The CRD does not compare the two, but the API server refuses the
Deployment (\`must be less than or equal to memory limit\`), and the service is Failed.`,
  source: "Kubernetes pkg/apis/core/validation, ValidateResourceRequirements",
  check(service, report) {
    const { requests, limits } = service.spec.resources ?? {};
    for (const [name, amount] of Object.entries(requests ?? {})) {
      const limit = limits?.[name];
      // Of devices even a smaller request is refused: gpu-requests-differ.
      if (isExtendedResource(name) || amount === undefined || limit === undefined) continue;
      const [asked, allowed] = [parseQuantity(amount), parseQuantity(limit)];
      if (!asked || !allowed || compareQuantities(asked, allowed) <= 0) continue;
      report(
        at("spec", "resources", "requests", name),
        `${name}: the request of ${amount} is above the limit of ${limit}`,
        {
          help: `write ${limit} or less, or raise the limit`,
          related: [at("spec", "resources", "limits", name)],
        },
      );
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
    requests:
      memory: 64Gi
    limits:
      memory: 32Gi
      nvidia.com/gpu: 1
  replicas: 1
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
    requests:
      memory: 32Gi
    limits:
      memory: 64Gi
      nvidia.com/gpu: 1
  replicas: 1
`,
  },
});
