import { causeOf } from "./cause.ts";
import type { Health } from "./health.ts";
import { isOlder } from "./is-older.ts";
import type { Live } from "./live.ts";
import { podCauses } from "./pod-causes.ts";
import { podSigns } from "./pod-signs.ts";
import type { Surroundings } from "./surroundings.ts";

/** Milliseconds in which a volume should have been made and bound. */
const provisioningTime = 120_000;

/** Why a pod does not get on; undefined where it does, or where nothing tells. */
export function podTrouble(pod: Live, around: Surroundings): Health | undefined {
  for (const sign of podSigns(pod, around)) {
    const cause = causeOf(podCauses, sign, pod);
    if (cause === undefined) continue;
    // A volume that is made on demand takes its time.
    const isSoon = cause.reason === "ClaimUnbound" && !isOlder(pod, provisioningTime, around);
    return isSoon ? { ...cause, health: "progressing" } : cause;
  }
  return undefined;
}
