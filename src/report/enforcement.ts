import type { EnforcedBy, Finding } from "../lint/finding.ts";

const sentences: Record<EnforcedBy, string> = {
  parser: "this is not valid YAML or JSON",
  "api-server": "the API server refuses this",
  webhook: "the operator's admission webhook refuses this; where it is off (its default), nobody does",
  operator: "accepted by the cluster, then broken or ignored by the operator",
  scheduler: "accepted by the cluster, then the pods do not start",
  nimops: "accepted by the cluster; good practice or policy",
};

/** Who would complain, in words; undefined where there is no resource that anybody could judge. */
export function enforcementOf({
  enforcedBy,
  severity,
  object,
}: Pick<Finding, "enforcedBy" | "severity" | "object">): string | undefined {
  if (enforcedBy === "nimops" && object === undefined) return undefined;
  if (enforcedBy === "webhook" && severity !== "error")
    return "the operator's admission webhook warns of this";
  return sentences[enforcedBy];
}
