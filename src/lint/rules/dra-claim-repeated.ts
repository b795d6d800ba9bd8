import { at, remove, rule, unsafe } from "../rule.ts";

/** W23, the part about names: a claim is listed once. */
export const draClaimRepeated = rule({
  id: "dra-claim-repeated",
  title: "one ResourceClaim is listed twice",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  why: `Each entry of \`spec.draResources\` becomes a claim of the pod. The webhook refuses two entries with
the same \`resourceClaimName\`: the second adds no device to the first. To use several requests of one
claim, list them under \`requests\` of one entry.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateDRAResourcesConfiguration (W23)",
  check(service, report) {
    const first = new Map<string, number>();
    for (const [index, { resourceClaimName }] of (service.spec.draResources ?? []).entries()) {
      if (!resourceClaimName) continue;
      const earlier = first.get(resourceClaimName);
      if (earlier === undefined) {
        first.set(resourceClaimName, index);
        continue;
      }
      report(
        at("spec", "draResources", index, "resourceClaimName"),
        `ResourceClaim ${resourceClaimName} is listed before`,
        {
          help: `remove the entry; requests of the same claim go under spec.draResources[${earlier}].requests`,
          related: [at("spec", "draResources", earlier, "resourceClaimName")],
          fix: unsafe(remove("spec", "draResources", index)),
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
  replicas: 1
  draResources:
    - resourceClaimName: one-h100
    - resourceClaimName: one-h100
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
  replicas: 1
  draResources:
    - resourceClaimName: one-h100
`,
  },
});
