import { claimOfCache } from "../../src/nim/health/claim-of-cache.ts";
import type { Live } from "../../src/nim/health/live.ts";
import type { Surroundings } from "../../src/nim/health/surroundings.ts";
import type { ResourceStatus } from "../repository/types.ts";

/**
 * How far a cache that is being filled is; undefined where nobody has measured it.
 *
 * @param total bytes that it downloads, where the lock file knows.
 */
export function bytesOnVolume(
  live: Live,
  around: Surroundings,
  before: ResourceStatus["bytes"],
  total: number | undefined,
): ResourceStatus["bytes"] {
  const measured = around.bytesOn(claimOfCache(live));
  // Between two measurements the last one stands.
  const cached = measured ?? before?.cached;
  return cached === undefined ? undefined : { cached, ...(total !== undefined && { total }) };
}
