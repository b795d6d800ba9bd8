import { randomUUID } from "node:crypto";
import { type Clock, pause } from "../../src/kube/clock.ts";
import type { Cluster } from "../../src/kube/cluster.ts";
import { ClusterError } from "../../src/kube/cluster-error.ts";
import type { LiveObject, ObjectName, ObjectToSend } from "../../src/kube/object.ts";
import { isMap, type ValueMap, valueAt } from "../../src/nim/value.ts";
import { canonicalJson } from "../../src/plan/canonical-json.ts";
import { type LeaseTimes, type Moment, Term, usualTimes } from "./term.ts";

export interface LeaseSettings {
  readonly namespace: string;
  readonly name: string;
  /** Of this process, in the Lease; another one each time it starts. */
  readonly identity: string;
  /** Must go on while the process is stopped. */
  readonly clock: Clock;
  /** Milliseconds since 1970: told in the Lease, and a second opinion on how much time has gone by. */
  readonly wall: () => number;
  readonly random?: () => number;
  readonly times?: Partial<LeaseTimes>;
  /** Told of what keeps us from the Lease. */
  readonly onError?: (error: ClusterError) => void;
}

/** A name that no other process has, nor this one after a restart. */
export function newIdentity(host: string): string {
  return `${host}_${randomUUID()}`;
}

/**
 * One of several processes leads: the one that holds a Lease and renews it. Clocks need not agree: how old a Lease is, each
 * counts from when it saw it change. Source: client-go leaderelection.
 */
export class Lease {
  readonly #cluster: Pick<Cluster, "get" | "create" | "replace">;
  readonly #settings: LeaseSettings;
  readonly #times: LeaseTimes;
  #seen: { readonly record: string; readonly at: number } | undefined;

  /** @param cluster a connection of its own, whose writes nobody holds back. */
  constructor(cluster: Pick<Cluster, "get" | "create" | "replace">, settings: LeaseSettings) {
    this.#cluster = cluster;
    this.#settings = settings;
    this.#times = { ...usualTimes, ...settings.times };
  }

  /** Waits until the Lease is ours; undefined where it is called off before. */
  async acquire(signal: AbortSignal): Promise<Term | undefined> {
    const { clock, random = Math.random } = this.#settings;
    while (!signal.aborted) {
      const since = this.#moment();
      if (await this.#take(signal)) return this.#termFrom(since);
      await pause(clock, this.#times.retry * (1 + 0.2 * random()), signal);
    }
    return undefined;
  }

  #termFrom(since: Moment): Term {
    const { clock, wall } = this.#settings;
    return new Term({
      since,
      times: this.#times,
      clock,
      wall,
      renew: (signal) => this.#take(signal),
      release: () => this.#release(),
    });
  }

  #moment(): Moment {
    return { local: this.#settings.clock.now(), wall: this.#settings.wall() };
  }

  /** Takes the Lease, or renews it. Nobody else can have it where that succeeds: the version that we saw was the newest. */
  async #take(signal: AbortSignal): Promise<boolean> {
    try {
      const lease = await this.#cluster.get(this.#name(), { signal });
      if (lease === undefined) {
        await this.#cluster.create(this.#leaseOf({ acquireTime: this.#time(), leaseTransitions: 0 }), {
          signal,
        });
        return true;
      }
      const holder = holderOf(lease);
      const isOurs = holder === this.#settings.identity;
      if (!isOurs && holder !== "" && !this.#isOver(lease)) return false;
      await this.#cluster.replace(this.#taken(lease, isOurs), { signal });
      return true;
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      if (error.reason !== "aborted" && error.reason !== "conflict" && error.reason !== "already-exists") {
        this.#settings.onError?.(error);
      }
      return false;
    }
  }

  /** Whether it has not changed for as long as it is good, while we looked. */
  #isOver({ spec }: LiveObject): boolean {
    const now = this.#settings.clock.now();
    const record = canonicalJson(isMap(spec) ? spec : {});
    if (this.#seen?.record !== record) {
      this.#seen = { record, at: now };
      return false;
    }
    const seconds = valueAt(spec ?? null, ["leaseDurationSeconds"]);
    const duration = typeof seconds === "number" && seconds > 0 ? seconds * 1000 : this.#times.duration;
    return now - this.#seen.at > duration;
  }

  #taken(lease: LiveObject, isOurs: boolean): ObjectToSend {
    const spec = isMap(lease.spec) ? lease.spec : {};
    const { leaseTransitions, acquireTime } = spec;
    const count = typeof leaseTransitions === "number" ? leaseTransitions : 0;
    const since = isOurs && typeof acquireTime === "string" ? acquireTime : this.#time();
    const { resourceVersion } = lease.metadata;
    return this.#leaseOf(
      { acquireTime: since, leaseTransitions: isOurs ? count : count + 1 },
      resourceVersion,
    );
  }

  /** So that the next one need not wait. */
  async #release(): Promise<void> {
    try {
      const lease = await this.#cluster.get(this.#name());
      if (lease === undefined || holderOf(lease) !== this.#settings.identity) return;
      const { resourceVersion } = lease.metadata;
      const spec = isMap(lease.spec) ? lease.spec : {};
      const released = { ...spec, holderIdentity: "", leaseDurationSeconds: 1, renewTime: this.#time() };
      await this.#cluster.replace({ ...this.#leaseOf({}, resourceVersion), spec: released });
    } catch (error) {
      // It runs out by itself.
      if (!(error instanceof ClusterError)) throw error;
    }
  }

  #name(): ObjectName {
    const { namespace, name } = this.#settings;
    return { apiVersion: "coordination.k8s.io/v1", kind: "Lease", namespace, name };
  }

  #leaseOf(more: ValueMap, resourceVersion?: string): ObjectToSend {
    const { apiVersion, kind } = this.#name();
    const { namespace, name, identity } = this.#settings;
    return {
      apiVersion,
      kind,
      metadata: { namespace, name, ...(resourceVersion === undefined ? {} : { resourceVersion }) },
      spec: {
        holderIdentity: identity,
        leaseDurationSeconds: Math.max(1, Math.ceil(this.#times.duration / 1000)),
        renewTime: this.#time(),
        ...more,
      },
    };
  }

  /** A MicroTime has six digits behind the point. Source: k8s.io/apimachinery, meta/v1 MicroTime. */
  #time(): string {
    return new Date(this.#settings.wall()).toISOString().replace("Z", "000Z");
  }
}

function holderOf(lease: LiveObject): string {
  const holder = valueAt(lease, ["spec", "holderIdentity"]);
  return typeof holder === "string" ? holder : "";
}
