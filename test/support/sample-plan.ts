import type {
  CachePlan,
  Change,
  NodePlan,
  Occupant,
  Plan,
  PodPlan,
  PoolPlan,
  WorkloadPlan,
} from "../../src/plan/plan.ts";

const same = { maximum: "fits", nodeLost: "fits", rollout: "fits" } as const;

/** A service that fits on a pool of eight; a test states only what differs. */
export function workloadPlan(name: string, given: Partial<WorkloadPlan> = {}): WorkloadPlan {
  return {
    kind: "NIMService",
    namespace: "models",
    name,
    location: { file: `models/${name}.yaml`, line: 3 },
    verdict: "fits",
    levels: same,
    reasons: [],
    pods: [podPlan(name)],
    ...given,
  };
}

export function podPlan(name: string, given: Partial<PodPlan> = {}): PodPlan {
  return {
    of: `Deployment ${name}`,
    count: { min: 1, max: 1 },
    requests: { "nvidia.com/gpu": "1" },
    pools: [{ pool: "h100", takes: true }],
    placed: [{ node: "h100-0", pods: 1 }],
    ...given,
  };
}

export function occupant(name: string, gpus: number, given: Partial<Occupant> = {}): Occupant {
  return { kind: "NIMService", namespace: "models", name, pods: 1, gpus, ...given };
}

export function nodePlan(name: string, given: Partial<NodePlan> = {}): NodePlan {
  return { name, unschedulable: false, reserved: 0, onDemand: false, before: [], after: [], ...given };
}

export function poolPlan(pool: string, nodes: readonly NodePlan[], given: Partial<PoolPlan> = {}): PoolPlan {
  return { pool, gpu: "8 x NVIDIA-H100-80GB-HBM3", gpusPerNode: 8, nodes, ...given };
}

export function planWith(given: Partial<Plan> = {}): Plan {
  return {
    version: 1,
    digest: `sha256:${"5eed".repeat(16)}`,
    inventory: "fleet",
    verdict: "fits",
    levels: same,
    workloads: [],
    fleet: [],
    caches: [],
    changes: [],
    order: [],
    blockers: [],
    advice: [],
    assumptions: [],
    ...given,
  };
}

const cache: CachePlan = {
  kind: "NIMCache",
  namespace: "models",
  name: "llama-70b",
  location: { file: "models/llama-70b.yaml", line: 1 },
  profiles: ["a".repeat(64), "b".repeat(64)],
  download: { bytes: 151_397_597_184, from: "lock" },
  volume: {
    claim: "llama-70b-pvc",
    size: "120Gi",
    bytes: 128_849_018_880,
    needed: 166_537_356_902,
    storageClass: "fast",
    accessModes: ["ReadWriteMany"],
  },
  seconds: 1211,
  consumers: [{ kind: "NIMService", namespace: "models", name: "llama-70b" }],
  reasons: [
    {
      code: "volume-too-small",
      message: "two profiles of 141 GiB together do not fit into a volume of 120Gi",
      help: "ask for 160Gi or more, or name one profile in `spec.source.ngc.model.profiles`",
    },
  ],
};

const change: Change = {
  kind: "NIMCache",
  namespace: "models",
  name: "embed",
  action: "replace-needed",
  location: { file: "models/embed.yaml", line: 9 },
  fields: [
    { path: "spec.storage.pvc.size", before: "20Gi", after: "40Gi", effect: "ignored" },
    { path: "spec.source.ngc.modelPuller", before: "nvcr.io/a:1", after: "nvcr.io/a:2", effect: "refused" },
  ],
  reasons: [{ code: "cache-source-immutable", message: "the source of a cache cannot be changed" }],
};

/** Something of everything: what fits, what does not, and what blocks the merge. */
export const samplePlan: Plan = planWith({
  verdict: "does-not-fit",
  levels: { maximum: "does-not-fit", nodeLost: "does-not-fit", rollout: "unknown" },
  workloads: [
    workloadPlan("llama-8b", {
      levels: { maximum: "fits-if-packed", nodeLost: "contended", rollout: "fits" },
      pods: [podPlan("llama-8b", { count: { min: 2, max: 6 }, placed: [{ node: "h100-1", pods: 2 }] })],
    }),
    workloadPlan("llama-70b", {
      verdict: "fits-if-packed",
      levels: { maximum: "fits-if-packed", nodeLost: "contended", rollout: "contended" },
      reasons: [
        {
          code: "fragmented",
          message: "after llama-8b on h100-0 and h100-1 no node has 4 GPUs left",
          help: "create it first, or set the scheduler's scoring to MostAllocated",
        },
      ],
      pods: [
        podPlan("llama-70b", {
          requests: { "nvidia.com/gpu": "4" },
          placed: [{ node: "h100-0", pods: 1 }],
          pools: [
            { pool: "h100", takes: true },
            { pool: "l40s", takes: false, why: "Insufficient nvidia.com/gpu: 4 of 2" },
          ],
        }),
      ],
      hardware: {
        model: "meta/llama-3.1-70b-instruct",
        parameters: 70,
        profile: "c".repeat(64),
        precision: "fp8",
        gpus: 4,
        memoryPerGpu: { gigabytes: 41.25, from: "estimated" },
        usual: "2–4 H100 with NVLink, tensor parallelism 2–4; about 150 GB of cache",
      },
    }),
    workloadPlan("nemotron-340b", {
      verdict: "does-not-fit",
      levels: { maximum: "does-not-fit", nodeLost: "does-not-fit", rollout: "does-not-fit" },
      reasons: [
        {
          code: "insufficient-gpus",
          message: "needs 24 GPUs on 3 nodes; pool h100 has 24, of which 4 are held by others",
          help: "add a node to h100, or free the 4 GPUs",
        },
      ],
      pods: [
        podPlan("nemotron-340b", {
          of: "LeaderWorkerSet nemotron-340b (workers)",
          count: { min: 3, max: 3 },
          requests: { "nvidia.com/gpu": "8" },
          pools: [
            { pool: "h100", takes: true },
            { pool: "l40s", takes: false, why: "Insufficient nvidia.com/gpu: 8 of 2" },
            { pool: "cpu", takes: false, why: "no nvidia.com/gpu" },
          ],
          placed: [],
        }),
      ],
    }),
    workloadPlan("embed", {
      kind: "NIMCache",
      verdict: "unknown",
      levels: { maximum: "unknown", nodeLost: "unknown", rollout: "unknown" },
      reasons: [{ code: "undecided", message: "the storage class of its claim is not in the inventory" }],
      pods: [podPlan("embed-job", { requests: {}, placed: [{ node: "cpu-0", pods: 1 }] })],
    }),
  ],
  fleet: [
    poolPlan("h100", [
      nodePlan("h100-0", { reserved: 4, after: [occupant("llama-70b", 4)] }),
      nodePlan("h100-1", {
        before: [occupant("llama-8b", 1)],
        after: [occupant("llama-8b", 2, { pods: 2 })],
      }),
      nodePlan("h100-2", { unschedulable: true }),
    ]),
    poolPlan("l40s", [nodePlan("l40s-0", { onDemand: true })], {
      gpu: "2 x NVIDIA-L40S",
      gpusPerNode: 2,
    }),
    poolPlan("cpu", [nodePlan("cpu-0", { after: [occupant("embed", 0, { kind: "NIMCache" })] })], {
      gpu: "",
      gpusPerNode: 0,
    }),
  ],
  caches: [cache, { ...cache, name: "embed", reasons: [], download: { bytes: 9e9, from: "estimated" } }],
  changes: [
    change,
    { ...change, name: "llama-8b", kind: "NIMService", action: "create", fields: [], reasons: [] },
    { ...change, name: "same", action: "none", fields: [], reasons: [] },
  ],
  order: [
    { kind: "NIMCache", namespace: "models", name: "llama-70b", step: 1, action: "create", waitsFor: [] },
    {
      kind: "NIMService",
      namespace: "models",
      name: "llama-70b",
      step: 2,
      action: "create",
      waitsFor: [{ kind: "NIMCache", namespace: "models", name: "llama-70b" }],
    },
  ],
  blockers: [
    {
      code: "cache-source-immutable",
      message:
        "the edit of `spec.source` would be refused, and a new cache under the old name loses 20 GiB of weights",
      help: "create the cache under a new name, switch the service to it, then remove the old one",
      resource: { kind: "NIMCache", namespace: "models", name: "embed" },
      location: { file: "models/embed.yaml", line: 9 },
      fixable: true,
    },
    { code: "inventory-stale", message: "the inventory was written 90 days ago", fixable: false },
  ],
  advice: [
    {
      code: "add-nodes",
      message: "one more node in pool h100",
      whatIf: "h100=+1",
      verdict: "fits-if-packed",
    },
    { code: "lower-replicas", message: "nemotron-340b with 2 workers", verdict: "fits" },
  ],
  assumptions: [
    { about: "pool l40s", message: "cpu and memory are enough on each node (not given)" },
    { about: "llama-70b", message: "41.25 GB a GPU is an estimate" },
  ],
});

/** `count` services of one GPU, on as many nodes of eight as they need. */
export function fleetPlan(count: number, { services = count } = {}): Plan {
  const serviceOf = (pod: number) => `service-${String(pod % services).padStart(5, "0")}`;
  const nodes = Array.from({ length: Math.ceil(count / 8) }, (_, index) => {
    const pods = Array.from({ length: Math.min(8, count - index * 8) }, (_, slot) => index * 8 + slot);
    return nodePlan(`h100-${index}`, { after: pods.map((pod) => occupant(serviceOf(pod), 1)) });
  });
  const workloads = Array.from({ length: services }, (_, index) => {
    const pods = Math.ceil((count - index) / services);
    const placed = Array.from({ length: pods }, (_, pod) => ({
      node: `h100-${Math.floor((index + pod * services) / 8)}`,
      pods: 1,
    }));
    return workloadPlan(serviceOf(index), {
      pods: [podPlan(serviceOf(index), { count: { min: pods, max: pods }, placed })],
    });
  });
  return planWith({ workloads, fleet: [poolPlan("h100", nodes)] });
}

/** A plan that has the text wherever the texts of manifests and inventories can get. */
export function hostilePlan(text: string): Plan {
  const about = { kind: text, namespace: text, name: text };
  const location = { file: text, line: 1 };
  const reasons = [{ code: text, message: text, help: text }];
  const where = { ...about, location };
  return planWith({
    cluster: text,
    inventory: text,
    verdict: "does-not-fit",
    workloads: [
      {
        ...where,
        verdict: "contended",
        levels: { maximum: "contended", nodeLost: "unknown", rollout: "does-not-fit" },
        reasons,
        pods: [
          {
            of: text,
            count: { min: 1, max: 2 },
            requests: Object.fromEntries([[text, text]]),
            pools: [
              { pool: text, takes: true },
              { pool: `${text}2`, takes: false, why: text },
            ],
            placed: [{ node: text, pods: 1 }],
          },
        ],
        hardware: { model: text, profile: text, precision: text, gpus: 1, usual: text },
      },
    ],
    fleet: [
      poolPlan(
        text,
        [
          nodePlan(text, {
            reserved: 1,
            before: [{ ...about, name: `${text}1`, pods: 1, gpus: 1 }],
            after: [{ ...about, pods: 2, gpus: 2 }],
          }),
        ],
        { gpu: text },
      ),
    ],
    caches: [
      {
        ...where,
        profiles: [text],
        download: { bytes: 1, from: "lock" },
        volume: { claim: text, size: text, storageClass: text, accessModes: [text] },
        consumers: [about],
        reasons,
      },
    ],
    changes: [
      {
        ...where,
        action: "update",
        fields: [{ path: text, before: text, after: text, effect: "applied" }],
        reasons,
      },
    ],
    order: [{ ...about, step: 1, action: "create", waitsFor: [about] }],
    blockers: [{ code: text, message: text, help: text, resource: about, location, fixable: true }],
    advice: [{ code: text, message: text, whatIf: text, verdict: "fits" }],
    assumptions: [{ about: text, message: text }],
  });
}
