import { isExtendedResource } from "../../nim/gpu-resource.ts";
import { parseQuantity } from "../../nim/quantity.ts";
import { at, rule } from "../rule.ts";

/** The device plugin hands out whole devices. */
export const gpuCountNotWhole = rule({
  id: "gpu-count-not-whole",
  title: "a service asks for a part of a GPU, or for less than none",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "operator",
  why: `The CRD takes any quantity, but resources of a device plugin are counted in whole devices: the API server refuses
the Deployment (\`must be an integer\`) and the service is Failed. Parts of a GPU are resources of their own, such as MIG
slices, or are shared by the device plugin's settings.`,
  source: "Kubernetes pkg/apis/core/validation, ValidateResourceQuantityValue",
  check(service, report) {
    for (const side of ["limits", "requests"] as const) {
      for (const [name, amount] of Object.entries(service.spec.resources?.[side] ?? {})) {
        if (!isExtendedResource(name) || amount === undefined) continue;
        const quantity = parseQuantity(amount);
        if (!quantity || (quantity.nano >= 0n && quantity.nano % 1_000_000_000n === 0n)) continue;
        report(at("spec", "resources", side, name), `${name}: ${amount} is no whole number of devices`, {
          help: "write 1 or more; for a part of a GPU ask for a MIG slice, such as nvidia.com/mig-3g.40gb: 1",
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
    limits:
      nvidia.com/gpu: 500m
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
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,
  },
});
