import type { Location, ResourceName } from "../plan/plan.ts";

/** What a run of `nimops prewarm` did and found. */
export interface PrewarmResult {
  readonly version: 1;
  /** Of the plan that was carried out: `sha256:…`. */
  readonly digest: string;
  /** As declared in nimops.yaml; absent where no clusters are declared. */
  readonly cluster?: string;
  /** `https://10.0.0.1:6443`. */
  readonly server: string;
  /** Nothing was written, and nothing was waited for. */
  readonly dryRun: boolean;
  /** The worst of the outcomes: `outcomes` stand in that order. */
  readonly outcome: Outcome;
  readonly seconds: number;
  /** Sorted by namespace and name. */
  readonly caches: readonly CacheResult[];
  /** What could not be seen for lack of rights, and what that costs. */
  readonly notes: readonly string[];
}

/** Worst first. */
export const outcomes = [
  /** Nobody tries it any more, or the API server does not take it. */
  "failed",
  /** Another manager owns a field that the manifest says otherwise: nothing was written. */
  "conflict",
  /** Nothing was written, for it would do nothing or harm: the causes name the safe path. */
  "skipped",
  /** Not Ready when its time was over. The cluster goes on. */
  "timed-out",
  /** The user stopped waiting. The cluster goes on. */
  "cancelled",
  /** Of a dry run: what would be done. */
  "planned",
  /** Ready, with the profiles of the plan. */
  "ready",
] as const;

export type Outcome = (typeof outcomes)[number];

/**
 * - `created`, `updated`: applied as `nimops` (in a dry run: would be).
 * - `untouched`: it was as the manifest says; nothing was written.
 * - `waited-for`: it is the reconciler's: nothing was applied.
 * - `nothing`: it was not dealt with; the causes say why.
 */
export const deeds = ["created", "updated", "untouched", "waited-for", "nothing"] as const;

export type Deed = (typeof deeds)[number];

/** Words of a cluster in it are cut and without credentials, and not yet printable. */
export interface CacheResult extends ResourceName {
  readonly kind: "NIMCache";
  readonly location?: Location;
  readonly did: Deed;
  readonly outcome: Outcome;
  /** One sentence: how it is at the end. */
  readonly message: string;
  /** Why it is not ready, and what else is to know; what matters most first. May be there beside `ready`, as a warning. */
  readonly causes: readonly PrewarmCause[];
  /** `status.state`; absent where the object was never seen, empty where the operator has not said anything. */
  readonly state?: string;
  readonly uid?: string;
  readonly claim?: string;
  /** Of the puller; the digest as the node that ran it tells it. */
  readonly image?: { readonly reference: string; readonly digest?: string };
  /** Of its present Job. */
  readonly attempts?: { readonly failed: number; readonly most: number };
  readonly bytes?: {
    /** What the plan says that will be downloaded. */
    readonly planned?: number;
    /** What the volume held when it was last looked at. */
    readonly done?: number;
  };
  /** Absent where neither the plan nor the cluster names any. */
  readonly profiles?: ProfileComparison;
  /** The end of what the pod that failed last printed. */
  readonly log?: { readonly pod: string; readonly lines: readonly string[] };
  /** What still goes on in the cluster; absent where nothing does. */
  readonly stillRuns?: string;
  readonly seconds: number;
}

export interface PrewarmCause {
  /** A stable word in PascalCase: reasons of docs/status.md, and those of docs/prewarm.md. */
  readonly code: string;
  readonly message: string;
  readonly help?: string;
  /** To look further; they stand in `help` too. */
  readonly commands: readonly string[];
}

export interface ProfileComparison {
  /** Ids of the plan; absent where it does not know them. */
  readonly expected?: readonly string[];
  /** Ids of `status.profiles`, each once. */
  readonly listed: readonly string[];
  /** Expected, and not listed or not downloaded. */
  readonly missing: readonly string[];
  /** Listed, and not in the arguments of the Job that downloaded; empty where the Job is gone. */
  readonly notDownloaded: readonly string[];
  /** Listed more than once: a write conflict of the operator does that. */
  readonly duplicated: readonly string[];
}
