import type { PageView } from "../../../reconciler/page/page-view.ts";
import { publishedFleet } from "../../../reconciler/page/published-fleet.ts";
import { publishedOf } from "../../../reconciler/page/published-repository.ts";
import { emptyStatus } from "../../../reconciler/pass/status-of.ts";
import type {
  Condition,
  NIMRepository,
  NIMRepositorySpec,
  NIMRepositoryStatus,
  Publishing,
  ResourceStatus,
} from "../../../reconciler/repository/types.ts";
import type { PoolPlan } from "../../../src/plan/plan.ts";
import { nodePlan, occupant, poolPlan } from "../../support/sample-plan.ts";

export const commits = { old: "1a".repeat(20), good: "2b".repeat(20), newest: "3c".repeat(20) } as const;
export const GiB = 1024 ** 3;
const since = "2026-11-21T19:02:11Z";

export function resource(name: string, given: Partial<ResourceStatus> = {}): ResourceStatus {
  return {
    kind: "NIMService",
    namespace: "models",
    name,
    phase: "Healthy",
    reason: "Ready",
    message: "its pod is ready",
    since,
    ...given,
  };
}

export function condition(type: Condition["type"], status: Condition["status"], reason: string): Condition {
  return { type, status, reason, message: "a message", lastTransitionTime: since, observedGeneration: 3 };
}

export const readyConditions = [
  condition("Ready", "True", "Healthy"),
  condition("Reconciling", "False", "Done"),
  condition("Stalled", "False", "NotStalled"),
];

export const busyConditions = [
  condition("Ready", "False", "CacheNotReady"),
  condition("Reconciling", "True", "Waiting"),
  condition("Stalled", "False", "NotStalled"),
];

export function stalledConditions(reason: string): Condition[] {
  return [
    condition("Ready", "False", reason),
    condition("Reconciling", "False", "Stalled"),
    condition("Stalled", "True", reason),
  ];
}

export const everything: Publishing = {
  badges: true,
  page: true,
  cluster: true,
  resources: ["*"],
  pools: ["*"],
};

/** One of which all is published, with three resources that are ready; a test states only what differs. */
export function repository(
  status: Partial<NIMRepositoryStatus> = {},
  publish: Publishing | undefined = everything,
  spec: Partial<NIMRepositorySpec> = {},
  name = "llama",
): NIMRepository {
  return {
    apiVersion: "nimops.dev/v1alpha1",
    kind: "NIMRepository",
    metadata: { name, namespace: "nimops", generation: 3 },
    spec: {
      mode: "apply",
      url: "https://git.internal.acme/models.git",
      ref: { branch: "main" },
      path: ".",
      interval: "1m",
      resync: "10m",
      timeout: "1m",
      suspend: false,
      prune: { enabled: true, caches: "keep", onDelete: "orphan" },
      gates: { lint: "enforce", plan: "enforce", registries: [] },
      progressDeadline: "30m",
      ...(publish && { publish }),
      ...spec,
    },
    status: {
      ...emptyStatus,
      observedGeneration: 3,
      conditions: readyConditions,
      revision: { attempted: commits.newest, applied: commits.newest, healthy: commits.newest },
      resources: [resource("llama-weights", { kind: "NIMCache" }), resource("llama"), resource("embed")],
      history: [
        { revision: commits.newest, outcome: "Healthy", startedAt: since, endedAt: since },
        { revision: commits.good, outcome: "Healthy", startedAt: since, endedAt: since },
        { revision: commits.old, outcome: "Superseded", startedAt: since, endedAt: since },
      ],
      ...status,
    },
  };
}

/** Something of everything: filling caches, what waits, what is blocked, what has failed. */
export const mixed: Partial<NIMRepositoryStatus> = {
  conditions: busyConditions,
  revision: { attempted: commits.newest, applied: commits.good, healthy: commits.good },
  resources: [
    resource("llama-weights", {
      kind: "NIMCache",
      phase: "Progressing",
      reason: "Downloading",
      bytes: { cached: 34 * GiB, total: 120 * GiB },
    }),
    resource("embed-weights", { kind: "NIMCache" }),
    resource("llama", {
      phase: "Waiting",
      reason: "CacheNotReady",
      waitsFor: ["NIMCache models/llama-weights"],
    }),
    resource("embed"),
    resource("rerank", { phase: "Blocked", reason: "NotEnoughGpus" }),
    resource("vision", { phase: "Failed", reason: "ImageNotFound" }),
  ],
  ledger: ["llama", "embed", "rerank", "vision"].map((name) => ({
    kind: "NIMService",
    namespace: "models",
    name,
    revision: name === "llama" ? commits.good : commits.newest,
  })),
  history: [
    { revision: commits.newest, outcome: "Progressing", startedAt: since },
    { revision: commits.good, outcome: "Healthy", startedAt: since, endedAt: since },
    { revision: commits.old, outcome: "Stalled", startedAt: since, endedAt: since },
  ],
};

export const pools: readonly PoolPlan[] = [
  poolPlan("h100", [
    nodePlan("gpu-node-0.internal", {
      after: [occupant("embed", 2), occupant("llama", 4), occupant("secret-project", 1)],
      reserved: 1,
    }),
    nodePlan("gpu-node-1.internal", { after: [occupant("rerank", 1)], unschedulable: true }),
  ]),
  poolPlan("l40s", [nodePlan("gpu-node-2.internal", {})], { gpu: "4 x NVIDIA-L40S", gpusPerNode: 4 }),
];

export function viewOf(given: NIMRepository, fleet: readonly PoolPlan[] | undefined = pools): PageView {
  const published = publishedOf(given, "prod-eu");
  if (!published) throw new Error("it is not published");
  const map = fleet && publishedFleet(fleet, { pools: ["*"], resources: published.resources }, undefined);
  return { repository: published, ...(map && { fleet: map }) };
}

/** Repositories with this many resources together. */
export function manyViews(count: number, each = 20): PageView[] {
  return Array.from({ length: Math.ceil(count / each) }, (_, index) => {
    const resources = Array.from({ length: Math.min(each, count - index * each) }, (_, number) =>
      resource(
        `model-${index}-${number}`,
        [
          {
            kind: "NIMCache",
            phase: "Progressing",
            reason: "Downloading",
            bytes: { cached: number * GiB, total: 40 * GiB },
          } as const,
          {
            phase: "Waiting",
            reason: "CacheNotReady",
            waitsFor: [`NIMCache models/model-${index}-${number - 1}`],
          } as const,
          {},
        ][number % 3],
      ),
    );
    return viewOf(
      repository({ conditions: busyConditions, resources }, everything, {}, `team-${index}`),
      undefined,
    );
  });
}
