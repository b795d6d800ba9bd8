import type { Resource, ResourceSet } from "../../manifest/resource.ts";
import { at, rule } from "../rule.ts";

export const duplicateCacheDownload = rule({
  id: "duplicate-cache-download",
  title: "two caches download the same",
  kinds: ["NIMCache"],
  severity: "info",
  enforcedBy: "nimops",
  why: `Two caches of one namespace with the same image and the same selection hold the same files twice, and
download them twice. Several services may name one cache: with a \`ReadWriteMany\` volume on any nodes, and each
service may pick another of its profiles.`,
  source: "k8s-nim-operator v3.1.2, nimservice.go getNIMCachePVC",
  check(cache, report, { set }) {
    const first = set.derive(earlierDownloads).get(cache);
    if (!first) return;
    report(at("spec", "source"), `the cache ${first.name} downloads the same`, {
      help: `remove this one, and name ${first.name} in the services that use it`,
      related: [{ resource: first, path: at("spec", "source") }],
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
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: llama-8b-copy
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
      create: true
      size: 50Gi
      volumeAccessMode: ReadWriteMany
      storageClass: nfs
`,
  },
});

/** Caches that download what an earlier one does; a second document of the same name is a finding of its own. */
function earlierDownloads(set: ResourceSet): Map<Resource<"NIMCache">, Resource<"NIMCache">> {
  const first = new Map<string, Resource<"NIMCache">>();
  const earlier = new Map<Resource<"NIMCache">, Resource<"NIMCache">>();
  for (const cache of set.ofKind("NIMCache")) {
    const download = downloadOf(cache);
    if (download === undefined) continue;
    const known = first.get(download);
    if (!known) first.set(download, cache);
    else if (known.name !== cache.name) earlier.set(cache, known);
  }
  return earlier;
}

/** What decides about the files; credentials do not. Env may name another place to download from. */
function downloadOf({ namespace, spec }: Resource<"NIMCache">): string | undefined {
  const { ngc, hf, dataStore } = spec.source ?? {};
  const hub = hf ?? dataStore;
  const env = spec.env?.length ? JSON.stringify(spec.env) : "";
  if (hub?.endpoint) {
    const { endpoint, modelName, datasetName, revision } = hub;
    return [namespace, env, endpoint, hub.namespace, modelName, datasetName, revision].join("\0");
  }
  if (!ngc?.modelPuller) return undefined;
  const { profiles, precision, engine, tensorParallelism, qosProfile, gpus, lora, buildable } =
    ngc.model ?? {};
  const products = gpus?.map((gpu) => `${gpu?.product} ${gpu?.ids?.join(" ")}`);
  const filter = [precision, engine, tensorParallelism, qosProfile, lora, buildable, products, profiles];
  return [namespace, env, ngc.modelPuller, ngc.modelEndpoint, ...filter].join("\0");
}
