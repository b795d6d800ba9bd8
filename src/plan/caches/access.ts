import type { StorageClass } from "../../inventory/inventory.ts";
import { oneNodeProvisioners } from "../../inventory/provisioners.ts";
import { closest } from "../../nim/closest.ts";
import type { Reason } from "../plan.ts";
import { reachOf } from "../scheduler/volume-binding.ts";
import type { StorageClasses } from "../storage-classes.ts";
import { type Claim, classOf } from "./claims.ts";

/** Somebody who mounts a claim. */
export interface Mounter {
  /** Such as `NIMService models/llama`. */
  readonly name: string;
  /** Pods at minimum and at maximum replicas. */
  readonly pods: { readonly min: number; readonly max: number };
  /** Nodes that one copy of the model stands on. */
  readonly nodes: number;
  /** Names of the nodes that may take one of its pods, the first of many; absent where that is not known. */
  readonly able?: readonly string[];
  /** GPUs of each pod, and the most that a node of the pools that take it has; absent where that is not known. */
  readonly gpus?: { readonly each: number; readonly ofNode: number };
}

/** What is wrong with a claim's class and access modes, for those who mount it; they are asked for where that matters. */
export function accessReasons(
  claim: Claim,
  classes: StorageClasses,
  mounters: () => readonly Mounter[],
): Reason[] {
  return [...classReasons(claim, classes), ...sharingReasons(claim, mounters)];
}

function classReasons(claim: Claim, classes: StorageClasses): Reason[] {
  const { storageClass, isMade, isUnbound, accessModes } = claim;
  if (!isMade || !isUnbound || storageClass === "") return [];
  const found = classOf(claim, classes);
  if (found) return accessModes.flatMap((mode) => notOffered(mode, found));
  if (!classes.isComplete) return [];
  if (storageClass === undefined) {
    const message = "it names no storage class, and none of the inventory's is the default";
    return [{ code: "no-default-storage-class", message, help: `name one of ${classes.names.join(", ")}` }];
  }
  const meant = closest(storageClass, classes.names);
  const message = `the inventory has no storage class ${storageClass}`;
  const help = meant === undefined ? `name one of ${classes.names.join(", ")}` : `write ${meant}`;
  return [{ code: "storage-class-unknown", message, help }];
}

function notOffered(mode: string, storage: StorageClass): Reason[] {
  const { name, provisioner = "", accessModes } = storage;
  const help = "take a class of a shared file system, or ReadWriteOnce if one node alone will use the volume";
  if (accessModes) {
    if (accessModes.includes(mode)) return [];
    const offered = accessModes.length === 0 ? "none" : accessModes.join(", ");
    const message = `the storage class ${name} does not offer ${mode}: the inventory says ${offered}`;
    return [{ code: "access-mode-not-offered", message, help }];
  }
  if (mode !== "ReadWriteMany") return [];
  const never = oneNodeProvisioners.has(provisioner);
  if (!never && reachOf(storage) !== "node") return [];
  const unless = never ? "" : " unless it was set up for that";
  const code = never ? "access-mode-not-offered" : "access-mode-may-not-be-offered";
  const message = `the storage class ${name} (${provisioner}) makes volumes for one node${unless}: it does not offer ReadWriteMany`;
  return [{ code, message, help }];
}

function sharingReasons({ name, accessModes }: Claim, mounters: () => readonly Mounter[]): Reason[] {
  const isForOne = accessModes.length > 0 && accessModes.every((mode) => oneNodeModes.includes(mode));
  const running = isForOne ? mounters().filter(({ pods }) => pods.max > 0) : [];
  if (running.length === 0) return [];
  const able = new Set(running.flatMap((mounter) => mounter.able ?? []));
  const isOneNode = able.size === 1 && running.every((mounter) => mounter.able);
  const mode = accessModes.includes("ReadWriteOnce") ? "ReadWriteOnce" : "ReadWriteOncePod";
  const help = "write `volumeAccessMode: ReadWriteMany`, with a storage class that offers it";
  const spread = running.find(({ nodes }) => nodes > 1);
  if (spread && !(isOneNode && mode === "ReadWriteOnce")) {
    const message = `${spread.name} stands on ${spread.nodes} nodes, and the claim ${name} is ${mode}`;
    return [{ code: "multi-node-needs-read-write-many", message, help }];
  }
  const [min, max] = [sumOf(running, "min"), sumOf(running, "max")];
  if (max < 2) return [];
  const who = `${running.map((mounter) => mounter.name).join(", ")}: ${countText(min, max)}`;
  if (mode === "ReadWriteOncePod") {
    const message = `one pod at a time mounts the claim ${name}, which is ${mode}, and there are several: ${who}`;
    const code = min < 2 ? "read-write-once-pod-may-be-shared" : "read-write-once-pod-shared";
    return [{ code, message, help }];
  }
  // Where there is one node for them, they all land on it.
  if (isOneNode) return [];
  const needed = running.reduce((sum, { pods, gpus }) => sum + pods.min * (gpus?.each ?? 0), 0);
  const most = Math.min(...running.map(({ gpus }) => gpus?.ofNode ?? Number.POSITIVE_INFINITY));
  if (needed > most) {
    const message = `the claim ${name} is ${mode}, so one node must take all pods (${who}), which need ${needed} GPUs: no node has more than ${most}`;
    return [{ code: "read-write-once-needs-one-node", message, help }];
  }
  const message = `the claim ${name} is ${mode}: pods that land on another node than the first never start (${who})`;
  return [{ code: "read-write-once-shared", message, help }];
}

const oneNodeModes = ["ReadWriteOnce", "ReadWriteOncePod"];

function sumOf(mounters: readonly Mounter[], end: "min" | "max"): number {
  return mounters.reduce((sum, { pods }) => sum + pods[end], 0);
}

function countText(min: number, max: number): string {
  return min === max ? `${max} pods` : `${min} to ${max} pods`;
}
