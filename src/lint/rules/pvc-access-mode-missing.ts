import { claimNameOf } from "../../nim/made-names.ts";
import type { ServiceStorage } from "../../nim/schema/kinds.ts";
import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** T3: the CRD once asked for the access mode; since 3.0.0 nobody does but the API server, of the claim. */
export const pvcAccessModeMissing = rule({
  id: "pvc-access-mode-missing",
  title: "a volume is to be made, but its access mode is missing",
  kinds: ["NIMCache", "NIMService"],
  severity: "error",
  enforcedBy: "operator",
  why: `There is no default access mode. With \`pvc.create: true\` and no \`volumeAccessMode\` the operator asks
for a claim whose only mode is the empty text, and the API server refuses that claim: \`spec.accessModes:
Unsupported value: ""\`. The NIMCache stays \`NotReady\`, a NIMService becomes \`Failed\`.

Several pods on several nodes need \`ReadWriteMany\`; one pod at a time can do with \`ReadWriteOnce\`.`,
  source: "k8s-nim-operator v3.1.2, shared/pvc.go ConstructPVC; seen on a cluster (trap T3)",
  check(resource, report, { set }) {
    const storage: ServiceStorage = resource.spec.storage ?? {};
    const { pvc, nimCache } = storage;
    if (pvc?.create !== true || pvc.volumeAccessMode || nimCache?.name) return;
    const path = at("spec", "storage", "pvc", "volumeAccessMode");
    if (isRefused(resource, path)) return;
    if (set.companion("PersistentVolumeClaim", resource.namespace, claimNameOf(resource.name, pvc))) return;
    report(path, "spec.storage.pvc.create is true, but spec.storage.pvc.volumeAccessMode is missing", {
      help: "write one of ReadWriteMany (several pods on several nodes), ReadWriteOnce, ReadWriteOncePod",
      related: [at("spec", "storage", "pvc", "create")],
    });
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
      create: true
      size: 50Gi
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
