import { isMap, valueAt } from "../../nim/value.ts";
import { at, rule } from "../rule.ts";
import { hasUnknownField, isWritten } from "../written.ts";

/** D1: exactly one of the three sources. */
export const draClaimSource = rule({
  id: "dra-claim-source",
  title: "an entry of draResources has no source of its claim, or more than one",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "api-server",
  why: `Each entry of \`spec.draResources\` gets its devices from one source: an existing ResourceClaim
(\`resourceClaimName\`), an existing ResourceClaimTemplate (\`resourceClaimTemplateName\`), or a template
that the operator makes (\`claimCreationSpec\`). The CRD refuses an entry with none or several.

\`draResources\` cannot be changed later, so that a service with a wrong entry must be made anew.`,
  source: "CRD rule on NIMService.spec.draResources[] (D1)",
  check(service, report) {
    for (const index of (service.spec.draResources ?? []).keys()) {
      const path = at("spec", "draResources", index);
      if (!isMap(valueAt(service.written, path))) continue;
      const written = sources.filter((name) => isWritten(service, [...path, name]));
      if (written.length === 0 && !hasUnknownField(service, path)) {
        report(path, `spec.draResources[${index}] names no claim`, {
          help: `add exactly one of ${sources.map((name) => `\`${name}\``).join(", ")}`,
        });
      }
      if (written.length > 1) {
        report(path, `spec.draResources[${index}] has ${written.join(" and ")}; only one is allowed`, {
          help: `keep one of ${written.join(", ")}; another claim is another entry of the list`,
          related: written.map((name) => [...path, name]),
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
    - requests: [gpu]
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
      requests: [gpu]
`,
  },
});

const sources = ["resourceClaimName", "resourceClaimTemplateName", "claimCreationSpec"];
