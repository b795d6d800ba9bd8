import type { Finding } from "../lint/finding.ts";
import type { Blocker } from "../plan/plan.ts";

/** What never comes into the cluster, and is planned without. */
export function refusalBlockers(findings: readonly Finding[], cluster: string | undefined): Blocker[] {
  return findings
    .filter(({ clusters }) => cluster === undefined || clusters.length === 0 || clusters.includes(cluster))
    .map(({ rule, message, help, object, location, enforcedBy }): Blocker => {
      const who = Object.hasOwn(refusers, enforcedBy) ? refusers[enforcedBy] : "it cannot be read";
      return {
        code: "refused",
        message: `${who} (${rule}): ${message}`,
        ...(help !== undefined && { help }),
        ...(object && { resource: { kind: object.kind, namespace: object.namespace, name: object.name } }),
        location: { file: location.file, line: location.start.line },
        fixable: false,
      };
    });
}

const refusers: Readonly<Record<string, string>> = {
  parser: "kubectl cannot read this",
  "api-server": "the API server refuses it",
};
