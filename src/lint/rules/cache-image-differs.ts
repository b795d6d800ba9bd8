import {
  type ImageReference,
  imageFault,
  imageOf,
  imageText,
  parseImageReference,
} from "../../nim/image-reference.ts";
import { at, rule } from "../rule.ts";
import { usedCache } from "../used-cache.ts";

export const cacheImageDiffers = rule({
  id: "cache-image-differs",
  title: "a service runs another image than its cache was filled by",
  kinds: ["NIMService", "NIMBuild"],
  severity: "error",
  enforcedBy: "operator",
  why: `A cache holds what its \`modelPuller\` downloads: profiles, engines and file names of that image. Nobody
compares it with the image of the service. Another model finds nothing that it knows in the volume and downloads
its own files beside them, at every new volume, or fails where it cannot; another version of the same image may
have other profiles, so the same can happen after an update of one of the two.

A mirror of the registry is fine: only the last part of the repository and the tag are compared.`,
  source:
    "k8s-nim-operator v3.1.2, nimservice.go: no check of it; NVIDIA NIM for LLMs documentation, profiles belong to an image",
  check(resource, report, { set }) {
    const cache = usedCache(resource, set);
    const puller = cache?.spec.source?.ngc?.modelPuller;
    const { image } = resource.spec;
    if (!cache || !puller || !image?.repository || !image.tag) return;
    // What is no image at all is image-reference-form's.
    if (imageFault(imageText(image)) ?? imageFault(puller)) return;
    const own = imageOf(image);
    const cached = parseImageReference(puller);
    const related = [
      { resource: cache, path: at("spec", "source", "ngc", "modelPuller"), message: `filled by ${puller}` },
    ];
    const isMoving = [own, cached].some(({ tag, digest }) => tag === "latest" && digest === undefined);
    if (modelOf(own.path) !== modelOf(cached.path)) {
      const message = `the image is ${modelOf(own.path)}, but its cache ${cache.name} is filled by ${modelOf(cached.path)}`;
      report(at("spec", "image", "repository"), message, {
        help: "use one image for both; a cache serves the image that filled it",
        related,
      });
    } else if (!isMoving && (differs(own.tag, cached.tag) || differs(own.digest, cached.digest))) {
      // A moving tag is image-tag-latest's.
      const message = `the image is ${versionOf(own)}, but its cache ${cache.name} is filled by ${versionOf(cached)}`;
      report(at("spec", "image", "tag"), message, {
        help: "make a cache with the new image beside the old one, then switch both fields together",
        severity: "warning",
        related,
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
    repository: nvcr.io/nim/mistralai/mistral-7b-instruct-v0.3
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
`,
  },
});

function modelOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function differs(own: string | undefined, cached: string | undefined): boolean {
  return own !== undefined && cached !== undefined && own !== cached;
}

function versionOf({ tag, digest }: ImageReference): string {
  return tag ?? digest?.slice(0, 19) ?? "untagged";
}
