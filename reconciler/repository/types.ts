/**
 * A NIMRepository: what the platform team asks for, and what became of it. The shapes that the rest of the reconciler works
 * with; defaults are filled in already.
 */
export interface NIMRepository {
  readonly apiVersion: "nimops.dev/v1alpha1";
  readonly kind: "NIMRepository";
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    /** Absent where it comes from a file (`--once -f`). */
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly generation?: number;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
    readonly deletionTimestamp?: string;
  };
  readonly spec: NIMRepositorySpec;
  readonly status?: NIMRepositoryStatus;
}

export interface NIMRepositorySpec {
  /** `observe`: nothing is applied; Flux or Argo CD do that, and say which revision they have applied. */
  readonly mode: "apply" | "observe";
  readonly url: string;
  readonly ref: GitRef;
  /** The folder with the manifests; `.` is the root. */
  readonly path: string;
  /** How often Git is looked at: `1m`. */
  readonly interval: Duration;
  /** How often everything is compared, watches or not: `10m`. */
  readonly resync: Duration;
  /** For one fetch: `1m`. */
  readonly timeout: Duration;
  readonly suspend: boolean;
  readonly auth?: {
    readonly type: "https" | "github-app" | "ssh";
    readonly secretRef: SecretReference;
  };
  readonly proxy?: { readonly url: string; readonly secretRef?: SecretReference };
  /** PEM under `ca.crt`. */
  readonly certificateAuthority?: { readonly secretRef: SecretReference };
  /** Only commits that one of the allowed signers has signed: `allowed_signers` of the Secret. */
  readonly verify?: { readonly type: "ssh"; readonly secretRef: SecretReference };
  /** For manifests that name no namespace; the NIMRepository's own when left out. */
  readonly namespace?: string;
  /** Where resources may go; only the default namespace when left out. */
  readonly targetNamespaces?: readonly string[];
  readonly prune: PrunePolicy;
  readonly gates: Gates;
  /** Which version of the NIM Operator the cluster has: `3.1.2`. */
  readonly operatorVersion?: string;
  /** The GPUs of the cluster, a file of the repository (GPUInventory). */
  readonly inventory?: { readonly path: string };
  /** Nothing for so long is told as a cache or service that does not get on: `30m`. */
  readonly progressDeadline: Duration;
  readonly observe?: ObservedDelivery;
  /** Reports on GitHub: spoken by the outbox of statuses. */
  readonly github?: {
    readonly secretRef: SecretReference;
    readonly context?: string;
    readonly targetUrl?: string;
  };
}

/** Exactly one is there. */
export interface GitRef {
  readonly branch?: string;
  readonly tag?: string;
  /** A range such as `>=1.2.0 <2.0.0`, of tags. */
  readonly semver?: string;
  readonly commit?: string;
}

/** Go's form: `90s`, `1m30s`, `1h`. */
export type Duration = string;

export interface SecretReference {
  /** In the namespace of the NIMRepository. */
  readonly name: string;
}

export interface PrunePolicy {
  /** Whether what is no longer in Git is deleted at all. */
  readonly enabled: boolean;
  /** A deleted NIMCache takes its weights with it. `keep`: it is never deleted, and told as orphaned. */
  readonly caches: "keep" | "delete";
  /** What becomes of the resources when the NIMRepository is deleted; caches stay as `caches` says. */
  readonly onDelete: "orphan" | "delete";
}

export interface Gates {
  /** What the findings of lint do: errors stall the revision, are only told, or are not looked for. */
  readonly lint: Gate;
  /** The same for what the plan says must not be merged. */
  readonly plan: Gate;
  /** Registries (and paths below them) that images may come from; any when empty: `nvcr.io/nim`. */
  readonly registries: readonly string[];
}

export type Gate = "enforce" | "warn" | "off";

/** Who applies in `observe` mode. */
export interface ObservedDelivery {
  readonly kind: "Kustomization" | "Application";
  readonly namespace: string;
  readonly name: string;
}

export interface NIMRepositoryStatus {
  readonly observedGeneration?: number;
  readonly conditions: readonly Condition[];
  readonly revision: Revisions;
  /** What we own, or are about to: written before anything is applied. */
  readonly ledger: readonly LedgerEntry[];
  /** How each resource is; those of the ledger, and those that wait to be made. */
  readonly resources: readonly ResourceStatus[];
  /** `2 of 3 ready, 1 waits`: for the printer columns. */
  readonly summary: string;
  /** Of the guard, for the revision that was attempted last; the worst first, a few. */
  readonly findings: readonly StatusFinding[];
  /** Newest first, a few. */
  readonly history: readonly HistoryEntry[];
  /** The value of the annotation `nimops.dev/reconcile` that was answered last. */
  readonly lastHandledReconcileAt?: string;
}

export interface Condition {
  readonly type: "Ready" | "Reconciling" | "Stalled";
  readonly status: "True" | "False" | "Unknown";
  /** PascalCase. */
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
  readonly observedGeneration?: number;
}

/** Commits. */
export interface Revisions {
  /** Seen last, and tried. */
  readonly attempted?: string;
  /** Of which everything is in the cluster, with nothing left that waits. */
  readonly applied?: string;
  /** Of which everything was seen healthy after it was applied. */
  readonly healthy?: string;
}

export interface ResourceId {
  readonly kind: "NIMCache" | "NIMService" | "NIMPipeline" | "NIMBuild";
  readonly namespace: string;
  readonly name: string;
}

export interface LedgerEntry extends ResourceId {
  /** The commit that it was last applied of; absent where it is not applied yet. */
  readonly revision?: string;
  /** Of what was applied. */
  readonly digest?: string;
  readonly appliedAt?: string;
  /** When drift was corrected lately, oldest first: two who fight are seen by it. */
  readonly corrected?: readonly string[];
  /** Why it is still here though Git no longer has it. */
  readonly leftBehind?: "cache-kept" | "in-use" | "delete-failed" | "prune-disabled" | "not-pruning";
}

export type ResourcePhase =
  /** Not (or not as Git says) in the cluster yet, and it waits for something. */
  | "Waiting"
  /** To be applied. */
  | "Pending"
  | "Progressing"
  | "Healthy"
  | "Degraded"
  | "Blocked"
  | "Failed"
  /** It cannot be applied until Git or somebody else changes something. */
  | "Stalled"
  /** No longer in Git, and kept on purpose. */
  | "Orphaned"
  | "Deleting";

export interface ResourceStatus extends ResourceId {
  readonly phase: ResourcePhase;
  readonly reason: string;
  readonly message: string;
  /** `NIMCache models/llama`. */
  readonly waitsFor?: readonly string[];
  /** Since when phase and reason are so. */
  readonly since: string;
  /** Since when a cache fails, and has not been Ready in between. */
  readonly failingSince?: string;
  /** So many Jobs may have tried to fill it since then: from two on it is a loop that never ends by itself. */
  readonly rounds?: number;
}

export interface StatusFinding {
  readonly severity: "error" | "warning" | "info";
  readonly rule: string;
  readonly message: string;
  /** `models/llama.yaml:12`. */
  readonly location?: string;
}

export interface HistoryEntry {
  readonly revision: string;
  readonly outcome: "Healthy" | "Applied" | "Stalled" | "Superseded" | "Progressing";
  readonly message?: string;
  readonly startedAt: string;
  readonly endedAt?: string;
}
