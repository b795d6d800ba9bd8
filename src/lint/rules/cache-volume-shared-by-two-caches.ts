import type { Resource, ResourceSet } from "../../manifest/resource.ts";
import { claimNameOf } from "../../nim/made-names.ts";
import { at, rule } from "../rule.ts";

export const cacheVolumeSharedByTwoCaches = rule({
  id: "cache-volume-shared-by-two-caches",
  title: "two caches write into one folder of one volume",
  kinds: ["NIMCache"],
  severity: "warning",
  enforcedBy: "operator",
  why: `Each cache downloads into the root of its claim, or into \`pvc.subPath\`. Two caches in one folder write
into each other's files, their sizes add up, and nobody can tell whose files are whose when one of them is
removed: the operator does not clean up a claim that it has not made. Where one of the caches made the claim,
deleting it takes the other's files away as well.

Give each cache a \`subPath\` of its own.`,
  source:
    "k8s-nim-operator v3.1.2, nimcache_controller.go constructJob; seen on a cluster with two sub-paths",
  check(cache, report, { set }) {
    const pvc = cache.spec.storage?.pvc;
    const first = set.derive(firstOfVolume).get(volumeOf(cache));
    if (!first || first === cache || first.name === cache.name) return;
    // Two caches that both make the claim are a clash of names.
    if (pvc?.create === true && first.spec.storage?.pvc?.create === true) return;
    const claim = claimNameOf(cache.name, pvc);
    report(
      at("spec", "storage", "pvc"),
      `the cache ${first.name} writes into the same folder of the claim ${claim}`,
      {
        help: `write a \`subPath\` of its own, such as ${cache.name}`,
        related: [{ resource: first, path: at("spec", "storage", "pvc") }],
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
      name: weights
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b-fp8
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        precision: fp8
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      name: weights
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
      name: weights
      subPath: llama-8b
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b-fp8
spec:
  source:
    ngc:
      modelPuller: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        engine: tensorrt_llm
        precision: fp8
        tensorParallelism: "1"
        gpus:
          - product: h100
  storage:
    pvc:
      name: weights
      subPath: llama-8b-fp8
`,
  },
});

function firstOfVolume(set: ResourceSet): Map<string, Resource<"NIMCache">> {
  const first = new Map<string, Resource<"NIMCache">>();
  for (const cache of set.ofKind("NIMCache")) {
    const volume = volumeOf(cache);
    if (cache.spec.storage?.pvc && !first.has(volume)) first.set(volume, cache);
  }
  return first;
}

function volumeOf({ namespace, name, spec }: Resource<"NIMCache">): string {
  const pvc = spec.storage?.pvc;
  const folder = (pvc?.subPath ?? "").replace(/^\/+|\/+$/g, "");
  return [namespace, claimNameOf(name, pvc), folder].join("\0");
}
