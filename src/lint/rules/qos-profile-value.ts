import { quoted } from "../../nim/quoted.ts";
import { formatPath } from "../../nim/value.ts";
import { corrected } from "../corrected.ts";
import { at, rule } from "../rule.ts";

/** W1i. Where profiles are listed, profiles-with-filters speaks of the field already. */
export const qosProfileValue = rule({
  id: "qos-profile-value",
  title: "qosProfile is neither latency nor throughput",
  kinds: ["NIMCache"],
  severity: "error",
  enforcedBy: "webhook",
  why: `\`qosProfile\` is compared with the tag \`profile\` of each profile in the image, and that is
\`latency\` or \`throughput\`. The webhook refuses anything else, other cases and blanks too. Without the
webhook such a filter selects nothing as a rule, and the cache stays NotReady with "no profiles are selected
for caching".`,
  source: "k8s-nim-operator v3.1.2, nimcache_webhook_validation_helper.go (W1i)",
  check(cache, report) {
    const model = cache.spec.source?.ngc?.model;
    const written = model?.qosProfile;
    if (!written || isQosProfile(written) || model?.profiles?.length) return;
    const path = at("spec", "source", "ngc", "model", "qosProfile");
    report(path, `${formatPath(path)} cannot be ${quoted(written)}`, corrected(path, written, qosProfiles));
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
        qosProfile: Throughput
  storage:
    pvc:
      create: true
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
        qosProfile: throughput
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
  },
});

const qosProfiles = ["latency", "throughput"];

function isQosProfile(text: string): boolean {
  return qosProfiles.includes(text);
}
