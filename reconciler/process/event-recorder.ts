import { randomBytes } from "node:crypto";
import type { Cluster } from "../../src/kube/cluster.ts";
import { ClusterError } from "../../src/kube/cluster-error.ts";
import { bounded } from "../../src/nim/bounded.ts";
import type { NIMRepository } from "../repository/types.ts";

export interface RecordedEvent {
  readonly type: "Normal" | "Warning";
  /** PascalCase. */
  readonly reason: string;
  readonly message: string;
}

export interface EventRecorderSettings {
  readonly cluster: Pick<Cluster, "create">;
  /** Of this process. */
  readonly instance: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onError: (error: ClusterError) => void;
}

/** Tells in Kubernetes events what `kubectl describe nimrepository` shows; few, and never the same twice in a row. */
export class EventRecorder {
  readonly #settings: EventRecorderSettings;
  readonly #told = new Map<string, { last: string; tokens: number; at: number }>();

  constructor(settings: EventRecorderSettings) {
    this.#settings = settings;
  }

  async record({ metadata }: NIMRepository, { type, reason, message }: RecordedEvent): Promise<void> {
    const { cluster, instance, now, onError } = this.#settings;
    const { namespace, name, uid } = metadata;
    if (uid === undefined || !this.#mayTell(uid, `${reason} ${message}`)) return;
    const time = `${new Date(now()).toISOString().slice(0, 19)}Z`;
    try {
      await cluster.create({
        apiVersion: "v1",
        kind: "Event",
        metadata: { namespace, name: `${name.slice(0, 200)}.${randomBytes(8).toString("hex")}` },
        involvedObject: { apiVersion: "nimops.dev/v1alpha1", kind: "NIMRepository", namespace, name, uid },
        type,
        reason,
        // Source: k8s.io/api/core/v1, an Event's message has at most 1024 bytes.
        message: bounded(message, 1000),
        firstTimestamp: time,
        lastTimestamp: time,
        count: 1,
        source: { component: "nimops" },
        reportingComponent: "nimops.dev/reconciler",
        reportingInstance: instance.slice(0, 128),
      });
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      if (error.reason !== "aborted") onError(error);
    }
  }

  forget(uid: string): void {
    this.#told.delete(uid);
  }

  #mayTell(uid: string, what: string): boolean {
    const now = this.#settings.now();
    const told = this.#told.get(uid) ?? { last: "", tokens: mostAtOnce, at: now };
    const tokens = Math.min(mostAtOnce, told.tokens + (now - told.at) / refill);
    if (told.last === what || tokens < 1) return false;
    this.#told.set(uid, { last: what, tokens: tokens - 1, at: now });
    return true;
  }
}

/** For one repository; then one each ten seconds. */
const mostAtOnce = 20;
const refill = 10_000;
