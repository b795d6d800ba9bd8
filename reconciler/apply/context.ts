import type { Cluster } from "../../src/kube/cluster.ts";
import type { LiveWorld } from "../../src/nim/health/surroundings.ts";
import type { Attempt } from "../decide/decision.ts";

export interface CarryOutContext {
  readonly cluster: Cluster;
  readonly live: LiveWorld;
  /** What failed before; what fails now is added, what succeeds is taken out. */
  readonly attempts: Map<string, Attempt>;
  /** Digests that the server has found good, by `keyOf`. */
  readonly rehearsed: Map<string, string>;
  /** The commit. */
  readonly revision: string;
  /** Nothing is written, everything is rehearsed. */
  readonly dryRun: boolean;
  /** Stores what is about to be ours; anything that is applied waits for it. */
  writeLedger(): Promise<void>;
  readonly now: () => number;
  readonly signal?: AbortSignal;
}
