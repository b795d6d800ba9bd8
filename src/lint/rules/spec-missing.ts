import { hasNoSpec } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** Of the other kinds the webhook's rules, or those of pipelines, tell what is missing. */
export const specMissing = rule({
  id: "spec-missing",
  title: "a build has no spec at all",
  kinds: ["NIMBuild"],
  severity: "error",
  enforcedBy: "operator",
  why: `The CRD asks for \`nimCache\` and \`image\` within \`spec\`, but not for \`spec\` itself, so the API server takes
a NIMBuild without one. It names no cache and no image then, and nothing can be built. \`spec:\` with nothing indented
below it is the same. As a spec that is there cannot be changed, delete the object once it is stored, and write it anew.`,
  source: "CRD of k8s-nim-operator v3.1.2 (spec is not required); the API server accepts it",
  check(build, report) {
    if (!hasNoSpec(build)) return;
    report(at("spec"), "the NIMBuild has no spec: it names no cache and no image", {
      help: "add spec with nimCache (name and profile) and image (repository and tag)",
    });
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata:
  name: llama-8b
spec:
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
  labels:
    team: search
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
