import { isCacheClaimNamed, isClaimNamed } from "../../nim/storage-sources.ts";
import { isRefused } from "../refused.ts";
import { at, rule, set, unsafe } from "../rule.ts";

/** W6, and W16 for the claim of a service. */
export const pvcNameMissing = rule({
  id: "pvc-name-missing",
  title: "a claim is neither to be made nor named",
  kinds: ["NIMCache", "NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  why: `Unless \`create\` is true, the operator makes no PersistentVolumeClaim and needs the name of an
existing one. The webhook refuses a pvc with neither. Without it a cache waits for ever for a claim NAME-pvc
that nobody makes (NotReady), and a service gets no pods: "neither external PVC name, NIMCache volume …".

Write \`create: true\` with \`size\` and \`volumeAccessMode\` for a claim of the operator's; it is deleted
together with the object. Write \`name\` for a claim that somebody else makes.`,
  source:
    "k8s-nim-operator v3.1.2, nimcache_webhook_validation_helper.go, validatePVCConfiguration (W6, W16)",
  check(resource, report) {
    const pvc = resource.spec.storage?.pvc;
    const isSaid = resource.kind === "NIMCache" ? isCacheClaimNamed(pvc) : isClaimNamed(pvc);
    if (!pvc || !isSaid || pvc.create === true || pvc.name) return;
    const place = at("spec", "storage", "pvc");
    if (isRefused(resource, [...place, "name"]) || isRefused(resource, [...place, "create"])) return;
    const wantsNew = Boolean(pvc.size);
    report(
      [...place, "name"],
      `spec.storage.pvc has no name, and create is ${pvc.create === false ? "false" : "not set"}`,
      {
        help: wantsNew
          ? "add `create: true` to have a claim of that size made, or `name` to use an existing claim"
          : "add the `name` of an existing claim, or `create: true` with size and volumeAccessMode",
        ...(pvc.create === false ? { related: [[...place, "create"]] } : {}),
        fix: wantsNew && pvc.volumeAccessMode ? unsafe(set([...place, "create"], true)) : undefined,
      },
    );
  },
  examples: {
    bad: `
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
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
    good: `
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
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
  },
});
