import type { Finding, ObjectName } from "../lint/finding.ts";
import { withoutCredentials } from "../nim/credential.ts";
import { printable } from "./printable.ts";

/** `NIMService default/llama`, safe to show. */
export function nameOf({ kind, namespace, name }: ObjectName): string {
  const path = namespace === "" ? name : `${namespace}/${name}`;
  return printable(withoutCredentials(`${kind} ${path}`)).trimEnd();
}

/** The resource that a finding is about and the clusters that it concerns; empty where there is neither. */
export function subjectOf({ object, clusters }: Finding): string {
  const parts = object ? [nameOf(object)] : [];
  if (clusters.length > 0) parts.push(`(${clusters.map(printable).join(", ")})`);
  return parts.join(" ");
}
