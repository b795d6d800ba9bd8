import { reportMissingCache } from "../missing-cache.ts";
import { rule } from "../rule.ts";

/** The sibling of cache-not-found: a build says nothing at all. */
export const buildCacheMissing = rule({
  id: "build-cache-missing",
  title: "a build names a cache that is not in the set",
  kinds: ["NIMBuild"],
  severity: "warning",
  enforcedBy: "operator",
  why: `A build without its cache shows nothing: the operator wants to write the condition
\`NIM_BUILD_NIM_CACHE_NOT_FOUND\`, but gives a reason with spaces in it, which the API server refuses. The state
stays empty, tries get rarer, and it may take a quarter of an hour until a cache that appears later is noticed.
Create a NIMBuild when its cache is \`Ready\`.

The cache may well stand in another repository; then turn this rule off.`,
  source: "k8s-nim-operator v3.1.2, nimbuild_controller.go; seen on a cluster",
  check(build, report, { set }) {
    reportMissingCache(build, report, set);
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata:
  name: llama-8b-engine
spec:
  nimCache:
    name: llama-8b
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
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
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata:
  name: llama-8b-engine
spec:
  nimCache:
    name: llama-8b
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
`,
  },
});
