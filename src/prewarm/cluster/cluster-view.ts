import type { Cluster } from "../../kube/cluster.ts";
import { ClusterError } from "../../kube/cluster-error.ts";
import type { LiveObject } from "../../kube/object.ts";
import type { Watch, WatchFault } from "../../kube/watch.ts";
import { type LiveWorld, liveWorld } from "../../nim/health/surroundings.ts";
import { UserError } from "../../user-error.ts";
import { PodLogs } from "./pod-logs.ts";

export interface ViewOptions {
  readonly namespaces: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Something is other than before; it may be told more often than that. */
  readonly onChange: () => void;
  readonly signal: AbortSignal;
}

/** What some namespaces have that tells how caches are, kept up to date by watches. */
export class ClusterView {
  readonly #options: ViewOptions;
  readonly #watches: { readonly kind: string; readonly namespace: string; readonly watch: Watch }[] = [];
  readonly #unseen = new Map<string, Set<string>>();
  readonly logs: PodLogs;
  /** What went wrong for good: the caches themselves may not be watched. */
  failure: UserError | undefined;

  /** @throws UserError where the caches cannot be read, and the `aborted` of the signal. */
  static async open(cluster: Cluster, options: ViewOptions): Promise<ClusterView> {
    await Promise.all(
      options.namespaces.map(async (namespace) => {
        await cluster.list(caches, { namespace, limit: 1, signal: options.signal });
      }),
    );
    const view = new ClusterView(cluster, options);
    await view.#begin(cluster);
    if (view.failure === undefined && !options.signal.aborted) return view;
    await view.stop();
    throw view.failure ?? new ClusterError("aborted", "the caches were not looked at to the end");
  }

  private constructor(cluster: Cluster, options: ViewOptions) {
    this.#options = options;
    this.logs = new PodLogs(cluster, options.onChange, options.signal);
  }

  cache(namespace: string, name: string): LiveObject | undefined {
    return this.#watches
      .find((each) => each.kind === caches.kind && each.namespace === namespace)
      ?.watch.get(namespace, name);
  }

  /** All that is known now; rights, and so what is known, differ from one namespace to the other. */
  world(): LiveWorld {
    const worlds = new Map(
      this.#options.namespaces.map((namespace) => [namespace, this.#worldOf(namespace)]),
    );
    return {
      objects: [...worlds.values()].flatMap(({ objects }) => objects),
      around: (namespace) => (worlds.get(namespace) ?? liveWorld([])).around(namespace),
    };
  }

  /** Kinds that these credentials may not watch, with the namespaces where. */
  get unseen(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#unseen;
  }

  /** What is wrong with the connection now. */
  get trouble(): string | undefined {
    const broken = this.#watches.find(
      ({ kind, namespace, watch }) => watch.fault !== undefined && this.#isSeen(kind, namespace),
    );
    return broken?.watch.fault?.message;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#watches.map(({ watch }) => watch.stop()));
  }

  #worldOf(namespace: string): LiveWorld {
    const seen = this.#watches.filter(
      (each) => each.namespace === namespace && this.#isSeen(each.kind, namespace),
    );
    return liveWorld(
      seen.flatMap(({ watch }) => [...watch.objects()]),
      { knows: seen.map(({ kind }) => kind), logs: this.logs.texts, now: this.#options.now() },
    );
  }

  #isSeen(kind: string, namespace: string): boolean {
    return this.#unseen.get(kind)?.has(namespace) !== true;
  }

  async #begin(cluster: Cluster): Promise<void> {
    await Promise.all(
      this.#options.namespaces.flatMap((namespace) => [
        this.#watch(cluster, caches, namespace),
        ...surroundingKinds.map((kind) => this.#watch(cluster, kind, namespace)),
      ]),
    );
  }

  /** Resolves once the kind is known, or known to be out of reach. */
  async #watch(cluster: Cluster, { fieldSelector, ...kind }: Watched, namespace: string): Promise<void> {
    const { signal, onChange } = this.#options;
    let settle = () => {};
    const settled = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const watch = cluster.watch(kind, {
      namespace,
      signal,
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
      // Who declared which field is told by the managed fields.
      ...(kind.kind === caches.kind ? { keep: (object) => object } : {}),
      onEvent: ({ type, object }) => {
        if (kind.kind === "Pod" && type !== "removed") this.logs.read(object);
        onChange();
      },
      onFault: (fault) => {
        if (isRefused(fault)) {
          this.#refused(kind.kind, namespace, fault);
          settle();
          void watch.stop();
        }
        onChange();
      },
    });
    this.#watches.push({ kind: kind.kind, namespace, watch });
    // It rejects when it is stopped before, which is no failure of ours.
    watch.whenSynced().then(settle, settle);
    await settled;
  }

  #refused(kind: string, namespace: string, { fault, error, message }: WatchFault): void {
    if (kind === caches.kind) {
      this.failure ??=
        fault === "not-served" && error !== undefined
          ? error
          : new UserError(
              `these credentials may not watch nimcaches.apps.nvidia.com in namespace ${JSON.stringify(namespace)}`,
              { help: `${error?.help ?? message}; the rights that are needed are in docs/prewarm-role.yaml` },
            );
      return;
    }
    const known = this.#unseen.get(kind);
    if (known === undefined) this.#unseen.set(kind, new Set([namespace]));
    else known.add(namespace);
  }
}

interface Watched {
  readonly apiVersion: string;
  readonly kind: string;
  readonly fieldSelector?: string;
}

const caches: Watched = { apiVersion: "apps.nvidia.com/v1alpha1", kind: "NIMCache" };

/** What tells why a cache does not get on. A cache can be waited for without, but then less can be said. */
export const surroundingKinds: readonly Watched[] = [
  { apiVersion: "batch/v1", kind: "Job" },
  { apiVersion: "v1", kind: "Pod" },
  { apiVersion: "v1", kind: "PersistentVolumeClaim" },
  { apiVersion: "v1", kind: "Event", fieldSelector: "type=Warning" },
];

function isRefused({ fault, error }: WatchFault): boolean {
  return (fault === "refused" && error?.reason === "forbidden") || fault === "not-served";
}
