import { removeEntry } from "../remove-entry.ts";
import { at, rule, unsafe } from "../rule.ts";

/** W20: an empty list is refused as well. */
export const resourceClaimsInResources = rule({
  id: "resource-claims-in-resources",
  title: "resources.claims is used, which the operator does not know",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  why: `\`spec.resources\` has the type of a container's resources in Kubernetes, \`claims\` included, but
the operator makes its claims for devices from \`spec.draResources\` only. The webhook refuses \`claims\`,
even an empty list. Without it \`claims\` is ignored, and the pods get no device.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateResourcesConfiguration (W20)",
  check(service, report) {
    const claims = service.spec.resources?.claims;
    if (claims === undefined) return;
    const removal = removeEntry(service, at("spec", "resources", "claims"));
    report(at("spec", "resources", "claims"), "spec.resources.claims is not allowed in a NIMService", {
      help: claims.length === 0 ? "remove it" : "remove it, and name the claims under spec.draResources",
      fix: claims.length === 0 ? removal : unsafe(removal),
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
    claims:
      - name: gpu
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
