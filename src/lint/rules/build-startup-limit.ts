import { parseImageReference } from "../../nim/image-reference.ts";
import { billionsOfParameters } from "../../nim/model-size.ts";
import { at, rule } from "../rule.ts";

export const buildStartupLimit = rule({
  id: "build-startup-limit",
  title: "a build of a very large model has five and a half minutes",
  kinds: ["NIMBuild"],
  severity: "info",
  enforcedBy: "operator",
  why: `The build pod's startup probe is fixed: it waits 30 seconds, then asks 30 times, 10 seconds apart. An
engine that takes longer than these 330 seconds to build gets its pod killed, the pod is never restarted, and
the build has failed for good; engines of models with 70 billion parameters and more often take longer.

For such models choose a profile that comes with its engine, if the image has one for your GPUs.`,
  source: "k8s-nim-operator v3.1.2, nimbuild_controller.go constructEngineBuildPod",
  check(build, report) {
    const { repository } = build.spec.image ?? {};
    const billions = repository && billionsOfParameters(parseImageReference(repository).path);
    if (!billions || billions < slowFrom) return;
    const message = `a build of ${billions} billion parameters may not be done within 330 seconds, and cannot get more`;
    report(at("spec", "image", "repository"), message, {
      help: "prefer a profile with an engine for your GPUs, one that is not tagged trtllm_buildable",
    });
  },
  examples: {
    bad: `
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-405b
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-405b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles:
          - 4f904d571fe60ff24695b5ee2aa42da58cb460787a968f1e8a09f5a7e862728d
  storage:
    pvc:
      create: true
      size: 1Ti
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMBuild
metadata:
  name: llama-405b-engine
spec:
  nimCache:
    name: llama-405b
  image:
    repository: nvcr.io/nim/meta/llama-3.1-405b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
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

/** Billions of parameters. */
const slowFrom = 70;
