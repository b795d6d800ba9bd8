import { mostReplicas, nodesOfReplica } from "../../nim/multi-node.ts";
import { quoted } from "../../nim/quoted.ts";
import { accessModePlace, modelClaimOf } from "../model-claim.ts";
import { at, rule } from "../rule.ts";

/** T17: a volume for one node, or one pod, under several replicas. */
export const readWriteOnceShared = rule({
  id: "read-write-once-shared",
  title: "several replicas share a volume that only one node can attach",
  kinds: ["NIMService"],
  severity: "warning",
  enforcedBy: "scheduler",
  why: `A claim with \`ReadWriteOnce\` is attached to one node at a time. The scheduler does not look at that: replicas go to
several nodes, and those away from the first stay in ContainerCreating with \`Multi-Attach error for volume\`. They work
only while all of them fit on one node. With \`ReadWriteOncePod\` a second replica can never run at all.`,
  source: "kube-scheduler VolumeRestrictions (looks at ReadWriteOncePod only); trap T17",
  check(service, report, { set }) {
    const { spec } = service;
    const replicas = mostReplicas(spec);
    // Several nodes are a finding of their own, multi-node-needs-read-write-many.
    if (nodesOfReplica(spec) > 1 || replicas <= 1) return;
    const claim = modelClaimOf(service, set);
    if (!claim || claim.mode === undefined || claim.mode === "other") return;
    const scales = spec.scale?.enabled === true;
    const path = scales ? at("spec", "scale", "hpa", "maxReplicas") : at("spec", "replicas");
    report(path, `${replicas} replicas share the claim ${quoted(claim.name)}, which is ${claim.mode}`, {
      help: "use a claim with ReadWriteMany and a storage class that offers it, such as a shared file system",
      related: accessModePlace(claim),
      severity: claim.mode === "ReadWriteOncePod" ? "error" : "warning",
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
      volumeAccessMode: ReadWriteOnce
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
  replicas: 3
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
  replicas: 3
`,
  },
});
