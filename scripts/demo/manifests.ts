/** What the demo pushes: two models, as somebody would write them. */
export interface Wanted {
  /** The cache of the large model, and the version of its image. */
  readonly cache: string;
  readonly version: string;
  /** Both a count of replicas and an autoscaler, which contradict each other. */
  readonly isWrong?: boolean;
}

export const profile = "28820a86b9d59406879932b8fed282fdb368655d213078a7876e0dbde145055e";

/** What the manifest pods of the caches print. */
export const modelManifest = `${profile}:
  model: meta/llama-3.3-70b-instruct
  release: 1.13.1
  tags:
    llm_engine: vllm
    precision: bf16
    tp: "4"
`;

export function filesOf({ cache, version, isWrong = false }: Wanted): Readonly<Record<string, string>> {
  return {
    "gpus.yaml": inventory,
    "nimops.lock.json": JSON.stringify({
      version: 1,
      images: { [`${embed}:1.6.0`]: locked(sizes.embed), [`${llama}:${version}`]: locked(sizes.llama) },
    }),
    "search.yaml": `${cacheOf({ name: "embed", image: embed, version: "1.6.0", size: "50Gi" })}---
${serviceOf({ name: "search", image: embed, version: "1.6.0", cache: "embed", gpus: 1 })}`,
    "chat.yaml": `${cacheOf({ name: cache, image: llama, version, size: "250Gi" })}---
${serviceOf({ name: "chat", image: llama, version, cache, gpus: 4 })}${isWrong ? scale : ""}`,
  };
}

/** Bytes of what is downloaded. */
export const sizes = { embed: 2 * 2 ** 30, llama: 140 * 2 ** 30 } as const;

function locked(size: number) {
  return { profiles: [{ id: profile, size, sources: { size: "hand" } }] };
}

const embed = "nvcr.io/nim/nvidia/nv-embedqa-e5-v5";
const llama = "nvcr.io/nim/meta/llama-3.3-70b-instruct";

const inventory = `apiVersion: nimops.dev/v1alpha1
kind: GPUInventory
metadata:
  name: demo
spec:
  nodePools:
    - name: h100
      nodes: 2
      gpu: { product: NVIDIA-H100-80GB-HBM3, count: 8 }
  storageClasses:
    - { name: nfs, provisioner: nfs.csi.k8s.io, accessModes: [ReadWriteOnce, ReadWriteMany] }
`;

interface Cache {
  readonly name: string;
  readonly image: string;
  readonly version: string;
  readonly size: string;
}

function cacheOf({ name, image, version, size }: Cache): string {
  return `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata:
  name: ${name}
spec:
  source:
    ngc:
      modelPuller: ${image}:${version}
      pullSecret: ngc-pull
      authSecret: ngc-api-key
      model:
        profiles: [${profile}]
  storage:
    pvc: { create: true, storageClass: nfs, size: ${size}, volumeAccessMode: ReadWriteMany }
`;
}

interface Service {
  readonly name: string;
  readonly image: string;
  readonly version: string;
  readonly cache: string;
  readonly gpus: number;
}

function serviceOf({ name, image, version, cache, gpus }: Service): string {
  return `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: ${name}
spec:
  image:
    repository: ${image}
    tag: ${version}
    pullSecrets: [ngc-pull]
  authSecret: ngc-api-key
  storage:
    nimCache: { name: ${cache}, profile: ${profile} }
  resources:
    limits: { nvidia.com/gpu: ${gpus} }
  expose:
    service: { type: ClusterIP, port: 8000 }
  replicas: 1
`;
}

const scale = `  scale:
    enabled: true
    hpa: { minReplicas: 1, maxReplicas: 2 }
`;
