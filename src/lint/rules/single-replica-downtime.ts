import { isMultiNode } from "../../nim/multi-node.ts";
import { modelClaimOf } from "../model-claim.ts";
import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** The operator's Deployments replace a pod only after they ended the old one. */
export const singleReplicaDowntime = rule({
  id: "single-replica-downtime",
  title: "a service of one replica is down during every change",
  kinds: ["NIMService"],
  severity: "info",
  enforcedBy: "nimops",
  preset: "production",
  why: `The Deployment has maxSurge 0, so that a new pod need not wait for a GPU that the old one holds. With one replica
every change ends the only pod first, and nobody answers until the new one has loaded the model: minutes, for large ones.

The rule speaks up only where the volume can be attached by several nodes, so that a second replica is possible.`,
  source: "k8s-nim-operator v3.1.2, manifests/deployment.yaml",
  check(service, report, { set, operatorVersion }) {
    const { spec } = service;
    if (spec.scale?.enabled === true || isMultiNode(spec, operatorVersion) || (spec.replicas ?? 1) !== 1)
      return;
    if (isRefused(service, ["spec", "replicas"])) return;
    // Advice only where it can be followed: a second pod has to reach the weights too.
    if (modelClaimOf(service, set)?.mode !== "other") return;
    report(
      at("spec", "replicas"),
      "one replica: every change stops the service until the model is loaded again",
      {
        help: "write `replicas: 2`, since the volume can be attached by several nodes, or accept the gap",
      },
    );
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
      profile: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
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
      profile: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 2
`,
  },
});
