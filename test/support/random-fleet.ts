import type { Value, ValueMap } from "../../src/nim/value.ts";
import { Random } from "./mutants.ts";

export interface RandomFleet {
  /** A GPUInventory. */
  readonly inventory: ValueMap;
  /** PriorityClasses and NIMServices, of which nothing is unknown. */
  readonly manifests: readonly ValueMap[];
}

export interface FleetSize {
  /** Of all pools together. */
  readonly nodes: number;
  /** At minimum replicas. */
  readonly pods: number;
}

/** The largest fleets of which plans are exact. */
export const exactSize: FleetSize = { nodes: 30, pods: 60 };

/**
 * A fleet and services for it: mixed products, taints, cordons, selectors, affinity, quotas, priorities, autoscaling,
 * amounts of CPU and memory that end before the GPUs, and few places for pods. Always the same of one seed.
 *
 * @param most small fleets are as likely as large ones.
 */
export function randomFleet(seed: number, most: FleetSize = exactSize): RandomFleet {
  const random = new Random(seed);
  const size = Math.ceil(most.nodes * random.pick([0.1, 0.15, 0.25, 0.4, 0.7, 1]));
  const pools = poolsOf(random, size);
  const traits: Traits = {
    isCareful: chance(random, 75),
    hasPriorities: chance(random, 20),
    hasRules: chance(random, 30),
    isTight: chance(random, 25),
  };
  const gpus = pools.reduce((sum, { nodes, free }) => sum + nodes * free, 0);
  let left = gpus * random.pick([0.2, 0.3, 0.4, 0.55, 0.7, 1.05]);
  let pods = Math.ceil((most.pods * (random.below(4) + 1)) / 4);
  const services: ValueMap[] = [];
  while (services.length === 0 || (left > 0 && pods > 0)) {
    const service = serviceOf(random, services.length, pools, traits);
    const replicas = Math.min(pods, service.replicas);
    services.push(service.document(replicas));
    pods -= replicas;
    left -= replicas * Math.max(service.gpus, 0.5);
  }
  return {
    inventory: {
      apiVersion: "nimops.dev/v1alpha1",
      kind: "GPUInventory",
      metadata: { name: "random" },
      spec: {
        kubernetesVersion: "v1.35.4",
        nodePools: pools.map(({ written }) => written),
        ...(chance(random, traits.isCareful ? 5 : 30) && { quotas: [quotaOf(random, gpus)] }),
      },
    },
    manifests: [...(traits.hasPriorities ? priorityClasses : []), ...services],
  };
}

interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

interface Pool {
  readonly name: string;
  readonly product: string;
  readonly nodes: number;
  /** GPUs of each node that others leave. */
  readonly free: number;
  readonly tier: string;
  readonly zone: string;
  readonly taints: readonly Taint[];
  readonly written: ValueMap;
}

interface Traits {
  /** Most services can run somewhere while nothing else does. */
  readonly isCareful: boolean;
  readonly hasPriorities: boolean;
  readonly hasRules: boolean;
  /** CPU, memory and places for pods may end before the GPUs. */
  readonly isTight: boolean;
}

const image = { repository: "nvcr.io/nim/acme/model", tag: "1.0.0" };
/** Of all services; nobody knows what is in it. */
export const modelImage = `${image.repository}:${image.tag}`;

const namespaces = ["models", "search"] as const;
const products = [
  { product: "NVIDIA-H100-80GB-HBM3", memory: 81559, counts: [8, 8, 4] },
  { product: "NVIDIA-A100-SXM4-80GB", memory: 81920, counts: [8, 4] },
  { product: "NVIDIA-H200", memory: 143771, counts: [8] },
  { product: "NVIDIA-L40S", memory: 46068, counts: [4, 2, 3] },
] as const;
const levels = ["low", "high"] as const;
const priorityClasses: readonly ValueMap[] = levels.map((name, index) => ({
  apiVersion: "scheduling.k8s.io/v1",
  kind: "PriorityClass",
  metadata: { name },
  value: (index + 1) * 1000,
}));

function poolsOf(random: Random, size: number): Pool[] {
  const count = Math.min(size, random.below(4) + 1);
  const sizes = Array.from({ length: count }, () => 1);
  for (let node = count; node < size; node++) {
    const index = random.below(count);
    sizes[index] = (sizes[index] ?? 0) + 1;
  }
  return sizes.map((nodes, index): Pool => {
    const { product, memory, counts } = random.pick(products);
    const count = random.pick(counts);
    const tier = random.pick(["gold", "silver"]);
    const zone = random.pick(["zone-a", "zone-b"]);
    const held = chance(random, 20) ? random.below(count + 1) : undefined;
    const name = `pool-${index + 1}`;
    const taints = taintsOf(random);
    const cpus = random.pick([48, 64, 96, 192]);
    const written: ValueMap = {
      name,
      nodes,
      gpu: { product, count, memory },
      labels: { tier },
      zone,
      allocatable: {
        cpu: String(cpus),
        memory: `${random.pick([256, 512, 1024])}Gi`,
        pods: String(chance(random, 15) ? random.pick([2, 3, 5]) : 110),
      },
      ...(taints.length > 0 && { taints: taints.map((taint) => ({ ...taint })) }),
      ...(held !== undefined && { reserved: reservedOf(random, held) }),
      ...(chance(random, 4) && { unschedulable: true }),
    };
    return { name, product, nodes, free: count - (held ?? 0), tier, zone, taints, written };
  });
}

function taintsOf(random: Random): Taint[] {
  return [
    ...(chance(random, 20) ? [{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }] : []),
    ...(chance(random, 10) ? [{ key: "team", value: random.pick(namespaces), effect: "NoSchedule" }] : []),
    ...(chance(random, 10) ? [{ key: "spot", value: "true", effect: "PreferNoSchedule" }] : []),
  ];
}

function reservedOf(random: Random, gpus: number): ValueMap {
  return {
    "nvidia.com/gpu": String(gpus),
    cpu: String(random.below(32)),
    memory: "16Gi",
    pods: String(random.below(2) + 1),
  };
}

function quotaOf(random: Random, gpus: number): ValueMap {
  const hard = random.pick([
    { "requests.nvidia.com/gpu": String(Math.ceil((gpus * (random.below(9) + 1)) / 10)) },
    { pods: String(random.below(12) + 1) },
    { "requests.cpu": String(random.below(200) + 16), "count/pods": "40" },
    { "limits.memory": `${(random.below(20) + 2) * 64}Gi` },
  ]);
  return { namespace: random.pick(namespaces), hard };
}

function serviceOf(random: Random, index: number, pools: readonly Pool[], traits: Traits) {
  const name = `service-${index + 1}`;
  const aim = random.pick(pools);
  const asked = random.pick([1, 1, 1, 2, 2, 4, 8, 3, aim.free, aim.free, 0]);
  const gpus = traits.isCareful ? Math.min(asked, aim.free) : asked;
  const cpu = random.pick(traits.isTight ? [2, 8, 16, 30] : [1, 2, 4]) * Math.max(1, gpus / 2);
  const memory = random.pick(traits.isTight ? [8, 32, 64, 150] : [8, 16]) * Math.max(1, gpus / 2);
  const amounts: ValueMap = {
    cpu: `${Math.round(cpu * 1000)}m`,
    memory: `${Math.ceil(memory)}Gi`,
    ...(gpus > 0 && { "nvidia.com/gpu": gpus }),
  };
  const isScaled = chance(random, 15);
  const spec: { [key: string]: Value } = {
    image: { ...image, pullSecrets: ["ngc"] },
    authSecret: "ngc",
    storage: { emptyDir: {} },
    expose: { service: { type: "ClusterIP", port: 8000 } },
    labels: { group: random.pick(["a", "b"]) },
    resources: { limits: amounts, ...(chance(random, 50) && { requests: amounts }) },
    ...selectorOf(random, aim, traits),
    ...(traits.hasPriorities && chance(random, 60) && { priorityClassName: random.pick(levels) }),
  };
  const tolerations = tolerationsOf(random, aim, traits);
  if (tolerations.length > 0) spec.tolerations = tolerations;
  const affinity = affinityOf(random, aim, name, traits);
  if (affinity) spec.affinity = affinity;
  const scale = random.below(4) + 1;
  return {
    gpus,
    replicas: Math.min(random.pick([1, 1, 1, 2, 2, 3, 4, 6]), traits.isCareful ? aim.nodes : 6),
    document: (replicas: number): ValueMap => ({
      apiVersion: "apps.nvidia.com/v1alpha1",
      kind: "NIMService",
      metadata: { name, namespace: random.pick(namespaces) },
      spec: isScaled
        ? {
            ...spec,
            scale: { enabled: true, hpa: { minReplicas: replicas, maxReplicas: replicas + scale } },
          }
        : { ...spec, replicas },
    }),
  };
}

function selectorOf(random: Random, { product, tier, zone }: Pool, { isCareful }: Traits): ValueMap {
  const nodeSelector = random.pick<ValueMap>([
    {},
    {},
    { "nvidia.com/gpu.product": product },
    { tier: isCareful ? tier : "gold" },
    { "topology.kubernetes.io/zone": isCareful ? zone : "zone-a" },
    { "nvidia.com/gpu.product": isCareful ? product : `${product}-typo` },
  ]);
  return Object.keys(nodeSelector).length > 0 ? { nodeSelector } : {};
}

function tolerationsOf(random: Random, { taints }: Pool, { isCareful }: Traits): ValueMap[] {
  const own = taints.flatMap(({ key, value, effect }) => {
    if (!isCareful && chance(random, 30)) return [];
    return [chance(random, 50) ? { key, operator: "Exists" } : { key, value, effect }];
  });
  return chance(random, 15)
    ? [...own, { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }]
    : own;
}

const required = "requiredDuringSchedulingIgnoredDuringExecution";

function affinityOf(random: Random, { product }: Pool, name: string, traits: Traits): ValueMap | undefined {
  const zones = chance(random, traits.isCareful ? 10 : 30);
  const topologyKey = zones ? "topology.kubernetes.io/zone" : "kubernetes.io/hostname";
  const own = { topologyKey, labelSelector: { matchLabels: { app: name } } };
  const others = { topologyKey, labelSelector: { matchLabels: { group: "a" } } };
  const either = [product, random.pick(products).product];
  const matchExpressions = random.pick<ValueMap[]>([
    [{ key: "nvidia.com/gpu.product", operator: "In", values: either }],
    [{ key: "tier", operator: "NotIn", values: ["bronze", ...(traits.isCareful ? [] : ["silver"])] }],
    [{ key: "nvidia.com/gpu.memory", operator: "Gt", values: [traits.isCareful ? "40000" : "80000"] }],
  ]);
  const made: ValueMap = {
    ...(chance(random, 15) && {
      nodeAffinity: { [required]: { nodeSelectorTerms: [{ matchExpressions }] } },
    }),
    ...(traits.hasRules &&
      chance(random, 40) && { podAntiAffinity: { [required]: [chance(random, 70) ? own : others] } }),
    ...(traits.hasRules && chance(random, 12) && { podAffinity: { [required]: [own] } }),
  };
  return Object.keys(made).length > 0 ? made : undefined;
}

function chance(random: Random, percent: number): boolean {
  return random.below(100) < percent;
}
