import type { Cluster } from "../../src/kube/cluster.ts";
import type { LiveWorld } from "../../src/nim/health/surroundings.ts";
import type { Effect } from "../apply/effect.ts";
import type { Decision } from "../decide/decision.ts";
import type { NIMRepository, NIMRepositoryStatus } from "../repository/types.ts";
import type { Source } from "../source/source.ts";
import type { CommitNow } from "../statuses/commit-now.ts";
import type { Judge } from "./judge.ts";
import type { PassMemory } from "./memory.ts";
import type { Reporting } from "./reported.ts";

/** One look at one repository: what Git says, what the cluster has, what to do about it. It never waits for a model. */
export interface PassInput {
  readonly repository: NIMRepository;
  readonly source: Source;
  /** For writes, and for what one pass asks once. The process hands in one that refuses when it no longer leads. */
  readonly cluster: Cluster;
  /** What the namespaces have now: copies of watches, or lists where one pass is all there is. */
  readonly live: LiveSource;
  /** Where the status goes; before anything is applied it takes the ledger. */
  readonly store: StatusStore;
  /** Of this repository, from one pass to the next; a new one after a restart. */
  readonly memory: PassMemory;
  /** Whether to ask Git for its newest commit: no, where only something in the cluster changed. */
  readonly looks: boolean;
  /** Judges a revision that is new. */
  readonly judge: Judge;
  /** How GitHub is told of commits; nobody is told where it is left out. */
  readonly reporting?: Reporting | undefined;
  /** Everything is decided and rehearsed, nothing is written. */
  readonly dryRun?: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly signal?: AbortSignal;
}

export interface LiveSource {
  /** All objects of the four kinds in these namespaces, with managed fields; of other kinds what may be looked at. */
  world(namespaces: readonly string[], now: number): Promise<LiveWorld>;
}

export interface StatusStore {
  write(status: NIMRepositoryStatus): Promise<void>;
}

export interface PassResult {
  /** As it was written, or would be. */
  readonly status: NIMRepositoryStatus;
  /** What was done, in its order. */
  readonly effects: readonly Effect[];
  /** What was decided; undefined where nothing could be. */
  readonly decision: Decision | undefined;
  /** When to look again though nothing happens; milliseconds since 1970. */
  readonly wakeAt: number | undefined;
  /** What may pass by itself went wrong: the process tries again with its back-off. */
  readonly transient: string | undefined;
  /** The finalizer is gone: forget the repository. */
  readonly isGone: boolean;
  /** What it found out of the newest commit, once the status with its reports is written. */
  readonly commit?: CommitNow;
}
