import { ClusterError } from "../../src/kube/cluster-error.ts";
import { failureOf } from "../apply/failure.ts";
import { missingRight } from "../apply/missing-right.ts";

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
  const right = rightMissing(error);
  if (right) return right;
  const { reason, message } = failureOf(error, { kind: "NIMCache", namespace: "", name: "" }, 0);
  return { reason, message };
}

/** A right that is missing passes only when somebody gives it: that is told, and looked for now and then, not tried hot. */
export function rightMissing(error: unknown): Trouble | undefined {
  if (!(error instanceof ClusterError) || error.reason !== "forbidden") return undefined;
  return { reason: "Forbidden", message: missingRight(error) ?? error.message };
}

/** Milliseconds between two looks whether a right has been given; a watch that may begin tells it sooner. */
export const untilRightIsGiven = 2 * 60_000;
