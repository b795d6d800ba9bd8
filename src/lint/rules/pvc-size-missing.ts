import type { Resource } from "../../manifest/resource.ts";
import { claimNameOf } from "../../nim/made-names.ts";
import { parseQuantity } from "../../nim/quantity.ts";
import { quoted } from "../../nim/quoted.ts";
import type { ServiceStorage } from "../../nim/schema/kinds.ts";
import { isRefused } from "../refused.ts";
import { at, rule, set as setValue, unsafe } from "../rule.ts";

/** T2: the CRD once asked for the size; since 3.0.0 nobody does but the operator. */
export const pvcSizeMissing = rule({
  id: "pvc-size-missing",
  title: "a volume is to be made, but its size is missing or no size",
  kinds: ["NIMCache", "NIMService"],
  severity: "error",
  enforcedBy: "operator",
  why: `With \`pvc.create: true\` the operator makes the claim and reads \`size\` as a Kubernetes quantity. The
CRD takes any text, and none too, since its rule about it was dropped in 3.0.0. A NIMCache then stays
\`NotReady\` with the condition \`NIM_CACHE_RECONCILE_FAILED: failed to parse size for pvc creation\`, a
NIMService becomes \`Failed\`; both are tried again for ever.

Write a number with a binary suffix, such as \`50Gi\`, with room for all profiles that are selected.`,
  source: "k8s-nim-operator v3.1.2, shared/pvc.go ConstructPVC; seen on a cluster (trap T2)",
  check(resource, report, { set }) {
    const { pvc, nimCache } = storageOf(resource);
    if (pvc?.create !== true || nimCache?.name) return;
    const path = at("spec", "storage", "pvc", "size");
    if (isRefused(resource, path)) return;
    if (set.companion("PersistentVolumeClaim", resource.namespace, claimNameOf(resource.name, pvc))) return;
    const size = pvc.size ?? "";
    if (usualSize.test(size)) return;
    const amount = parseQuantity(size);
    if (amount && amount.nano > 0n) return;
    if (size === "") {
      report(path, "spec.storage.pvc.create is true, but spec.storage.pvc.size is missing", {
        help: "write the size of the volume, such as `size: 50Gi`",
        related: [at("spec", "storage", "pvc", "create")],
      });
      return;
    }
    const meant = meantSize(size);
    report(path, `spec.storage.pvc.size ${quoted(size)} is ${amount ? "not above zero" : "no quantity"}`, {
      help: meant ? `write \`size: ${meant}\`` : "write a number with a suffix, such as `50Gi` or `1Ti`",
      fix: meant ? unsafe(setValue(path, meant)) : undefined,
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

const usualSize = /^[1-9][0-9]{0,5}[MGT]i$/;

/** Both kinds have a claim; only services know the other sources. */
function storageOf({ spec }: Resource<"NIMCache" | "NIMService">): ServiceStorage {
  return spec.storage ?? {};
}

/** `50GB`, `50 gi` and `50Gib` are meant to be `50Gi`. */
function meantSize(written: string): string | undefined {
  const [, amount, unit] = /^\s*([0-9]+(?:\.[0-9]+)?)\s*([kmgtp])i?b?\s*$/i.exec(written) ?? [];
  if (!amount || !unit) return undefined;
  const meant = `${amount}${unit.toUpperCase()}i`;
  const quantity = parseQuantity(meant);
  return quantity && quantity.nano > 0n ? meant : undefined;
}
