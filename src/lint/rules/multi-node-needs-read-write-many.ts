import { nodesOfReplica } from "../../nim/multi-node.ts";
import { quoted } from "../../nim/quoted.ts";
import { accessModePlace, modelClaimOf } from "../model-claim.ts";
import { at, rule } from "../rule.ts";

/** T17 for a LeaderWorkerSet, whose pods stand on several nodes by design. */
export const multiNodeNeedsReadWriteMany = rule({
  id: "multi-node-needs-read-write-many",
  title: "a model on several nodes is kept on a volume that only one node can attach",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "scheduler",
  why: `Leader and workers of a multi-node service mount the same claim from different nodes. A claim with \`ReadWriteOnce\`
or \`ReadWriteOncePod\` reaches only one of them: the other pods never start (\`Multi-Attach error for volume\`), and
without them the leader waits until its start-up time is over.`,
  source: "k8s-nim-operator v3.1.2, nimservice_types.go GetWorkerVolumes; issue 574; trap T17",
  check(service, report, { set }) {
    const { spec } = service;
    const nodes = nodesOfReplica(spec);
    if (nodes === 1) return;
    const claim = modelClaimOf(service, set);
    if (!claim || claim.mode === undefined || claim.mode === "other") return;
    const path = spec.storage?.nimCache?.name ? at("nimCache", "name") : at("pvc");
    report(
      ["spec", "storage", ...path],
      `${nodes} nodes cannot share the claim ${quoted(claim.name)}, which is ${claim.mode}`,
      {
        help: "write `volumeAccessMode: ReadWriteMany` for the claim, with a storage class that offers it",
        related: [at("spec", "multiNode", "parallelism", "pipeline"), ...accessModePlace(claim)],
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
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    ray: {}
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
  resources:
    limits:
      nvidia.com/gpu: 8
  replicas: 1
  multiNode:
    parallelism:
      pipeline: 2
      tensor: 8
    ray: {}
`,
  },
});
