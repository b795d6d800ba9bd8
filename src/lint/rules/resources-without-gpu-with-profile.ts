import { gpuCountOf } from "../../nim/gpu-resource.ts";
import { quoted } from "../../nim/quoted.ts";
import { isMap, valueAt } from "../../nim/value.ts";
import { mayAddGpus } from "../gpu-from-profile.ts";
import { isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";

/** T10: the operator writes the profile's GPUs into a map that may not be there. */
export const resourcesWithoutGpuWithProfile = rule({
  id: "resources-without-gpu-with-profile",
  title: "resources that lack requests or limits stop the operator from adding the profile's GPUs",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "operator",
  why: `With \`storage.nimCache.profile\` the operator adds the profile's GPUs to \`requests\` and to \`limits\`. Where
\`resources\` is written without one of the two, and without \`nvidia.com/gpu\`, it writes into a map that does not exist:
it panics, recovers and tries again for ever. The service has no state and no condition, a Service is made and no
Deployment. Both maps, or \`nvidia.com/gpu\` in one, or no \`resources\` at all: any of these works.`,
  source: "k8s-nim-operator v3.1.2, nimservice.go addGPUResources; seen on a cluster (trap T10)",
  check(service, report, { set }) {
    const { resources, storage, multiNode } = service.spec;
    if (!resources || gpuCountOf(resources) || !mayAddGpus(service, set)) return;
    if (isRefused(service, ["spec", "resources"])) return;
    // An empty map is gone once the operator has written its finalizer.
    const missing = (["requests", "limits"] as const).filter((side) => {
      const map = valueAt(service.spec, ["resources", side]);
      return !isMap(map) || Object.keys(map).length === 0;
    });
    if (missing.length === 0) return;
    const tensor = multiNode?.parallelism?.tensor;
    report(
      at("spec", "resources"),
      `spec.resources has no ${missing.join(" and no ")}: the operator panics when it adds the GPUs of ` +
        `the profile ${quoted(storage?.nimCache?.profile)}`,
      {
        help: `write resources.limits nvidia.com/gpu: ${tensor ?? "N, as many as the profile needs"}`,
        related: [at("spec", "storage", "nimCache", "profile")],
        onKey: true,
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
      cpu: 8
      memory: 32Gi
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
      cpu: 8
      memory: 32Gi
      nvidia.com/gpu: 1
  replicas: 1
`,
  },
});
