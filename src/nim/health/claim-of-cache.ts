import { claimNameOf } from "../made-names.ts";
import { textAt } from "./fields.ts";
import type { Live } from "./live.ts";

/** The claim that a cache is on, or will be. */
export function claimOfCache({ name, object }: Live): string {
  return (
    textAt(object, "status", "pvc") ||
    claimNameOf(name, { name: textAt(object, "spec", "storage", "pvc", "name") })
  );
}
