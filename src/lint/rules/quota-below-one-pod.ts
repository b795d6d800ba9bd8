import type { Companion } from "../../manifest/resource.ts";
import { isExtendedResource } from "../../nim/gpu-resource.ts";
import { compareQuantities, parseQuantity, type Quantity } from "../../nim/quantity.ts";
import { isMap, valueAt } from "../../nim/value.ts";
import { companionsOfKind } from "../companions-of-kind.ts";
import { at, rule } from "../rule.ts";

/** How many pods fit is a matter of planning; this one is clear without it. */
export const quotaBelowOnePod = rule({
  id: "quota-below-one-pod",
  title: "a quota is below what one pod asks for",
  kinds: ["NIMService", "NIMBuild"],
  severity: "error",
  enforcedBy: "scheduler",
  why: `A ResourceQuota of the namespace allows fewer devices in all than one pod of this service asks for. The pods are
never made: the ReplicaSet says \`exceeded quota\`, and the service stays NotReady without a word about it. Quotas with
scopes concern only some pods, and are left alone.

Raise \`requests.nvidia.com/gpu\` of the quota, or ask for less.`,
  source: "Kubernetes documentation on resource quotas: extended resources are counted by requests.NAME",
  check(resource, report, { set }) {
    const { limits, requests } = resource.spec.resources ?? {};
    const quotas = companionsOfKind(set, "ResourceQuota", resource.namespace);
    if (quotas.length === 0) return;
    for (const [name, amount] of Object.entries({ ...requests, ...limits })) {
      const asked = isExtendedResource(name) && amount !== undefined ? parseQuantity(amount) : undefined;
      if (!asked) continue;
      const key = `requests.${name}`;
      for (const quota of quotas) {
        const allowed = allowedBy(quota, key);
        if (!allowed || compareQuantities(asked, allowed) <= 0) continue;
        const side = limits?.[name] === undefined ? "requests" : "limits";
        report(
          at("spec", "resources", side, name),
          `one pod asks for ${amount} ${name}, but ResourceQuota ${quota.name} allows ${allowed.canonical} in all`,
          {
            help: `raise ${key} of the quota to ${amount} or more, or ask for less`,
            related: [{ resource: quota, path: at("spec", "hard", key) }],
          },
        );
        break;
      }
    }
  },
  examples: {
    bad: `
apiVersion: v1
kind: ResourceQuota
metadata:
  name: gpus
spec:
  hard:
    requests.nvidia.com/gpu: 2
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
  resources:
    limits:
      nvidia.com/gpu: 4
  replicas: 1
`,
    good: `
apiVersion: v1
kind: ResourceQuota
metadata:
  name: gpus
spec:
  hard:
    requests.nvidia.com/gpu: 8
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
  resources:
    limits:
      nvidia.com/gpu: 4
  replicas: 1
`,
  },
});

function allowedBy({ value }: Companion, key: string): Quantity | undefined {
  const spec = valueAt(value, ["spec"]);
  if (!isMap(spec) || spec.scopes !== undefined || spec.scopeSelector !== undefined) return undefined;
  const amount = valueAt(spec, ["hard", key]);
  return typeof amount === "string" || typeof amount === "number" ? parseQuantity(amount) : undefined;
}
