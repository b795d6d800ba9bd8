import type { ResourceSet } from "../../manifest/resource.ts";
import { parseQuantity, wholeUnits } from "../../nim/quantity.ts";
import type { QuotaDemand } from "../demand/demand.ts";
import type { Reason } from "../plan.ts";
import type { StorageClasses } from "../storage-classes.ts";
import { type Claim, claimsIn, classOf } from "./claims.ts";
import { inGi } from "./volume-size.ts";

/**
 * What the quotas of each namespace have against its claims: the API server then refuses those that come last, and their
 * caches never fill. Source: Kubernetes pkg/quota/v1/evaluator/core/persistent_volume_claims.go.
 */
export function claimQuotas(
  set: ResourceSet,
  quotas: readonly QuotaDemand[],
  classes: StorageClasses,
): ReadonlyMap<string, readonly Reason[]> {
  const claims = new Map<string, Claim[]>();
  for (const claim of claimsIn(set)) {
    const known = claims.get(claim.namespace);
    if (known) known.push(claim);
    else claims.set(claim.namespace, [claim]);
  }
  const found = new Map<string, Reason[]>();
  for (const { name, namespace, hard } of quotas) {
    const reasons = Object.entries(hard).flatMap(([resource, most]) =>
      exceeded(`${name} of the namespace ${namespace}`, resource, most, {
        claims: claims.get(namespace) ?? [],
        classes,
      }),
    );
    if (reasons.length > 0) found.set(namespace, [...(found.get(namespace) ?? []), ...reasons]);
  }
  return found;
}

const ofClass = ".storageclass.storage.k8s.io/";

function exceeded(
  quota: string,
  resource: string,
  most: string,
  { claims, classes }: { readonly claims: readonly Claim[]; readonly classes: StorageClasses },
): Reason[] {
  const [className, measure = resource] = resource.includes(ofClass) ? resource.split(ofClass) : [];
  const counted = claims.filter(
    (claim) => className === undefined || nameOfClass(claim, classes) === className,
  );
  const limit = parseQuantity(most);
  if (!limit || counted.length === 0) return [];
  const left = Number(wholeUnits(limit));
  const bytes = counted.reduce((sum, claim) => sum + (claim.bytes ?? 0), 0);
  const isSize = measure === "requests.storage";
  const isCount = measure === "persistentvolumeclaims" || measure === "count/persistentvolumeclaims";
  if (!(isSize && bytes > left) && !(isCount && counted.length > left)) return [];
  const number = counted.length === 1 ? "one claim" : `${counted.length} claims`;
  const asked = isSize
    ? `${number} ask${counted.length === 1 ? "s" : ""} for ${inGi(bytes)}`
    : `there are ${number}`;
  return [
    {
      code: "storage-quota",
      message: `the quota ${quota} allows ${most} of ${resource}, and ${asked}: the API server refuses the claims that come last (exceeded quota)`,
      help: "raise the quota, or ask for less in this namespace",
    },
  ];
}

function nameOfClass(claim: Claim, classes: StorageClasses): string | undefined {
  return claim.storageClass ?? classOf(claim, classes)?.name;
}
