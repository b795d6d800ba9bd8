import type { Resource } from "../../manifest/resource.ts";
import { mountersOf, running } from "../changes/users-of.ts";
import { locationOf } from "../demand/location.ts";
import { servedModel } from "../hardware/served-model.ts";
import type { Blocker, Reason } from "../plan.ts";
import { StorageClasses } from "../storage-classes.ts";
import { accessReasons } from "./access.ts";
import type { CacheContext } from "./cache-plans.ts";
import { certainFault } from "./claim-faults.ts";
import { claimQuotas } from "./claim-quotas.ts";
import { claimOf, classOf } from "./claims.ts";
import { fullClasses } from "./class-capacity.ts";
import { type Download, weights } from "./download.ts";
import { mounterOf } from "./mounters.ts";
import { neededBytes, sizeReasons } from "./volume-size.ts";

/** What is wrong with the claims that services keep their models on themselves, without a cache. */
export interface ServiceClaims {
  /** By kind, namespace and name. */
  readonly reasons: ReadonlyMap<string, readonly Reason[]>;
  readonly blockers: readonly Blocker[];
}

export function serviceClaims(context: CacheContext): ServiceClaims {
  const { set, inventory, demand, isReady } = context;
  const classes = new StorageClasses(inventory, set);
  const full = fullClasses(set, classes);
  const quotas = claimQuotas(set, demand.quotas, classes);
  const workloads = new Map(demand.workloads.map((each) => [called(each), each]));
  const surrounded = { ...context, workloads };
  const reasons = new Map<string, Reason[]>();
  const blockers: Blocker[] = [];
  for (const service of running(set)) {
    const claim = claimOf(service, set);
    if (!claim) continue;
    const mounters = mountersOf(claim.name, service.namespace, set);
    // That of a cache is judged with the cache.
    if (mounters.some(({ kind }) => kind === "NIMCache")) continue;
    const download = downloadOf(service, context);
    const shared = full.find(({ storage }) => storage === classOf(claim, classes));
    const found = [
      ...(download ? sizeReasons(claim, download, neededBytes(download, 0)) : []),
      ...accessReasons(claim, classes, () => mounters.flatMap((each) => mounterOf(each, surrounded))),
      ...(shared ? [shared.reason] : []),
      ...(claim.isMade ? (quotas.get(service.namespace) ?? []) : []),
    ];
    if (found.length === 0) continue;
    reasons.set(called(service), found);
    const { kind, namespace, name } = service;
    for (const reason of found) {
      const field = certainFault(reason, download);
      if (field === undefined || isReady?.(service)) continue;
      const location = locationOf(service, ["spec", "storage", "pvc", field]);
      blockers.push({ ...reason, resource: { kind, namespace, name }, location, fixable: false });
    }
  }
  return { reasons, blockers };
}

/** One profile, which the image chooses when it starts. */
function downloadOf(service: Resource<"NIMService">, context: CacheContext): Download | undefined {
  const { chosen, model } = servedModel(service, context);
  const size = chosen?.facts.size;
  if (size !== undefined) return { bytes: size, least: size, from: "lock" };
  return model && { ...weights(model), from: "estimated" };
}

function called({ kind, namespace, name }: { kind: string; namespace: string; name: string }): string {
  return `${kind} ${namespace}/${name}`;
}
