import type { ObjectToSend } from "../../src/kube/object.ts";
import type { Resource, ResourceSet } from "../../src/manifest/resource.ts";
import type { LiveWorld } from "../../src/nim/health/surroundings.ts";
import type { OperatorVersion } from "../../src/nim/version.ts";
import type { LedgerEntry, ResourceId, ResourceStatus } from "../repository/types.ts";

/** Everything that a decision depends on; it reads no clock and asks nobody. */
export interface DecideInput {
  /** The value of the label `nimops.dev/repository` on what is ours. */
  readonly owner: string;
  /** The commit that `desired` is of. */
  readonly revision: string;
  /** The resources of Git, judged and found good. */
  readonly desired: ResourceSet;
  /** What the namespaces have, with managed fields; the four kinds are all there, of the others what may be looked at. */
  readonly live: LiveWorld;
  readonly ledger: readonly LedgerEntry[];
  /** How each resource was after the last pass. */
  readonly before: readonly ResourceStatus[];
  /** Writes that failed and are not to be tried at once again, by `keyOf`. */
  readonly attempts: ReadonlyMap<string, Attempt>;
  /** Bytes that each cache downloads, by `keyOf`, where somebody knows. */
  readonly downloads?: ReadonlyMap<string, number>;
  readonly policy: DecidePolicy;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface DecidePolicy {
  /** Nothing is written. */
  readonly observe: boolean;
  readonly operatorVersion: OperatorVersion;
  readonly prune: boolean;
  readonly caches: "keep" | "delete";
  /** Milliseconds without a change after which something is told as not getting on. */
  readonly progressDeadline: number;
}

/** A write that failed. */
export interface Attempt {
  /** Of what was to be applied. */
  readonly digest: string;
  /** The generation of the live object then; undefined where there was none. */
  readonly generation: number | undefined;
  readonly reason: string;
  readonly message: string;
  readonly help?: string;
  /** Milliseconds since 1970: not before, unless Git or the object has changed. */
  readonly retryAt: number;
  readonly tries: number;
}

export interface Decision {
  /** In the order in which they are sent: caches, builds, services, pipelines. */
  readonly apply: readonly Application[];
  readonly hold: readonly Hold[];
  /** In the order in which they are deleted: pipelines and services, builds, caches. */
  readonly prune: readonly Prune[];
  /** What Git no longer has, and what stays all the same. */
  readonly keep: readonly Keep[];
  /** What is somebody else's. */
  readonly refuse: readonly Refusal[];
  /** What cannot be applied until something changes. */
  readonly stalled: readonly Stall[];
  /** The ledger as it has to be written before anything is done. */
  readonly ledger: readonly LedgerEntry[];
  /** How each resource is, before anything is done. */
  readonly resources: readonly ResourceStatus[];
  /** When to look again though nothing happens; milliseconds since 1970. */
  readonly wakeAt: number | undefined;
}

export interface Application extends ResourceId {
  readonly why: "create" | "update" | "adopt" | "correct";
  readonly manifest: ObjectToSend;
  readonly digest: string;
  /** What differs, as messages show it. */
  readonly fields: readonly string[];
  /** The live object's; undefined for one that is made. */
  readonly generation: number | undefined;
}

export interface Hold extends ResourceId {
  readonly reason: string;
  readonly message: string;
  readonly help?: string;
  readonly waitsFor: readonly ResourceId[];
  /** What will be sent then: it is rehearsed with the others now. Absent where it may not be rehearsed. */
  readonly application?: Application;
}

export interface Prune extends ResourceId {
  /** Only this very object is deleted, and only if nobody changed it since. */
  readonly uid: string;
  readonly resourceVersion: string;
}

export interface Keep extends ResourceId {
  readonly reason: NonNullable<LedgerEntry["leftBehind"]>;
  readonly message: string;
  readonly help?: string;
}

export interface Refusal extends ResourceId {
  readonly reason: "OwnedByRepository" | "NotOurs" | "PipelineChild";
  readonly message: string;
  readonly help: string;
}

export interface Stall extends ResourceId {
  readonly reason: string;
  readonly message: string;
  readonly help?: string;
}

export function idOf({ kind, namespace, name }: ResourceId | Resource): ResourceId {
  return { kind, namespace, name };
}

/** `NIMCache models/llama`. */
export function keyOf({ kind, namespace, name }: ResourceId | Resource): string {
  return `${kind} ${namespace}/${name}`;
}
