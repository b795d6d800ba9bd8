import type { ClusterError } from "../../src/kube/cluster-error.ts";

/** An API server that could not be spoken to. */
export class PassFailed extends Error {
  readonly error: ClusterError;
  /** Milliseconds until the next try. */
  readonly again: number;

  constructor(error: ClusterError, again: number) {
    super(error.message, { cause: error });
    this.name = "PassFailed";
    this.error = error;
    this.again = again;
  }
}
