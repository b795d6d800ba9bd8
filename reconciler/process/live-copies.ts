import { type Clock, pause } from "../../src/kube/clock.ts";
import type { Cluster } from "../../src/kube/cluster.ts";
import { ClusterError } from "../../src/kube/cluster-error.ts";
import type { Kind, LiveObject } from "../../src/kube/object.ts";
import { compareVersions } from "../../src/kube/resource-version.ts";
import type { Watch, WatchFault } from "../../src/kube/watch.ts";
import { type LiveWorld, liveWorld } from "../../src/nim/health/surroundings.ts";
import { nimKinds } from "../../src/nim/schema/kinds.ts";
import type { LiveSource } from "../pass/pass.ts";
import type { Witness } from "./witness.ts";

export interface LiveCopiesSettings {
  /** Of which watches are opened. */
  readonly cluster: Pick<Cluster, "watch">;
  readonly clock: Clock;
  /** Whether Jobs, pods, claims and Deployments may be looked at too, for causes. */
  readonly causes: boolean;
  /** One watch for each kind, in place of one for each kind and namespace; needs rights on the whole cluster. */
  readonly clusterWide: boolean;
  /** Something of a namespace has changed: this object, or all may have. */
  readonly onChange: (namespace: string, object: LiveObject | undefined) => void;
  readonly onFault: (kind: string, fault: WatchFault) => void;
  /** Sees what watches do not tell, where it may. */
  readonly witness?: Pick<Witness, "facts" | "heard" | "measure"> | undefined;
}

export interface OpenWatch {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly watch: Watch;
}

/** Copies of what the namespaces have, kept by watches; shared by all repositories, closed when nobody wants them any more. */
export class LiveCopies implements LiveSource {
  readonly #settings: LiveCopiesSettings;
  readonly #kinds: readonly Kind[];
  readonly #wants = new Map<string, ReadonlySet<string>>();
  /** By namespace; under the empty name those of the whole cluster. */
  readonly #open = new Map<string, readonly OpenWatch[]>();
  /** What we wrote ourselves, until its event has come. */
  readonly #written = new Map<string, Written>();

  constructor(settings: LiveCopiesSettings) {
    this.#settings = settings;
    this.#kinds = [...ours, ...(settings.causes ? around : [])];
  }

  /** What a repository looks at from now on; the watches begin at once. */
  want(key: string, namespaces: readonly string[]): void {
    this.#wants.set(key, new Set(namespaces));
    for (const name of this.#settings.clusterWide ? [""] : namespaces) {
      if (!this.#open.has(name)) this.#open.set(name, this.#watchesOf(name === "" ? undefined : name));
    }
    this.#closeUnwanted();
  }

  forget(key: string): void {
    this.#wants.delete(key);
    this.#closeUnwanted();
  }

  /** Who looks at a namespace. */
  lookers(namespace: string): string[] {
    return [...this.#wants].flatMap(([key, namespaces]) => (namespaces.has(namespace) ? [key] : []));
  }

  watches(): readonly OpenWatch[] {
    return [...this.#open.values()].flat();
  }

  /** @throws ClusterError where one of the four kinds could not be listed yet. */
  async world(namespaces: readonly string[], now: number): Promise<LiveWorld> {
    const names = this.#settings.clusterWide ? [""] : namespaces;
    const watches = names.flatMap((name) => this.#open.get(name) ?? []);
    const needed = watches.filter(({ kind }) => isOurs.has(kind));
    await this.#synced(needed.map(({ watch }) => watch));
    for (const { kind, namespace, watch } of needed) {
      if (!watch.synced) throw watch.fault?.error ?? notListed(kind, namespace);
    }
    const wanted = new Set(namespaces);
    const objects = watches.flatMap(({ watch }) =>
      [...watch.objects()].filter(({ metadata }) => wanted.has(metadata.namespace ?? "")),
    );
    const unsynced = new Set(watches.filter(({ watch }) => !watch.synced).map(({ kind }) => kind));
    const knows = this.#kinds.map(({ kind }) => kind).filter((kind) => !unsynced.has(kind));
    const { witness } = this.#settings;
    const world = liveWorld([...objects, ...this.#newer(objects, wanted)], { knows, now, ...witness?.facts });
    witness?.measure(world);
    return world;
  }

  /** What a write of ours made of an object: the copy may not have heard of it yet. */
  wrote(object: LiveObject): void {
    this.#written.set(keyOf(object), { object, at: this.#settings.clock.now() });
  }

  async stop(): Promise<void> {
    const watches = this.watches();
    this.#wants.clear();
    this.#open.clear();
    await Promise.all(watches.map(({ watch }) => watch.stop()));
  }

  /** Of two of one name the last one counts. */
  #newer(objects: readonly LiveObject[], namespaces: ReadonlySet<string>): LiveObject[] {
    const now = this.#settings.clock.now();
    const known = new Map(objects.map((object) => [keyOf(object), object]));
    const newer: LiveObject[] = [];
    for (const [key, { object, at }] of this.#written) {
      const { resourceVersion, namespace = "" } = object.metadata;
      const copy = known.get(key);
      const isHeard = copy && (compareVersions(copy.metadata.resourceVersion, resourceVersion) ?? 0) >= 0;
      if (isHeard || now - at > longestDelay) this.#written.delete(key);
      else if (namespaces.has(namespace)) newer.push(object);
    }
    return newer;
  }

  async #synced(watches: readonly Watch[]): Promise<void> {
    // What is known to be in trouble is not waited for: its fault is the answer.
    if (watches.every(({ synced }) => synced) || watches.some(({ synced, fault }) => !synced && fault))
      return;
    const ready = Promise.allSettled(watches.map((watch) => watch.whenSynced()));
    const patience = new AbortController();
    await Promise.race([ready, pause(this.#settings.clock, longestWait, patience.signal)]);
    patience.abort();
  }

  #watchesOf(namespace: string | undefined): readonly OpenWatch[] {
    const { cluster, onChange, onFault, witness } = this.#settings;
    return this.#kinds.map(({ apiVersion, kind }) => {
      const watch = cluster.watch(
        { apiVersion, kind },
        {
          ...(namespace !== undefined && { namespace }),
          // Who owns which field decides what is taken back and what is drift.
          ...(isOurs.has(kind) && { keep: (object: LiveObject) => object }),
          onEvent: ({ type, object }) => {
            this.#heard(object, type === "removed");
            witness?.heard(object, type === "removed");
            onChange(object.metadata.namespace ?? "", object);
          },
          onFault: (fault) => onFault(kind, fault),
        },
      );
      // An empty list has no event: who waited for it goes on all the same. A watch that was stopped has nobody who waits.
      watch.whenSynced().then(
        () => this.#listed(namespace),
        () => {},
      );
      return { kind, namespace, watch };
    });
  }

  #listed(namespace: string | undefined): void {
    const namespaces =
      namespace === undefined
        ? new Set([...this.#wants.values()].flatMap((names) => [...names]))
        : [namespace];
    for (const each of namespaces) this.#settings.onChange(each, undefined);
  }

  /** The event of our own write has come, or one that is newer. */
  #heard(object: LiveObject, isRemoved: boolean): void {
    const written = this.#written.get(keyOf(object))?.object.metadata.resourceVersion;
    if (written === undefined) return;
    const isOlder = (compareVersions(object.metadata.resourceVersion, written) ?? 0) < 0;
    if (isRemoved || !isOlder) this.#written.delete(keyOf(object));
  }

  #closeUnwanted(): void {
    const wanted = new Set([...this.#wants.values()].flatMap((names) => [...names]));
    for (const [name, watches] of this.#open) {
      if (name === "" ? wanted.size > 0 : wanted.has(name)) continue;
      this.#open.delete(name);
      for (const { watch } of watches) void watch.stop();
    }
  }
}

interface Written {
  readonly object: LiveObject;
  readonly at: number;
}

const ours: readonly Kind[] = nimKinds.map((kind) => ({ apiVersion: "apps.nvidia.com/v1alpha1", kind }));
const isOurs: ReadonlySet<string> = new Set(nimKinds);
const around: readonly Kind[] = [
  { apiVersion: "batch/v1", kind: "Job" },
  { apiVersion: "v1", kind: "Pod" },
  { apiVersion: "v1", kind: "PersistentVolumeClaim" },
  { apiVersion: "apps/v1", kind: "Deployment" },
];

/** Milliseconds that a pass waits for the first list; after that it is tried again with a back-off. */
const longestWait = 10_000;
/** Milliseconds after which what we wrote must have been heard: without an event it is gone again. */
const longestDelay = 30_000;

function keyOf({ kind, metadata }: LiveObject): string {
  return `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
}

function notListed(kind: string, namespace: string | undefined): ClusterError {
  const where = namespace === undefined ? "of the cluster" : `of namespace ${namespace}`;
  return new ClusterError("timeout", `the ${kind}s ${where} could not be listed yet`);
}
