import { isRefused } from "../refused.ts";
import { at, rule, set, unsafe } from "../rule.ts";

/** T25: omitempty. */
export const emptyNodeSelectorInCache = rule({
  id: "empty-node-selector-in-cache",
  title: "an empty nodeSelector of a cache does not mean any node",
  kinds: ["NIMCache"],
  severity: "warning",
  enforcedBy: "operator",
  why: `When the operator adds its finalizer it writes the object back, and an empty map is lost on the way. A
NIMCache without nodeSelector gets the default one, \`feature.node.kubernetes.io/pci-10de.present: "true"\`, so
the pods run on nodes with an NVIDIA device only, as if nothing had been said.`,
  source: "k8s-nim-operator v3.1.2, nimcache_types.go GetNodeSelectors; seen on a cluster (trap T25)",
  check(cache, report) {
    const { nodeSelector } = cache.spec;
    const path = at("spec", "nodeSelector");
    if (!nodeSelector || Object.keys(nodeSelector).length > 0 || isRefused(cache, path)) return;
    report(path, "an empty spec.nodeSelector is lost, and the default one takes its place", {
      help: "for any node write a label that all have, such as `kubernetes.io/os: linux`; else remove it",
      fix: unsafe(set([...path, "kubernetes.io/os"], "linux")),
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
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
  nodeSelector: {}
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
  nodeSelector:
    kubernetes.io/os: linux
`,
  },
});
