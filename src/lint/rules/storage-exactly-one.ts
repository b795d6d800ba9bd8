import { storageSourcesOf } from "../../nim/storage-sources.ts";
import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** W14: exactly one source; what counts as one is in storage-sources.ts. */
export const storageExactlyOne = rule({
  id: "storage-exactly-one",
  title: "a service has no storage for its model, or several",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "webhook",
  why: `A service finds its model in exactly one place: \`nimCache\`, \`pvc\`, \`emptyDir\` or \`hostPath\`
under \`spec.storage\`. An empty text is no place, an empty \`emptyDir\` is one, and so is a pvc of which
only \`create: false\` is said. The webhook refuses none and several.

Without it the operator takes the first of a named cache, a pvc to be made, a named pvc, emptyDir and
hostPath, and ignores the others. With none it stops at "neither external PVC name, NIMCache volume, empty
dir or local host path should be provided", and no pod is ever made.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice_webhook_validation_helper.go (W14); platform/standalone/nimservice.go, reconcileNIMService",
  check(service, report) {
    const sources = storageSourcesOf(service.spec.storage);
    const path = at("spec", "storage");
    if (sources.length === 0) {
      if (isRefused(service, path)) return;
      report(path, "spec.storage names no place for the model", {
        help: "add exactly one of nimCache (with the name of a NIMCache), pvc, emptyDir and hostPath",
      });
    } else if (sources.length > 1) {
      report(path, `spec.storage names ${sources.join(", ")}; only one of them is allowed`, {
        help: sources.includes("nimCache")
          ? "keep nimCache, which brings its volume along, or the other one"
          : "keep the place that holds the model",
        related: sources.map((source) => [...path, source]),
      });
    }
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
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
    pvc:
      name: llama-8b-weights
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
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
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,
  },
});
