import type { Resource, ResourceSet } from "../../manifest/resource.ts";
import type { Toleration } from "../../nim/schema/kinds.ts";
import { hasNoSpec, isRefused } from "../refused.ts";
import { at, rule } from "../rule.ts";
import { usedCache } from "../used-cache.ts";

/** The download needs the tolerations of the service that it is for. */
export const cacheLacksTolerations = rule({
  id: "cache-lacks-tolerations",
  title: "a cache may not run where its service runs",
  kinds: ["NIMCache"],
  severity: "warning",
  enforcedBy: "scheduler",
  why: `The pods that read the model manifest and download the model ask for no GPU, yet run on nodes with an
NVIDIA device by default, and tolerate no taint. Where GPU nodes are tainted they stay Pending although the
service's own tolerations are right; the cache then shows an empty state for ever.

With a volume that one node mounts at a time, the nodes matter as well: it is made where the download runs, and
the service's nodeSelector may never lead there.`,
  source:
    "k8s-nim-operator v3.1.2, nimcache_controller.go constructPodSpec; NVIDIA/NeMo-Retriever issues 1636, 1645, 2388",
  check(cache, report, { set }) {
    const services = set.derive(servicesByCache).get(cache) ?? [];
    if (services.length === 0 || hasNoSpec(cache)) return;
    const isUnclear = isRefused(cache, at("spec", "tolerations"));
    for (const service of services) {
      const index = service.spec.tolerations?.findIndex((one) => isForGpus(one)) ?? -1;
      if (isUnclear || index < 0 || (cache.spec.tolerations ?? []).some((one) => isForGpus(one))) continue;
      report(
        at("spec", "tolerations"),
        `the cache does not tolerate nvidia.com/gpu as its service ${service.name} does`,
        {
          help: "give the cache the tolerations of the service",
          related: [{ resource: service, path: at("spec", "tolerations", index) }],
        },
      );
      break;
    }
    const mode = cache.spec.storage?.pvc?.volumeAccessMode;
    if (isRefused(cache, at("spec", "nodeSelector"))) return;
    if (mode !== "ReadWriteOnce" && mode !== "ReadWriteOncePod") return;
    for (const service of services) {
      const lacking = Object.entries(service.spec.nodeSelector ?? {}).find(
        ([key, value]) => cache.spec.nodeSelector?.[key] !== value,
      );
      if (!lacking) continue;
      const [key, value] = lacking;
      report(
        at("spec", "nodeSelector"),
        `the volume is made where the download runs, which need not be on nodes with ${key}: ${value}`,
        {
          help: `give the cache the nodeSelector of its service ${service.name}, or a ReadWriteMany volume`,
          related: [
            at("spec", "storage", "pvc", "volumeAccessMode"),
            { resource: service, path: at("spec", "nodeSelector", key) },
          ],
        },
      );
      break;
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
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: 1.12.0
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache:
      name: llama-8b
  tolerations:
    - key: nvidia.com/gpu
      operator: Exists
      effect: NoSchedule
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
  tolerations:
    - key: nvidia.com/gpu
      operator: Exists
      effect: NoSchedule
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
  tolerations:
    - key: nvidia.com/gpu
      operator: Exists
      effect: NoSchedule
  resources:
    limits:
      nvidia.com/gpu: 1
  replicas: 1
`,
  },
});

function servicesByCache(set: ResourceSet): Map<Resource<"NIMCache">, Resource<"NIMService">[]> {
  const services = new Map<Resource<"NIMCache">, Resource<"NIMService">[]>();
  for (const service of set.services) {
    const cache = service.pipeline?.enabled === false ? undefined : usedCache(service, set);
    const known = cache && services.get(cache);
    if (known) known.push(service);
    else if (cache) services.set(cache, [service]);
  }
  return services;
}

/** Whether a toleration lets a pod onto nodes with the usual taint of GPU nodes; a soft taint keeps nobody away. */
function isForGpus(toleration: Toleration | undefined): boolean {
  if (!toleration || toleration.effect === "PreferNoSchedule") return false;
  return toleration.key === "nvidia.com/gpu" || (!toleration.key && toleration.operator === "Exists");
}
