import { at, rule } from "../rule.ts";

/** D2: `celExpressions` excludes `attributeSelectors` and `capacitySelectors`, empty lists too. */
export const draCelWithSelectors = rule({
  id: "dra-cel-with-selectors",
  title: "a DRA device has CEL expressions and selectors",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "api-server",
  why: `A device of \`claimCreationSpec\` is described by \`celExpressions\` or by \`attributeSelectors\`
and \`capacitySelectors\`, which the operator turns into CEL expressions. The CRD refuses both ways on one
device; an empty list counts as well.

Nobody compiles the expressions when the service is created: an error in one shows only when the pods cannot
be scheduled.`,
  source: "CRD rule on NIMService.spec.draResources[].claimCreationSpec.devices[] (D2)",
  check(service, report) {
    for (const [index, claim] of (service.spec.draResources ?? []).entries()) {
      for (const [number, device] of (claim.claimCreationSpec?.devices ?? []).entries()) {
        if (!device.celExpressions) continue;
        const selectors = (["attributeSelectors", "capacitySelectors"] as const).filter(
          (name) => device[name],
        );
        if (selectors.length === 0) continue;
        const path = at("spec", "draResources", index, "claimCreationSpec", "devices", number);
        report([...path, "celExpressions"], `celExpressions cannot stand beside ${selectors.join(" and ")}`, {
          help: "write all conditions as selectors, or all as CEL expressions",
          related: selectors.map((name) => [...path, name]),
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
  replicas: 1
  draResources:
    - claimCreationSpec:
        devices:
          - name: gpu
            celExpressions:
              - device.attributes["gpu.nvidia.com"].productName == "NVIDIA H100 80GB HBM3"
            attributeSelectors:
              - key: productName
                value:
                  stringValue: NVIDIA H100 80GB HBM3
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
    - claimCreationSpec:
        devices:
          - name: gpu
            attributeSelectors:
              - key: productName
                value:
                  stringValue: NVIDIA H100 80GB HBM3
`,
  },
});
