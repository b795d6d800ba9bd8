import type { Blocker, ResourceName } from "../../plan/plan.ts";

/** `NIMService models/llama`; not yet safe to show. */
export function resourceLabel({ kind, namespace, name }: ResourceName): string {
  return `${kind} ${namespace === "" ? name : `${namespace}/${name}`}`;
}

/** What is blocked: a resource, or the file that nobody can read. */
export function blockedLabel({ code, resource, location }: Blocker): string {
  if (resource) return resourceLabel(resource);
  return code === "refused" && location ? location.file : code;
}

/** What tells resources apart. */
export function resourceKey({ kind, namespace, name }: ResourceName): string {
  return `${kind}\0${namespace}\0${name}`;
}

/** `NIMService a/x, NIMService a/y and 7 more`. */
export function resourceList(resources: readonly ResourceName[], most = 3): string {
  const shown = resources.slice(0, resources.length === most + 1 ? most + 1 : most).map(resourceLabel);
  const left = resources.length - shown.length;
  return left > 0 ? `${shown.join(", ")} and ${left} more` : shown.join(", ");
}
