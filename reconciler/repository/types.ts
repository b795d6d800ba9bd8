import type { ResourcePhase } from "./resource-phases.ts";

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
    readonly creationTimestamp?: string;
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
  /** Whether a commit that does not follow the one before, as after a force-push, is not taken. */
  readonly refuseRewinds?: boolean;
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
  /** What everybody may see of it; nothing where it is left out. */
  readonly publish?: Publishing;
  readonly github?: GithubReporting;
}

/** What is said on GitHub of each commit. */
export interface GithubReporting {
  /** `token`, or `githubAppID` and `githubAppPrivateKey`; `apiUrl` or `githubAppBaseURL` where it cannot be found out. */
  readonly secretRef: SecretReference;
  /** What the contexts are called behind `nimops/CLUSTER/`; the NIMRepository's namespace and name when left out. */
  readonly context?: string;
  /** With `{sha}`, `{cluster}`, `{namespace}`, `{name}` and `{kind}` to be filled in. */
  readonly targetUrl?: string;
  /** So many resources of a commit have a status of their own. */
  readonly resources: number;
  /** So long trouble in the cluster has to last before it is told as such. */
  readonly grace: Duration;
  readonly deployments: boolean;
  /** Of the deployments; `nim/CLUSTER` when left out. */
  readonly environment?: string;
}

/** Lists of names take `*` for all. */
export interface Publishing {
  readonly badges: boolean;
  readonly page: boolean;
  /** Whether the name of the cluster is shown. */
  readonly cluster: boolean;
  /** `llama`, `models/llama`. */
  readonly resources?: readonly string[];
  readonly pools?: readonly string[];
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
  /** Kinds that may be brought; all four when there is none. */
  readonly kinds?: readonly ResourceId["kind"][];
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
  /** The commits of which something is said on GitHub and not all is said yet, the newest first; absent where nothing is. */
  readonly reports?: readonly Report[];
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
  /** What named it: `main`, `v1.2.3`. */
  readonly ref?: string;
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
  /** Of a cache that is being filled, where the kubelets may be asked: bytes on its volume, and of all that it downloads. */
  readonly bytes?: { readonly cached: number; readonly total?: number };
  /** Of a cache whose download failed, where logs may be read: what its pod printed last, without credentials. */
  readonly lastWords?: readonly string[];
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

/** What GitHub is to be told of one commit; written before it is told, so that no commit is left as pending. */
export interface Report {
  readonly revision: string;
  /** Where it is told: another place begins another report. */
  readonly to: ReportPlace;
  readonly state: "pending" | "success" | "failure" | "error";
  /** Of what its manifests say; absent where they could not be read, or must not be applied. */
  readonly digest?: string;
  /** Those that have a status of their own: `NIMCache models/llama`. */
  readonly resources?: readonly string[];
  /** Contexts that somebody else was seen to write: they are left to them. */
  readonly contested?: readonly string[];
  /** Since when it has trouble in the cluster. */
  readonly troubledSince?: string;
  /** Whether everything of it was seen healthy once. */
  readonly wasHealthy?: boolean;
  /** It is no longer followed, and this is the last word on it. */
  readonly ended?: string;
  /** It waits for what becomes of this commit, which says the same. */
  readonly like?: string;
}

export interface ReportPlace {
  /** The REST API. */
  readonly api: string;
  /** `OWNER/NAME`. */
  readonly repository: string;
  /** Of the Secret. */
  readonly secret: string;
  /** The context of everything; those of resources begin with it. */
  readonly context: string;
  /** The environment of deployments; absent where none are made. */
  readonly environment?: string;
}
