import { mostReplicas } from "../../nim/multi-node.ts";
import { quoted } from "../../nim/quoted.ts";
import { accessModePlace, keyOf, modelClaimOf, servicesByClaim } from "../model-claim.ts";
import { at, rule } from "../rule.ts";

/** T17: a volume for one node, or one pod, under several services. */
export const readWriteOnceTwoServices = rule({
  id: "read-write-once-two-services",
  title: "several services share a volume that only one node can attach",
  kinds: ["NIMService"],
  severity: "warning",
  enforcedBy: "scheduler",
  why: `A cache can serve any number of services, but a claim with \`ReadWriteOnce\` is attached to one node at a time. Pods
of the second service that land on another node stay in ContainerCreating with \`Multi-Attach error for volume\`. With
\`ReadWriteOncePod\` the second service can never run.`,
  source: "kube-scheduler VolumeRestrictions (looks at ReadWriteOncePod only); trap T17",
  check(service, report, { set }) {
    if (mostReplicas(service.spec) === 0) return;
    const claim = modelClaimOf(service, set);
    if (!claim || claim.mode === undefined || claim.mode === "other") return;
    const sharing = set.derive(servicesByClaim).get(keyOf(service.namespace, claim.name)) ?? [];
    const first = sharing.find((other) => mostReplicas(other.spec) > 0);
    if (!first || first === service) return;
    const path = service.spec.storage?.nimCache?.name ? at("nimCache", "name") : at("pvc", "name");
    report(
      ["spec", "storage", ...path],
      `the claim ${quoted(claim.name)} is ${claim.mode} and the service ${first.name} has it already`,
      {
        help: "use a claim with ReadWriteMany, or give each service a cache of its own",
        related: [
          { resource: first, path: at("spec", "storage"), message: `${first.name} mounts the claim too` },
          ...accessModePlace(claim),
        ],
        severity: claim.mode === "ReadWriteOncePod" ? "error" : "warning",
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
  replicas: 1
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b-batch
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
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: llama-8b-batch
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
