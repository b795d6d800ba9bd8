import { milliseconds } from "../repository/duration.ts";
import type { NIMRepository } from "../repository/types.ts";

/** How long trouble may pass by itself before GitHub is told of it. Milliseconds. */
export function graceOf(repository: Pick<NIMRepository, "spec"> | undefined): number {
  return milliseconds(repository?.spec.github?.grace ?? "") ?? usualGrace;
}

/** Milliseconds. */
const usualGrace = 5 * 60_000;
