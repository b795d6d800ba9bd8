import { valueAt } from "../../nim/value.ts";
import { at, rule } from "../rule.ts";

/** W22: the CRD refuses the empty name as well, but does not say that the entry then has no source. */
export const draEmptySource = rule({
  id: "dra-empty-source",
  title: "an entry of draResources names its claim by an empty text",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  why: `For the webhook an empty name is no name, so an entry of \`spec.draResources\` whose only source is
an empty text has none. The CRD refuses the empty text first, by the length of the field; this finding says
what the entry needs: one of \`resourceClaimName\`, \`resourceClaimTemplateName\` and \`claimCreationSpec\`.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go, validateDRAResourcesConfiguration (W22)",
  check(service, report) {
    for (const [index, entry] of (service.spec.draResources ?? []).entries()) {
      const path = at("spec", "draResources", index);
      if (entry.claimCreationSpec || entry.resourceClaimName || entry.resourceClaimTemplateName) continue;
      const empty = names.filter((name) => valueAt(service.written, [...path, name]) === "");
      if (empty.length !== 1) continue;
      report(path, `spec.draResources[${index}] has no source: ${empty[0]} is empty`, {
        help: "name an existing claim or template, or describe devices under claimCreationSpec",
        related: empty.map((name) => [...path, name]),
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
  replicas: 1
  draResources:
    - resourceClaimTemplateName: ""
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
    - resourceClaimTemplateName: one-h100
`,
  },
});

const names = ["resourceClaimName", "resourceClaimTemplateName"];
