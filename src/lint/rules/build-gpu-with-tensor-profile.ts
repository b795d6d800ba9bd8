import { gpuResource } from "../../nim/gpu-resource.ts";
import type { NIMBuildSpec } from "../../nim/schema/kinds.ts";
import { at, remove, rule, unsafe } from "../rule.ts";
import { usedCache } from "../used-cache.ts";

/** T20: a warning, since the tags of the profile stand in no manifest. */
export const buildGpuWithTensorProfile = rule({
  id: "build-gpu-with-tensor-profile",
  title: "a build asks for GPUs that its profile asks for too",
  kinds: ["NIMBuild"],
  severity: "warning",
  enforcedBy: "operator",
  why: `The operator takes the number of GPUs of the build pod from the profile's tag \`tp\`. If
\`resources.requests\` names \`nvidia.com/gpu\` as well, it makes no pod and reports \`tensorParallelism is set
in the profile tags, but nvidia.com/gpu is already set in resources\`. Profiles for TensorRT-LLM have the tag; a
profile without it is the one case where the request must stand here.

The spec of a NIMBuild cannot be changed: delete it and create it again.`,
  source:
    "k8s-nim-operator v3.1.2, nimbuild_controller.go constructEngineBuildPod; seen on a cluster (trap T20)",
  check(build, report, { set }) {
    if (build.spec.resources?.requests?.[gpuResource] === undefined) return;
    const path = at("spec", "resources", "requests", gpuResource);
    const cache = usedCache(build, set);
    const selected = cache?.spec.source?.ngc?.model;
    const isCertain = Boolean(selected?.tensorParallelism) && (selected?.profiles?.length ?? 0) === 0;
    const message = isCertain
      ? "the profile says how many GPUs to ask for, and the operator refuses a second number"
      : "if the profile has the tag tp, the operator refuses a second number of GPUs";
    const tensor = at("spec", "source", "ngc", "model", "tensorParallelism");
    report(path, message, {
      help: "leave resources.requests out",
      severity: isCertain ? "error" : "warning",
      related: cache && isCertain ? [{ resource: cache, path: tensor, message: "selected by it" }] : [],
      fix: unsafe(remove(...emptiedBy(build.spec.resources))),
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
  resources:
    requests:
      nvidia.com/gpu: "1"
    limits:
      nvidia.com/gpu: "1"
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

/** An empty map must not stay behind: the operator would not write it back, and then the object is stuck (T28). */
function emptiedBy(resources: NonNullable<NIMBuildSpec["resources"]>): readonly string[] {
  const only = Object.keys(resources.requests ?? {}).length === 1;
  return only ? ["spec", "resources", "requests"] : ["spec", "resources", "requests", gpuResource];
}
