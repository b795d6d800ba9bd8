import { at, rule } from "../rule.ts";

export const pipelineEditsNotPropagated = rule({
  id: "pipeline-edits-not-propagated",
  title: "edits of a pipeline's services do not reach what runs",
  kinds: ["NIMPipeline"],
  severity: "info",
  enforcedBy: "operator",
  since: "3.1.0",
  preset: "production",
  why: `Since 3.1.0 the operator overwrites what it wants to write with what is there before it updates a
service of a pipeline. Creating, enabling and disabling services work; a new image, other replicas, env or
dependencies do not arrive, and the pipeline is \`Ready\` all the time.

Prefer plain NIMServices for what is to be updated, or delete the NIMService after each edit: it is made again
from the pipeline's current spec.`,
  source:
    "k8s-nim-operator v3.1.0 to f63f74d7, nimpipeline_controller.go syncResource (change 756); seen on a cluster",
  check(pipeline, report) {
    if (!pipeline.spec.services?.some((service) => service?.enabled === true)) return;
    report(at("spec", "services"), "later edits of these services will not be rolled out by this operator", {
      help: "write them as NIMServices, or delete each NIMService after an edit so that it is made anew",
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
kind: NIMPipeline
metadata:
  name: rag
spec:
  services:
    - name: chat
      enabled: true
      spec:
        image:
          repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
          tag: 1.12.0
          pullSecrets: [ngc-pull]
        authSecret: ngc-api-key
        storage:
          nimCache:
            name: llama-8b
            profile: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
        resources:
          limits:
            nvidia.com/gpu: 1
        replicas: 2
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
kind: NIMService
metadata:
  name: chat
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
      profile: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 2
`,
  },
});
