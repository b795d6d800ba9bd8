import { textAt, textsAt } from "./fields.ts";
import type { Health } from "./health.ts";
import { isOlder } from "./is-older.ts";
import type { Live } from "./live.ts";
import type { Surroundings } from "./surroundings.ts";

/** Milliseconds in which a running operator takes up a new object; it does within a second. */
const soon = 120_000;

/** An object that the operator has not taken up: it adds its finalizer before anything else, and cannot where the write is refused. */
export function notPickedUp(resource: Live, around: Surroundings): Health | undefined {
  const finalizers = textsAt(resource.object, "metadata", "finalizers");
  if (finalizers.some((name) => name.endsWith(".apps.nvidia.com"))) return undefined;
  if (textAt(resource.object, "status", "state") !== "") return undefined;
  const isOld = isOlder(resource, soon, around);
  return {
    health: isOld ? "blocked" : "progressing",
    reason: "NotPickedUp",
    message: "the operator has not taken it up",
    help: "if it stays so: the operator does not run, one object of this kind in the cluster cannot be decoded (`nimops lint` finds it), or the API server refuses what the operator writes back; see the log of `kubectl get pods -A -l app.kubernetes.io/name=k8s-nim-operator`",
  };
}
