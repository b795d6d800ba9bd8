import { gibibytes, parseQuantity, type Quantity, wholeUnits } from "../../nim/quantity.ts";
import { at, rule, set, unsafe } from "../rule.ts";

/** What a size means is not always what was meant. */
export const storageSizeForm = rule({
  id: "storage-size-form",
  title: "a volume size is written in an unusual unit",
  kinds: ["NIMCache", "NIMService"],
  severity: "info",
  enforcedBy: "nimops",
  why: `Kubernetes reads \`50G\` as 50 billion bytes, which is 46.6Gi: seven percent less than \`50Gi\`, and
models are large. A number without a unit is bytes, and \`m\` is thousandths: \`50\` and \`50m\` are valid
sizes of almost nothing, and the download fails with "no space left on device". Volumes are measured in
\`Gi\` and \`Ti\`.`,
  source: "k8s.io/apimachinery, pkg/api/resource; k8s-nim-operator v3.1.2 passes the size to ParseQuantity",
  check(resource, report) {
    const { create, size } = resource.spec.storage?.pvc ?? {};
    const quantity = create === true && size ? parseQuantity(size) : undefined;
    if (!quantity || !size || quantity.nano <= 0n) return;
    const path = at("spec", "storage", "pvc", "size");
    if (quantity.nano < smallest) {
      const number = /^[0-9.]+/.exec(size)?.[0] ?? "50";
      report(path, `${size} is ${bytesIn(quantity)}: no model fits`, {
        severity: "warning",
        help: `write a unit: ${number}Gi`,
        fix: unsafe(set(path, `${number}Gi`)),
      });
      return;
    }
    const decimal = /^([0-9.]+)([kMGTPE])$/.exec(size);
    if (!decimal) return;
    const binary = `${decimal[1]}${decimal[2] === "k" ? "K" : decimal[2]}i`;
    report(path, `${size} is decimal: ${gibibytes(quantity).toFixed(1)}Gi`, {
      help: `write ${binary} if that was meant`,
      fix: unsafe(set(path, binary)),
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
      size: 60G
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
      size: 60Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
  },
});

/** One MiB: nobody means less. */
const smallest = 2n ** 20n * 1_000_000_000n;

function bytesIn(quantity: Quantity): string {
  const bytes = wholeUnits(quantity);
  return `${bytes} byte${bytes === 1n ? "" : "s"}`;
}
