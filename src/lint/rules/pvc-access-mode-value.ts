import { accessModeOfShortForm, accessModes, isAccessMode } from "../../nim/access-mode.ts";
import { quoted } from "../../nim/quoted.ts";
import { formatPath } from "../../nim/value.ts";
import { corrected } from "../corrected.ts";
import { at, rule } from "../rule.ts";

/** W7, and W16 for the claim of a service. The CRD has no enum here. */
export const pvcAccessModeValue = rule({
  id: "pvc-access-mode-value",
  title: "volumeAccessMode is not one of the four modes",
  kinds: ["NIMCache", "NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  why: `\`spec.storage.pvc.volumeAccessMode\` is written as in a PersistentVolumeClaim: \`ReadWriteOnce\`,
\`ReadOnlyMany\`, \`ReadWriteMany\` or \`ReadWriteOncePod\`, in exactly these letters. The webhook refuses
the short forms that kubectl prints (\`RWX\`) and any other spelling. Without it the claim that the operator
makes is refused by the API server, and the object never becomes Ready.`,
  source:
    "k8s-nim-operator v3.1.2, nimcache_webhook_validation_helper.go, validatePVCConfiguration (W7, W16)",
  check(resource, report) {
    const written = resource.spec.storage?.pvc?.volumeAccessMode;
    if (!written || isAccessMode(written)) return;
    const path = at("spec", "storage", "pvc", "volumeAccessMode");
    report(path, `${formatPath(path)} cannot be ${quoted(written)}`, {
      ...corrected(path, written, accessModes, accessModeOfShortForm(written)),
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
      volumeAccessMode: RWX
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
