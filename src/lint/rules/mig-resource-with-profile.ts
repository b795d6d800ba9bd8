import { gpuCountOf, migResourcesOf } from "../../nim/gpu-resource.ts";
import { mayAddGpus } from "../gpu-from-profile.ts";
import { at, rule } from "../rule.ts";

/** The operator knows one name of a GPU resource, and adds it beside a MIG slice. */
export const migResourceWithProfile = rule({
  id: "mig-resource-with-profile",
  title: "the operator adds whole GPUs to a service that asks for a MIG slice",
  kinds: ["NIMService"],
  severity: "error",
  enforcedBy: "operator",
  why: `With \`storage.nimCache.profile\` the operator looks for \`nvidia.com/gpu\` in \`resources\` and, where there is none,
adds as many as the profile needs. A MIG slice counts as none: the pod then asks for the slice and for whole GPUs, which
no node offers together as a rule, and stays Pending.`,
  source: "k8s-nim-operator v3.1.2, nimservice.go addGPUResources; seen on a cluster",
  check(service, report, { set }) {
    const { resources } = service.spec;
    const [slice] = migResourcesOf(resources);
    if (slice === undefined || gpuCountOf(resources) || !mayAddGpus(service, set)) return;
    // Without one of the maps the operator panics before that: resources-without-gpu-with-profile.
    const sides = [resources?.requests, resources?.limits];
    if (sides.some((side) => Object.keys(side ?? {}).length === 0)) return;
    const side = resources?.limits?.[slice] === undefined ? "requests" : "limits";
    report(at("spec", "resources", side, slice), `the operator adds nvidia.com/gpu beside ${slice}`, {
      help: "name the profile by NIM_MODEL_PROFILE in spec.env instead of storage.nimCache.profile; then no GPUs are added",
      related: [at("spec", "storage", "nimCache", "profile")],
      onKey: true,
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
      nvidia.com/mig-3g.40gb: 1
    requests:
      nvidia.com/mig-3g.40gb: 1
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
  resources:
    limits:
      nvidia.com/mig-3g.40gb: 1
    requests:
      nvidia.com/mig-3g.40gb: 1
  replicas: 1
  env:
    - name: NIM_MODEL_PROFILE
      value: 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
`,
  },
});
