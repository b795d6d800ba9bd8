import type { Cluster } from "../../../kube/cluster.ts";
import type { Redact } from "../../redaction.ts";
import type { StepWorld } from "../step-world.ts";
import type { AirgapState } from "./state.ts";

/** What the steps of a call share. */
export interface RunWorld extends StepWorld {
  /** Milliseconds since 1970; for leases of stores alone. */
  readonly now: () => number;
  readonly redact: Redact;
  readonly state: AirgapState;
  /** Opens the way to a cluster; closed by whoever asked. */
  readonly openCluster: (context: string | undefined) => Promise<Cluster>;
  /** `nimops 0.1.0`: who writes records. */
  readonly tool: string;
}
