import { type DraftMap, Unquoted, unquotedKey } from "./draft.ts";
import { goTypes } from "./go-types.ts";
import { goStruct } from "./go-written.ts";
import type { ServiceFacts } from "./service-facts.ts";

/** What every pod of a service says about where and as whom it runs. */
export function placementOf({ spec }: ServiceFacts): DraftMap {
  const selector = Object.entries(spec.nodeSelector ?? {});
  const tolerations = (spec.tolerations ?? []).flatMap((toleration) => {
    if (!toleration) return [];
    const { key, operator, value, effect } = toleration;
    // `tolerationSeconds` is not in the template.
    return [
      {
        key: key || undefined,
        operator: operator || undefined,
        value: value || undefined,
        effect: effect || undefined,
      },
    ];
  });
  return {
    schedulerName: new Unquoted(spec.schedulerName ?? ""),
    priorityClassName: new Unquoted(spec.priorityClassName ?? ""),
    nodeSelector:
      selector.length > 0
        ? Object.fromEntries(
            selector.map(([key, value]) => [unquotedKey(key), new Unquoted(value ?? "", "")]),
          )
        : undefined,
    tolerations: tolerations.length > 0 ? tolerations : undefined,
    imagePullSecrets: pullSecretsOf(spec.image?.pullSecrets),
    securityContext: {
      runAsUser: spec.userID ?? 1000,
      runAsGroup: spec.groupID ?? 2000,
      fsGroup: spec.groupID ?? 2000,
    },
  };
}

/** Not for a LeaderWorkerSet, whose template leaves both out. */
export function singleNodePlacement({ spec }: ServiceFacts): DraftMap {
  return {
    affinity: spec.affinity ? goStruct(spec.affinity, goTypes.affinity) : undefined,
    runtimeClassName: new Unquoted(spec.runtimeClassName ?? ""),
  };
}

export function pullSecretsOf(names: readonly (string | undefined)[] | undefined): DraftMap[] | undefined {
  const secrets = (names ?? []).flatMap((name) => (name === undefined ? [] : [{ name: new Unquoted(name) }]));
  return secrets.length > 0 ? secrets : undefined;
}
