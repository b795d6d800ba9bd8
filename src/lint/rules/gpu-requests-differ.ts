import { isExtendedResource } from "../../nim/gpu-resource.ts";
import { compareQuantities, parseQuantity } from "../../nim/quantity.ts";
import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** GPUs cannot be overcommitted, so a request without an equal limit is refused. */
export const gpuRequestsDiffer = rule({
  id: "gpu-requests-differ",
  title: "requests and limits of a GPU are not equal",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "operator",
  why: `Devices such as GPUs are not shared between pods, so Kubernetes wants their limit, and the request equal to it or
left out. The API server refuses the Deployment (\`must be equal to nvidia.com/gpu limit\` or \`Limit must be set for non
overcommitable resources\`), and the service is Failed.`,
  source: "Kubernetes pkg/apis/core/validation, ValidateResourceRequirements",
  check(service, report) {
    const { requests, limits } = service.spec.resources ?? {};
    for (const [name, amount] of Object.entries(requests ?? {})) {
      if (!isExtendedResource(name) || amount === undefined) continue;
      const request = parseQuantity(amount);
      const limit = limits?.[name];
      const parsedLimit = limit === undefined ? undefined : parseQuantity(limit);
      if (!request || (parsedLimit && compareQuantities(request, parsedLimit) === 0)) continue;
      if (isRefused(service, ["spec", "resources", "limits"])) continue;
      const path = at("spec", "resources", "requests", name);
      if (limit === undefined) {
        report(path, `${name} has a request of ${amount} and no limit: the pods are refused`, {
          help: `write it under resources.limits: \`${name}: ${amount}\`; the request may go`,
          onKey: true,
        });
      } else {
        report(path, `${name}: the request of ${amount} is not the limit of ${limit}: the pods are refused`, {
          help: "write the same number twice, or the limit alone",
          related: [at("spec", "resources", "limits", name)],
        });
      }
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
      nvidia.com/gpu: 1
    limits:
      nvidia.com/gpu: 2
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
      nvidia.com/gpu: 2
    limits:
      nvidia.com/gpu: 2
  replicas: 1
`,
  },
});
