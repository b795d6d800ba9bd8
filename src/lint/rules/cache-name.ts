import { at, rule } from "../rule.ts";

/** T31, the part of NIMCaches. */
export const cacheName = rule({
  id: "cache-name",
  title: "the name of a cache is too long for what the operator makes of it",
  kinds: ["NIMCache"],
  severity: "error",
  enforcedBy: "operator",
  why: `The download Job of a cache is called \`<name>-job\`, and that is the value of a label too, which ends
at 63 characters: a cache's name may have 59. With 60 to 63 the model manifest is still read, then the Job is
refused and the cache stays \`NotReady\`; with more not even the volume is made. The API server lets names of up
to 253 characters pass. Dots are fine.`,
  source:
    "k8s-nim-operator v3.1.2, nimcache_controller.go getJobName; seen on a cluster with 59, 60 and 64 characters (trap T31)",
  check(cache, report) {
    if (cache.name.length <= longestCacheName || cache.metadata.name === undefined) return;
    const refused = cache.name.length > longestLabelValue ? "the volume" : "the Job";
    const message = `the name has ${cache.name.length} characters; over ${longestCacheName}, ${refused} of the cache is refused`;
    report(at("metadata", "name"), message, {
      help: `shorten it, such as ${cache.name.slice(0, longestCacheName).replace(/[-.]+$/, "")}`,
    });
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-3.1-8b-instruct-tensorrt-llm-h100-sxm-fp8-throughput-tp1
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
    good: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-3.1-8b-instruct-tensorrt-llm-h100-sxm-fp8-tp1
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

const longestLabelValue = 63;
/** `<name>-job` is the value of a label. */
const longestCacheName = longestLabelValue - "-job".length;
