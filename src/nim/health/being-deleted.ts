import type { Health } from "./health.ts";
import { kubectl } from "./kubectl.ts";
import type { Live } from "./live.ts";

export function beingDeleted({ isDeleting, kind, name, namespace }: Live): Health | undefined {
  if (!isDeleting) return undefined;
  return {
    health: "progressing",
    reason: "Deleting",
    message: "it is being deleted",
    help: `if it stays so, see its finalizers: \`${kubectl(namespace, "get", kind.toLowerCase(), name, "-o", "yaml")}\``,
  };
}
