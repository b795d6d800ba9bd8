import type { ClusterError } from "./cluster-error.ts";
import type { LiveObject } from "./object.ts";

export interface WatchOptions {
  /** Every namespace when left out. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Ends the watch, like `stop()`. */
  readonly signal?: AbortSignal;
  /**
   * Every change, one after the other, in the server's order; the next one waits for a promise that is returned.
   * What it throws is told as the fault `handler` and nothing else: the copy goes on, so read that again.
   */
  readonly onEvent?: (event: WatchEvent) => void | Promise<void>;
  /** What went wrong, and when it is tried again. The watch itself never gives up. */
  readonly onFault?: (fault: WatchFault) => void;
  /** What to keep of an object; without `managedFields` and the last applied configuration unless told. */
  readonly keep?: (object: LiveObject) => LiveObject;
}

/** A copy of all objects of one kind, kept up to date. */
export interface Watch extends AsyncDisposable {
  /** True once the copy is complete for the first time; resolves `whenSynced`. */
  readonly synced: boolean;
  /** Rejects when the watch is stopped before. */
  whenSynced(): Promise<void>;
  /** When the server was last heard, by the connection's clock; undefined before that. For liveness. */
  readonly lastHeard: number | undefined;
  /** What is wrong now; undefined while all is well. */
  readonly fault: WatchFault | undefined;
  get(namespace: string | undefined, name: string): LiveObject | undefined;
  objects(): Iterable<LiveObject>;
  /** No event comes after the promise is resolved. It waits for `onEvent`, which must not wait for it. */
  stop(): Promise<void>;
}

export type WatchEvent =
  | { readonly type: "added"; readonly object: LiveObject }
  | { readonly type: "changed"; readonly object: LiveObject; readonly before: LiveObject }
  /** `object` is the last that was known of it. */
  | { readonly type: "removed"; readonly object: LiveObject };

export interface WatchFault {
  readonly fault: FaultName;
  readonly message: string;
  readonly error?: ClusterError;
  /** Until the next try. */
  readonly retryInMilliseconds: number;
}

export const faultNames = [
  /** The server no longer knows the moment that we had reached (410): everything is listed again. */
  "expired",
  /** The connection broke. */
  "reset",
  /** Nothing came for longer than a watch may last: the other end is gone without a word. */
  "silent",
  /** The server closes watches as soon as they are opened. */
  "closed-early",
  /** A frame that is cut off or is no event. */
  "malformed",
  /** An event that is older than one before it: everything is listed again. */
  "out-of-order",
  /** The server asks us to slow down (429). */
  "throttled",
  /** 401 or 403. */
  "refused",
  /** The kind is not known to the server: not installed, or not any more. */
  "not-served",
  /** 5xx, or an error event. */
  "server-error",
  "unreachable",
  /** `onEvent` threw. */
  "handler",
] as const;

export type FaultName = (typeof faultNames)[number];
