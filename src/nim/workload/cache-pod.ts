import { managedByOperator, operatorName } from "../managed-by.ts";
import { parseQuantity } from "../quantity.ts";
import type { Toleration } from "../schema/kinds.ts";
import { cacheServiceAccount } from "./cache-access.ts";
import type { Subject } from "./subject.ts";
import { type LooseMap, orAbsent } from "./without-absent.ts";

export const cacheContainerName = "nim-cache-ctr";

/** What the pods that a cache brings along, the one that reads the manifest and the Job's, have in common. */
export function cachePodSpec(
  { spec }: Subject<"NIMCache">,
  pullSecret: string | undefined,
  pass: "first" | "later",
): LooseMap {
  // An empty map is lost in the operator's first write. The pass that writes still has it, later ones do not, and put
  // their default in its place (trap T25).
  const nodeSelector = pass === "first" ? spec.nodeSelector : orAbsent(spec.nodeSelector);
  return {
    runtimeClassName: orAbsent(spec.runtimeClassName),
    securityContext: podUser(spec),
    serviceAccountName: cacheServiceAccount,
    tolerations: tolerationsSent(spec.tolerations),
    nodeSelector: orAbsent(nodeSelector ?? { "feature.node.kubernetes.io/pci-10de.present": "true" }),
    // Written also where no Secret is named.
    imagePullSecrets: [{ name: orAbsent(pullSecret) }],
  };
}

/** Labels of the pods, by which people find what belongs to a resource. */
export function podLabels(name: string) {
  return {
    app: operatorName,
    "app.kubernetes.io/name": name,
    ...managedByOperator,
  };
}

/** Labels of a cache's claim and ConfigMap, since 3.1.0. Source: nimcache_types.go, GetStandardLabels. */
export function cacheLabels(name: string) {
  return {
    ...podLabels(name),
    "app.kubernetes.io/instance": name,
    "app.kubernetes.io/part-of": "nim-cache",
  };
}

/** Amounts that nobody names are zero, which is no limit. */
export function cacheResources({ spec }: Subject<"NIMCache">): LooseMap {
  const amount = (quantity: string | number | undefined) =>
    quantity === undefined ? "0" : (parseQuantity(quantity)?.canonical ?? "0");
  const amounts = { cpu: amount(spec.resources?.cpu), memory: amount(spec.resources?.memory) };
  return { limits: amounts, requests: amounts };
}

interface User {
  readonly userID?: number | undefined;
  readonly groupID?: number | undefined;
}

export function podUser({ userID, groupID }: User): LooseMap {
  return { runAsUser: userID ?? 1000, runAsNonRoot: true, fsGroup: groupID ?? 2000 };
}

export function containerUser({ userID, groupID }: User): LooseMap {
  return {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    runAsNonRoot: true,
    runAsGroup: groupID ?? 2000,
    runAsUser: userID ?? 1000,
  };
}

export function tolerationsSent(
  tolerations: readonly (Toleration | undefined)[] | undefined,
): LooseMap[] | undefined {
  const given = (tolerations ?? []).filter((toleration) => toleration !== undefined);
  return orAbsent(
    given.map(({ key, operator, value, effect, tolerationSeconds }) => ({
      key: orAbsent(key),
      operator: orAbsent(operator),
      value: orAbsent(value),
      effect: orAbsent(effect),
      tolerationSeconds,
    })),
  );
}
