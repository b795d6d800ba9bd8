import { quoted } from "../../nim/quoted.ts";
import type { ServiceStorage } from "../../nim/schema/kinds.ts";
import { namesOfKind } from "../companions-of-kind.ts";
import { keyOfObject, madeObjectsOf } from "../made-objects.ts";
import { nearName } from "../near-name.ts";
import { at, rule, set as setValue, unsafe } from "../rule.ts";

export const pvcClaimMissingInSet = rule({
  id: "pvc-claim-missing-in-set",
  title: "a claim that is to exist is not in the set",
  kinds: ["NIMCache", "NIMService"],
  severity: "warning",
  enforcedBy: "operator",
  why: `Without \`pvc.create: true\` the claim must be there: a NIMCache stays \`NotReady\` with
\`PersistentVolumeClaim … not found\` until it is, and the pods of a NIMService stay Pending. Said only where
the set holds other claims of the namespace, so that claims seem to be kept in this repository.`,
  source: "k8s-nim-operator v3.1.2, nimcache_controller.go reconcilePVC; seen on a cluster",
  check(resource, report, { set, settings }) {
    const { pvc, nimCache }: ServiceStorage = resource.spec.storage ?? {};
    if (!pvc?.name || pvc.create === true || nimCache?.name) return;
    const { namespace } = resource;
    if (set.companion("PersistentVolumeClaim", namespace, pvc.name)) return;
    const claims = namesOfKind(set, "PersistentVolumeClaim", namespace);
    if (claims.length === 0) return;
    const made = madeObjectsOf(set, settings).first;
    if (made.has(keyOfObject("PersistentVolumeClaim", namespace, pvc.name))) return;
    const near = nearName(pvc.name, claims);
    const path = at("spec", "storage", "pvc", "name");
    report(path, `no PersistentVolumeClaim ${quoted(pvc.name)} in namespace ${namespace} of this set`, {
      help: near
        ? `did you mean \`${near}\`?`
        : "add the claim, or write `create: true` with size and access mode",
      fix: near ? unsafe(setValue(path, near)) : undefined,
    });
  },
  examples: {
    bad: `
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: weights
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      name: weights
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b-fp8
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        precision: fp8
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      name: wieghts
`,
    good: `
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: weights
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      name: weights
`,
  },
});
