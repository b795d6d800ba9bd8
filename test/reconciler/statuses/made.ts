import type {
  NIMRepository,
  NIMRepositorySpec,
  NIMRepositoryStatus,
  Report,
  ReportPlace,
  ResourceStatus,
} from "../../../reconciler/repository/types.ts";
import type { CommitNow } from "../../../reconciler/statuses/commit-now.ts";
import { type ReportInput, reportsOf } from "../../../reconciler/statuses/reports-of.ts";
import { type Line, type PlacedTelling, tellingsOf } from "../../../reconciler/statuses/tellings-of.ts";

export const start = Date.parse("2026-11-21T12:00:00Z");
export const minute = 60_000;

/** A commit, by a letter. */
export const sha = (letter: string) => letter.repeat(40);

export const place: ReportPlace = {
  api: "https://api.github.com",
  repository: "acme/models",
  secret: "nimops-github",
  context: "nimops/prod/ml/models",
};

export function repository(github: Partial<NIMRepositorySpec["github"]> = {}): NIMRepository {
  return {
    apiVersion: "nimops.dev/v1alpha1",
    kind: "NIMRepository",
    metadata: { name: "models", namespace: "ml" },
    spec: {
      mode: "apply",
      url: "https://github.com/acme/models.git",
      ref: { branch: "main" },
      path: ".",
      interval: "1m",
      resync: "10m",
      timeout: "1m",
      suspend: false,
      prune: { enabled: true, caches: "keep", onDelete: "orphan" },
      gates: { lint: "enforce", plan: "enforce", registries: [] },
      progressDeadline: "30m",
      github: {
        secretRef: { name: "nimops-github" },
        resources: 20,
        grace: "5m",
        deployments: false,
        ...github,
      },
    },
  };
}

export function resource(
  name: string,
  phase: ResourceStatus["phase"],
  more: Partial<ResourceStatus> = {},
): ResourceStatus {
  const reason = usualReasons[phase];
  return {
    kind: "NIMService",
    namespace: "ml",
    name,
    phase,
    reason,
    message: "something of the cluster",
    since: new Date(start).toISOString(),
    ...more,
  };
}

const usualReasons = {
  Waiting: "CacheNotReady",
  Pending: "ToBeCreated",
  Progressing: "RollingOut",
  Healthy: "Ready",
  Degraded: "CrashLoop",
  Blocked: "NotEnoughGpus",
  Failed: "DownloadFailed",
  Stalled: "FieldConflict",
  Orphaned: "CacheKept",
  Deleting: "Pruned",
} as const;

export const cache = (name: string, phase: ResourceStatus["phase"], more: Partial<ResourceStatus> = {}) =>
  resource(name, phase, {
    kind: "NIMCache",
    ...(phase === "Progressing" && { reason: "Downloading" }),
    ...more,
  });

export function status(
  resources: readonly ResourceStatus[],
  more: Partial<NIMRepositoryStatus> = {},
): NIMRepositoryStatus {
  return {
    conditions: [],
    revision: {},
    ledger: [],
    resources,
    summary: "",
    findings: [],
    history: [],
    ...more,
  };
}

export function decided(letter: string, more: Partial<CommitNow> = {}): CommitNow {
  return {
    commit: sha(letter),
    digest: `digest-of-${letter}`,
    stall: undefined,
    trouble: undefined,
    holds: sha(letter),
    ...more,
  };
}

/** One NIMRepository through its passes, without a cluster: what is told after each. */
export class Followed {
  now = start;
  reports: readonly Report[] = [];
  place: ReportPlace | undefined = place;
  readonly said = new Set<string>();
  readonly #repository: NIMRepository;

  constructor(github: Partial<NIMRepositorySpec["github"]> = {}) {
    this.#repository = repository(github);
  }

  pass(commit: CommitNow, now: NIMRepositoryStatus, more: Partial<ReportInput> = {}): PlacedTelling[] {
    const { reports } = reportsOf({
      before: this.reports,
      commit,
      status: now,
      place: this.place,
      most: this.#repository.spec.github?.resources ?? 0,
      grace: 5 * minute,
      isSaid: ({ revision }) => this.said.has(revision),
      now: this.now,
      ...more,
    });
    this.reports = reports;
    return tellingsOf(
      {
        repository: this.#repository,
        cluster: "prod",
        status: { ...now, reports },
        commit,
        now: this.now,
      },
      ({ key: _, ...line }: Line) => line,
    );
  }

  /** `nimops/prod/ml/models pending 0/1 ready` of each status of a commit. */
  told(letter: string, ...pass: Parameters<Followed["pass"]>): string[] {
    return this.pass(...pass)
      .flatMap(({ telling }) => telling.statuses)
      .filter(({ commit }) => commit === sha(letter))
      .map(({ context, state, description, closes }) =>
        [context.replace("nimops/prod/ml/models", ""), state, description, closes ? "(closes)" : ""]
          .filter((part) => part !== "")
          .join(" "),
      );
  }
}
