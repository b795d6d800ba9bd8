import type { Amounts, StorageClass } from "../../inventory/inventory.ts";
import type { ValueMap } from "../../nim/value.ts";
import type { Assumption, Location, Reason, ResourceName } from "../plan.ts";

/**
 * When pods are counted: at minimum replicas, at the maximum of all autoscalers, with one node of each pool lost, and
 * while everything is rolled out.
 */
export const levels = ["minimum", "maximum", "nodeLost", "rollout"] as const;
export type Level = (typeof levels)[number];

/** All pods that a set of manifests asks for, sorted by the names of their workloads. */
export interface Demand {
  readonly workloads: readonly WorkloadDemand[];
  readonly quotas: readonly QuotaDemand[];
  readonly assumptions: readonly Assumption[];
}

/** A NIMService, a NIMBuild, or the job of a NIMCache. */
export interface WorkloadDemand extends ResourceName {
  readonly location?: Location;
  /** Builds and jobs end by themselves: they are placed at the level `rollout` alone; see `endingVerdict`. */
  readonly ends: boolean;
  /** Empty where `settled` is given, and where no pod is asked for. */
  readonly pods: readonly PodDemand[];
  /** A profile to try in place of the one that its resource names. */
  readonly profileInstead?: string;
  /** A verdict at every level that needs no placement. */
  readonly settled?: { readonly verdict: "unknown" | "does-not-fit"; readonly reason: Reason };
}

/** Equal pods, as they are after admission. */
export interface PodDemand {
  /** Such as `Deployment llama`, or `LeaderWorkerSet llama-lws (workers)`. */
  readonly of: string;
  readonly namespace: string;
  readonly count: Readonly<Record<Level, number>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: ValueMap;
  /** What the scheduler sets aside, as quantities; devices that are claimed stand under the name of their class. */
  readonly requests: Amounts;
  /** What quotas count beside. */
  readonly limits: Amounts;
  readonly priority: number;
  /** Whether it evicts pods of lower priority. */
  readonly evicts: boolean;
  readonly devices: readonly DeviceRequest[];
  readonly volumes: readonly VolumeUse[];
}

/** Devices that a resource claim of each pod asks for. */
export interface DeviceRequest {
  readonly deviceClass: string;
  readonly count: number;
  /** CEL expressions that each of them must meet. */
  readonly selectors: readonly string[];
}

/** A claim that the pods mount. */
export interface VolumeUse {
  readonly claim: string;
  /** Whether the claim is known: made by the operator, or among the manifests. */
  readonly isKnown: boolean;
  /** Whether only one pod at a time may use it: its access mode is ReadWriteOncePod. */
  readonly isForOnePod: boolean;
  /** What makes the volume; absent where that is not known, and for one that is there already. */
  readonly storage?: StorageClass;
}

/** A ResourceQuota that concerns pods. */
export interface QuotaDemand {
  readonly name: string;
  readonly namespace: string;
  readonly hard: Amounts;
  /** Which pods it counts. */
  counts(pod: PodDemand): boolean;
}
