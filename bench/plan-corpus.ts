import { createRandom } from "./corpus.ts";

/** A fleet with work for most of its GPUs, as files. */
export interface PlanCorpus {
  /** A GPUInventory. */
  readonly inventory: string;
  /** NIMService documents. */
  readonly services: readonly string[];
  readonly nodes: number;
  readonly pods: number;
}

/**
 * Ten pools of several products, half of them with GPUs that four pods share; ten pods a node. Three of four services
 * name the product that they want, the others take any. The same text for the same seed.
 */
export function planCorpus(nodes: number, services: "large" | "small", seed = 1): PlanCorpus {
  const random = createRandom(seed);
  const perPool = Math.ceil(nodes / pools.length);
  const wanted = nodes * 10;
  const written: string[] = [];
  let pods = 0;
  while (pods < wanted) {
    const replicas = Math.min(wanted - pods, random(replicaCounts[services]));
    written.push(service(written.length, replicas, random));
    pods += replicas;
  }
  return { inventory: inventory(perPool), services: written, nodes: perPool * pools.length, pods };
}

/** Ten a service on average, or three. */
const replicaCounts = { large: [1, 2, 4, 8, 16, 29], small: [1, 2, 2, 3, 4, 6] } as const;

type Random = ReturnType<typeof createRandom>;

const pools = [
  { product: "NVIDIA-H100-80GB-HBM3", count: 8, isShared: false },
  { product: "NVIDIA-H100-80GB-HBM3", count: 8, isShared: false },
  { product: "NVIDIA-H200", count: 8, isShared: false },
  { product: "NVIDIA-A100-SXM4-80GB", count: 8, isShared: false },
  { product: "NVIDIA-A100-SXM4-80GB", count: 4, isShared: false },
  { product: "NVIDIA-L40S", count: 4, isShared: true },
  { product: "NVIDIA-L40S", count: 4, isShared: true },
  { product: "NVIDIA-L40S", count: 8, isShared: true },
  { product: "NVIDIA-L4", count: 8, isShared: true },
  { product: "NVIDIA-L4", count: 4, isShared: true },
] as const;

/** As often as there are pools of them. */
const largeProducts = [
  "NVIDIA-H100-80GB-HBM3",
  "NVIDIA-H100-80GB-HBM3",
  "NVIDIA-H200",
  "NVIDIA-A100-SXM4-80GB",
  "NVIDIA-A100-SXM4-80GB",
] as const;

function inventory(perPool: number): string {
  const written = pools.map(
    ({ product, count, isShared }, index) => `    - name: pool-${index}
      nodes: ${perPool}
      zone: zone-${index % 3}
      gpu: { product: ${product}, count: ${count}${isShared ? ", sharing: { strategy: time-slicing, replicas: 4 }" : ""} }
      allocatable: { cpu: "192", memory: 1500Gi, pods: "110" }
`,
  );
  return `apiVersion: nimops.dev/v1alpha1
kind: GPUInventory
metadata:
  name: large
spec:
  kubernetesVersion: 1.35.4
  nodePools:
${written.join("")}`;
}

function service(index: number, replicas: number, random: Random): string {
  const isSmall = random([true, true, true, true, true, true, true, true, true, false]);
  const gpus = isSmall ? 1 : random([1, 1, 1, 2, 2, 4, 8]);
  const label = isSmall
    ? random(["NVIDIA-L40S-SHARED", "NVIDIA-L40S-SHARED", "NVIDIA-L4-SHARED"])
    : random(largeProducts);
  const isAnywhere = random([true, false, false, false]);
  return `# Team ${index % 40}.
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: service-${index}
  namespace: team-${index % 40}
  labels:
    app.kubernetes.io/part-of: inference
spec:
  image:
    repository: nvcr.io/nim/acme/model-${index % 50}
    tag: "1.${index % 9}.0"
    pullSecrets:
      - ngc-secret
  authSecret: ngc-api-secret
  storage:
    pvc:
      name: weights-${index}
      create: true
      size: ${random(["50Gi", "100Gi", "200Gi"])}
      volumeAccessMode: ReadWriteMany
  replicas: ${replicas}
  resources:
    limits:
      nvidia.com/gpu: ${gpus}
      cpu: "${random([2, 4, 8])}"
      memory: ${random([8, 16, 24])}Gi
${isAnywhere ? "" : `  nodeSelector:\n    nvidia.com/gpu.product: ${label}\n`}  expose:
    service:
      type: ClusterIP
      port: 8000
`;
}
