import type { Clock } from "../../kube/clock.ts";
import type { Cluster, VolumeUse } from "../../kube/cluster.ts";
import { ClusterError } from "../../kube/cluster-error.ts";
import { claimsOf } from "../../nim/health/claim-trouble.ts";
import { textAt } from "../../nim/health/fields.ts";
import type { Live } from "../../nim/health/live.ts";
import type { LiveWorld } from "../../nim/health/surroundings.ts";
import { parseQuantity } from "../../nim/quantity.ts";
import { UserError } from "../../user-error.ts";

/**
 * How many bytes are on the volumes that are being filled, where the kubelets may be asked. Best effort: one question at a
 * time for each node, no more often than every ten seconds, and none any more once the right is missing.
 */
export class VolumeMeter {
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  readonly #onRead: () => void;
  readonly #onRefused: () => void;
  readonly #signal: AbortSignal;
  readonly #asked = new Map<string, number>();
  readonly #used = new Map<string, VolumeUse>();
  /** True once the server refused it. */
  refused = false;

  constructor(
    cluster: Cluster,
    clock: Clock,
    onRead: () => void,
    signal: AbortSignal,
    onRefused: () => void = () => {},
  ) {
    this.#onRefused = onRefused;
    this.#cluster = cluster;
    this.#clock = clock;
    this.#onRead = onRead;
    this.#signal = signal;
  }

  /** Asks where it is time to; `claims` as `namespace/name`. True where anybody was asked. */
  ask(world: LiveWorld, claims: ReadonlySet<string>): boolean {
    let asks = false;
    if (this.refused || claims.size === 0) return asks;
    for (const node of nodesOf(world, claims)) {
      const last = this.#asked.get(node);
      if (last !== undefined && this.#clock.now() - last < every) continue;
      if (last === undefined && this.#asked.size >= mostNodes) break;
      this.#asked.set(node, Number.POSITIVE_INFINITY);
      void this.#read(node);
      asks = true;
    }
    return asks;
  }

  /** Bytes on the volume of a claim; undefined where nobody knows. */
  of(claim: Live | undefined): number | undefined {
    if (claim === undefined) return undefined;
    const found = this.#used.get(`${claim.namespace}/${claim.name}`);
    if (found === undefined) return undefined;
    // A directory of a shared file system: its kubelet tells of the whole.
    const own = parseQuantity(textAt(claim.object, "status", "capacity", "storage"));
    const isShared = own !== undefined && found.capacity > (2 * Number(own.nano)) / 1e9;
    return isShared ? undefined : found.used;
  }

  /** What another one has measured, until it is measured anew. */
  remember(other: VolumeMeter): void {
    for (const [claim, use] of other.#used) this.#used.set(claim, use);
  }

  #refuse(): void {
    if (!this.refused) this.#onRefused();
    this.refused = true;
  }

  async #read(node: string): Promise<void> {
    try {
      const volumes = await this.#cluster.volumeUse(node, { signal: this.#signal });
      for (const volume of volumes) this.#used.set(`${volume.namespace}/${volume.claim}`, volume);
      this.#onRead();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (error instanceof ClusterError && error.reason === "forbidden") this.#refuse();
    } finally {
      this.#asked.set(node, this.#clock.now());
    }
  }
}

/** Milliseconds. A kubelet measures volumes once a minute, and its answer may be a megabyte. */
const every = 10_000;
const mostNodes = 20;

function nodesOf({ objects }: LiveWorld, claims: ReadonlySet<string>): Set<string> {
  const nodes = new Set<string>();
  for (const { kind, namespace, object } of objects) {
    if (kind !== "Pod" || textAt(object, "status", "phase") !== "Running") continue;
    const isOne = claimsOf(object, ["spec"]).some((claim) => claims.has(`${namespace}/${claim}`));
    const node = textAt(object, "spec", "nodeName");
    if (isOne && node !== "") nodes.add(node);
  }
  return nodes;
}
