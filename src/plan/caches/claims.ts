import type { StorageClass } from "../../inventory/inventory.ts";
import type { Companion, Resource, ResourceSet } from "../../manifest/resource.ts";
import { parseQuantity, wholeUnits } from "../../nim/quantity.ts";
import { type Path, valueAt } from "../../nim/value.ts";
import { claimOf as claimNamed } from "../changes/effect-of.ts";
import type { StorageClasses } from "../storage-classes.ts";

/** A PersistentVolumeClaim that models are kept on. */
export interface Claim {
  readonly namespace: string;
  readonly name: string;
  /** As written, and in bytes; absent where no manifest says it. */
  readonly size?: string;
  readonly bytes?: number;
  /** As written: undefined asks for the default class, an empty text for none. */
  readonly storageClass: string | undefined;
  readonly accessModes: readonly string[];
  /** Whether the set makes it; another exists already, and nothing is known of it. */
  readonly isMade: boolean;
  /** Whether its volume is still to be made. */
  readonly isUnbound: boolean;
}

/**
 * The claim of a cache, or of a service that keeps its model itself; undefined without one. One that stands in the set
 * is taken as it is, be it asked for or not. Source: k8s-nim-operator shared/pvc.go.
 */
export function claimOf(
  owner: Resource<"NIMCache"> | Resource<"NIMService">,
  set: ResourceSet,
): Claim | undefined {
  const name = claimNamed(owner);
  if (name === undefined) return undefined;
  const { namespace } = owner;
  const { pvc = {} } = owner.spec.storage ?? {};
  const written = set.companion("PersistentVolumeClaim", namespace, name);
  if (written) return companionClaim(written);
  const isMade = pvc.create === true;
  return {
    namespace,
    name,
    ...sizeOf(isMade ? pvc.size : undefined),
    storageClass: pvc.storageClass || undefined,
    accessModes: pvc.volumeAccessMode ? [pvc.volumeAccessMode] : [],
    isMade,
    isUnbound: isMade,
  };
}

/** Every claim that the set makes or has, each once. */
export function claimsIn(set: ResourceSet): readonly Claim[] {
  const claims = new Map<string, Claim>();
  for (const companion of set.companions) {
    if (companion.kind === "PersistentVolumeClaim") add(claims, companionClaim(companion));
  }
  const services = set.services.filter(({ pipeline }) => pipeline?.enabled !== false);
  for (const owner of [...set.ofKind("NIMCache"), ...services]) {
    const claim = claimOf(owner, set);
    if (claim?.isMade) add(claims, claim);
  }
  return [...claims.values()];
}

/** The class of a claim that is made here; undefined where it is not known, or none. */
export function classOf({ isMade, storageClass }: Claim, classes: StorageClasses): StorageClass | undefined {
  return isMade && storageClass !== "" ? classes.called(storageClass) : undefined;
}

function add(claims: Map<string, Claim>, claim: Claim): void {
  const key = `${claim.namespace}/${claim.name}`;
  if (!claims.has(key)) claims.set(key, claim);
}

function companionClaim({ namespace, name, value }: Companion): Claim {
  const text = (path: Path) => {
    const found = valueAt(value, path);
    return typeof found === "string" ? found : undefined;
  };
  const modes = valueAt(value, ["spec", "accessModes"]);
  return {
    namespace,
    name,
    ...sizeOf(text(["spec", "resources", "requests", "storage"])),
    storageClass: text(["spec", "storageClassName"]),
    accessModes: Array.isArray(modes) ? modes.filter((mode) => typeof mode === "string") : [],
    isMade: true,
    isUnbound: !text(["spec", "volumeName"]),
  };
}

function sizeOf(size: string | undefined): { size?: string; bytes?: number } {
  const quantity = size ? parseQuantity(size) : undefined;
  if (!size) return {};
  return quantity ? { size, bytes: Number(wholeUnits(quantity)) } : { size };
}
