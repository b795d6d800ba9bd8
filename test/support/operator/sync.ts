import { createHash, randomBytes } from "node:crypto";
import { isMap, type ValueMap, valueAt } from "../../../src/nim/value.ts";
import type { MadeObject } from "../../../src/nim/workload/made.ts";
import { nameOf } from "./cluster.ts";
import type { Context } from "./context.ts";

/** What a service's spec says about the replicas of its Deployment. */
export interface Scale {
  readonly isAutomatic: boolean;
  /** Undefined: nobody says, and any count will do. */
  readonly replicas: number | undefined;
}

/**
 * Makes an object, or brings it up to date where the operator sees a need: when the hash of its resource's spec has
 * changed, or the replicas are not as asked. Edits by others stay until then.
 * Source: k8s-nim-operator standalone/nimservice.go, renderAndSyncResource; internal/k8sutil, SyncResource.
 */
export async function sync(
  { cluster }: Context,
  made: MadeObject,
  parent: string,
  scale: Scale,
): Promise<void> {
  const desired = withKey(withHashes(made, parent));
  const live = await cluster.find(nameOf(made));
  if (!live) {
    await cluster.create(desired);
    return;
  }
  if (madeOnce.has(made.kind)) return;
  const isScaledOtherwise =
    made.kind === "Deployment" &&
    !scale.isAutomatic &&
    valueAt(live, ["spec", "replicas"]) !== (scale.replicas ?? 1);
  const isOfThisSpec = annotation(live, parentHash) === parent;
  if (isOfThisSpec && !isScaledOtherwise) return;
  if (annotation(live, ownHash) === annotation(desired, ownHash) && !isScaledOtherwise) return;
  const replicas = valueAt(live, ["spec", "replicas"]);
  const keeps = made.kind === "Deployment" && scale.isAutomatic && replicas !== undefined;
  const spec = isMap(desired.spec)
    ? { ...desired.spec, ...(keeps && { replicas }), ...addressesOf(live) }
    : undefined;
  await cluster.update({
    ...desired,
    ...(spec && { spec }),
    metadata: { ...desired.metadata, resourceVersion: valueAt(live, ["metadata", "resourceVersion"]) ?? "" },
  });
}

/** A text that tells specs apart. */
export function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}

const parentHash = "nvidia.com/parent-spec-hash";
const ownHash = "nvidia.com/last-applied-hash";

/** Kinds that the operator makes where they are missing and never touches again. */
const madeOnce = new Set([
  "PersistentVolumeClaim",
  "ConfigMap",
  "Secret",
  "ResourceClaimTemplate",
  "ComputeDomain",
  "InferencePool",
]);

function withHashes(made: MadeObject, parent: string): MadeObject {
  const { annotations } = made.metadata;
  if (!isMap(annotations)) return made;
  const own = hashOf({ ...made, metadata: { ...made.metadata, annotations: {} } });
  const hashes: ValueMap = {};
  if (Object.hasOwn(annotations, parentHash)) hashes[parentHash] = parent;
  if (Object.hasOwn(annotations, ownHash)) hashes[ownHash] = own;
  return { ...made, metadata: { ...made.metadata, annotations: { ...annotations, ...hashes } } };
}

/** The key of MPI's ssh, which is made anew for every service. */
function withKey(made: MadeObject): MadeObject {
  if (made.kind !== "Secret" || !isMap(made.data)) return made;
  const data = Object.fromEntries(
    Object.keys(made.data).map((key) => [key, randomBytes(32).toString("base64")]),
  );
  return { ...made, data };
}

/** A Service keeps the addresses that it was given. */
function addressesOf(live: ValueMap): ValueMap {
  if (live.kind !== "Service" || !isMap(live.spec)) return {};
  const { clusterIP, clusterIPs } = live.spec;
  return { ...(clusterIP !== undefined && { clusterIP }), ...(clusterIPs !== undefined && { clusterIPs }) };
}

function annotation(object: ValueMap, key: string): unknown {
  return valueAt(object, ["metadata", "annotations", key]);
}
