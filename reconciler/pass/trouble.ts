import { ClusterError } from "../../src/kube/cluster-error.ts";
import { failureOf } from "../apply/failure.ts";

/** What keeps a pass, or a revision, from going on. */
export interface Trouble {
  /** PascalCase. */
  readonly reason: string;
  readonly message: string;
}

/** What an API server may say otherwise in a moment is no reason to give up: it is told. Undefined where all went well. */
export async function troubleIn(work: () => Promise<void>): Promise<Trouble | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return troubleOf(error);
  }
}

/** Throws what is our own mistake, and the caller's signal. */
export function troubleOf(error: unknown): Trouble {
  if (!(error instanceof ClusterError) || error.reason === "aborted") throw error;
  const { reason, message } = failureOf(error, { kind: "NIMCache", namespace: "", name: "" }, 0);
  return { reason, message };
}
