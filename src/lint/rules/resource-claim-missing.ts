import { quoted } from "../../nim/quoted.ts";
import { namesOfKind } from "../companions-of-kind.ts";
import { nearName } from "../near-name.ts";
import { at, rule } from "../rule.ts";

/** Claims and templates that the set would have, if it had any. */
export const resourceClaimMissing = rule({
  id: "resource-claim-missing",
  title: "draResources name a claim or a template that is not there",
  kinds: ["NIMService"],
  severity: "warning",
  enforcedBy: "scheduler",
  why: `Pods wait until the ResourceClaim or ResourceClaimTemplate exists in their namespace; meanwhile the service shows no
state at all. A claim and a template are two things: a name of one is no name of the other. The rule looks only where the set
has such an object of that name, or others of that kind in the namespace.`,
  source: "k8s-nim-operator v3.1.2, nimservice.go updateResourceClaimStatus; seen on a cluster",
  check(service, report, { set }) {
    for (const [index, item] of (service.spec.draResources ?? []).entries()) {
      for (const { field, kind, otherKind, otherField } of references) {
        const name = item?.[field];
        if (!name || set.companion(kind, service.namespace, name)) continue;
        const path = at("spec", "draResources", index, field);
        if (set.companion(otherKind, service.namespace, name)) {
          report(path, `${quoted(name)} is a ${otherKind}, not a ${kind}`, {
            help: `write it as \`${otherField}: ${name}\``,
            severity: "error",
          });
          continue;
        }
        const known = namesOfKind(set, kind, service.namespace);
        if (known.length === 0) continue;
        const near = nearName(name, known);
        report(path, `there is no ${kind} ${quoted(name)} in the namespace ${service.namespace}`, {
          help:
            near === undefined ? `the set has ${known.slice(0, 5).join(", ")}` : `did you mean \`${near}\`?`,
        });
      }
    }
  },
  examples: {
    bad: `
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata:
  name: one-h100
spec:
  spec:
    devices:
      requests:
        - name: gpu
          exactly: {deviceClassName: gpu.nvidia.com}
---
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
    good: `
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata:
  name: one-h100
spec:
  spec:
    devices:
      requests:
        - name: gpu
          exactly: {deviceClassName: gpu.nvidia.com}
---
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

const claim = { field: "resourceClaimName", kind: "ResourceClaim" } as const;
const template = { field: "resourceClaimTemplateName", kind: "ResourceClaimTemplate" } as const;
const references = [
  { ...claim, otherKind: template.kind, otherField: template.field },
  { ...template, otherKind: claim.kind, otherField: claim.field },
] as const;
