import type { Clock } from "../../src/kube/clock.ts";
import type { Cluster } from "../../src/kube/cluster.ts";
import type { LiveObject } from "../../src/kube/object.ts";
import { claimOfCache } from "../../src/nim/health/claim-of-cache.ts";
import { textAt } from "../../src/nim/health/fields.ts";
import type { LiveWorld, WorldOptions } from "../../src/nim/health/surroundings.ts";
import { isManagedByOperator } from "../../src/nim/managed-by.ts";
import { PodLogs } from "../../src/prewarm/cluster/pod-logs.ts";
import { VolumeMeter } from "../../src/prewarm/cluster/volume-meter.ts";

export interface WitnessSettings {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** Whether the kubelets may be asked how full volumes are. */
  readonly bytes: boolean;
  /** Something more is known of a namespace. */
  readonly onNews: (namespace: string) => void;
  /** A right that is missing: it is asked for again after ten minutes. */
  readonly onRefused: (what: "pods/log" | "nodes/proxy") => void;
  readonly signal: AbortSignal;
}

/**
 * What no watch tells: the last words of the operator's pods that failed, and how many bytes are on the volumes that are being
 * filled. Nobody waits for it; where it may not look, less is told.
 */
export class Witness {
  readonly #settings: WitnessSettings;
  #logs: PodLogs;
  #meter: VolumeMeter;
  #logsRefusedAt: number | undefined;
  #meterMadeAt: number;
  /** When the kubelets were asked about a namespace last. */
  readonly #asked = new Map<string, number>();

  constructor(settings: WitnessSettings) {
    this.#settings = settings;
    this.#logs = this.#newLogs();
    this.#meter = this.#newMeter();
    this.#meterMadeAt = settings.clock.now();
  }

  /** For the next look at the world. */
  get facts(): Pick<WorldOptions, "logs" | "bytes"> {
    return { logs: this.#logs.texts, bytes: (claim) => this.#meter.of(claim) };
  }

  /** A pod was seen. */
  heard(object: LiveObject, isRemoved: boolean): void {
    if (object.kind !== "Pod" || !isManagedByOperator(object.metadata.labels)) return;
    if (isRemoved) {
      this.#logs.forget(object);
      return;
    }
    const { clock } = this.#settings;
    if (this.#logsRefusedAt !== undefined && clock.now() - this.#logsRefusedAt >= patience) {
      this.#logs = this.#newLogs();
      this.#logsRefusedAt = undefined;
    }
    this.#logs.read(object);
  }

  /** Asks, once a minute, how far the caches are that are being filled. */
  measure(world: LiveWorld): void {
    const { bytes, clock, signal, onNews } = this.#settings;
    if (!bytes || signal.aborted) return;
    const now = clock.now();
    if (now - this.#meterMadeAt >= patience) {
      this.#meter = this.#newMeter(this.#meter);
      this.#meterMadeAt = now;
    }
    for (const [namespace, claims] of filling(world)) {
      const last = this.#asked.get(namespace);
      if (last !== undefined && now - last < every) continue;
      // Where no pod is there yet, its event leads to another look.
      if (!this.#meter.ask(world, claims)) continue;
      this.#asked.set(namespace, now);
      const stop = () => callOff();
      const callOff = clock.after(every, () => {
        signal.removeEventListener("abort", stop);
        onNews(namespace);
      });
      // A timer that outlived us would keep the process from ending.
      signal.addEventListener("abort", stop, { once: true });
    }
  }

  #newLogs(): PodLogs {
    const { cluster, signal, onNews, clock, onRefused } = this.#settings;
    const logs = new PodLogs(
      cluster,
      (namespace) => {
        if (logs.refused.size > 0 && this.#logsRefusedAt === undefined) {
          this.#logsRefusedAt = clock.now();
          onRefused("pods/log");
        }
        onNews(namespace);
      },
      signal,
    );
    return logs;
  }

  /** It asks no more than some nodes, and none once it was refused: from time to time another one begins. */
  #newMeter(before?: VolumeMeter): VolumeMeter {
    const { cluster, clock, signal, onNews, onRefused } = this.#settings;
    const meter = new VolumeMeter(
      cluster,
      clock,
      () => {
        for (const namespace of this.#asked.keys()) onNews(namespace);
      },
      signal,
      () => onRefused("nodes/proxy"),
    );
    if (before) meter.remember(before);
    return meter;
  }
}

/** Milliseconds. A kubelet measures volumes once a minute. */
const every = 60_000;
const patience = 10 * 60_000;

/** The claims of caches that are not Ready, by namespace, as `namespace/name`. */
function filling({ objects }: LiveWorld): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const live of objects) {
    if (live.kind !== "NIMCache" || textAt(live.object, "status", "state") === "Ready") continue;
    const claims = found.get(live.namespace) ?? new Set();
    claims.add(`${live.namespace}/${claimOfCache(live)}`);
    found.set(live.namespace, claims);
  }
  return found;
}
