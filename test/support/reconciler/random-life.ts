import { SourceError } from "../../../reconciler/source/source.ts";
import { ClusterError } from "../../../src/kube/cluster-error.ts";
import type { LiveObject } from "../../../src/kube/object.ts";
import { textAt } from "../../../src/nim/health/fields.ts";
import { type ValueMap, valueAt } from "../../../src/nim/value.ts";
import { Random } from "../mutants.ts";
import { Bed, cache, pipeline, service } from "./bed.ts";
import type { Write } from "./fake-api.ts";

/**
 * A repository, a cluster, an operator and people, at random, over simulated time: edits of Git, hand edits, deletions, caches
 * that fail and get Ready, API errors before and after the deed, lost statuses, kills and restarts, also in the middle of a
 * fetch, a Git server that is away, watches that were reset: copies that lag behind.
 */
export class RandomLife {
  readonly bed: Bed;
  /** What must never happen, and did. */
  readonly broken: string[] = [];
  readonly #dice: (below: number) => number;
  readonly #deletesCaches: boolean;
  /** The manifests of each commit. */
  readonly #pushed = new Map<string, readonly ValueMap[]>();
  #seenBefore: readonly LiveObject[] = [];
  #trouble = true;

  constructor(seed: number) {
    const random = new Random(seed);
    this.#dice = (below) => random.below(below);
    this.#deletesCaches = this.#dice(2) === 0;
    this.bed = new Bed({
      prune: { enabled: true, caches: this.#deletesCaches ? "delete" : "keep", onDelete: "orphan" },
    });
    if (this.#dice(2) === 0) this.bed.seen = ["PersistentVolumeClaim"];
    this.bed.api.watching = (write, object) => this.#watch(write, object);
    this.#push();
  }

  /** One thing happens, then a pass. */
  async step(): Promise<void> {
    const { bed } = this;
    const dice = this.#dice;
    // As the last pass left it, our own writes included.
    const copy = bed.api.objects;
    bed.time += dice(20) === 0 ? 600_000 + dice(1_000_000) : dice(5_000);
    if (dice(6) === 0) this.#push();
    if (dice(8) === 0) this.#handEdit();
    if (dice(25) === 0) this.#handDelete();
    for (let count = dice(4); count > 0; count -= 1) this.#operate();
    if (dice(15) === 0) bed.restart();
    bed.api.fault = this.#fault();
    bed.gitFault = this.#gitFault();
    bed.copy = dice(4) === 0 ? copy : undefined;
    this.#seenBefore = bed.copy ?? bed.api.objects;
    try {
      await bed.pass({ looks: dice(3) > 0 });
    } catch (error) {
      // A kill: what is in memory is lost.
      if (!(error instanceof Killed) && !(error instanceof ClusterError)) throw error;
      bed.restart();
    }
    bed.api.fault = undefined;
    bed.gitFault = undefined;
    bed.copy = undefined;
  }

  /** The trouble is over; the operator does its work. Gives how many passes it took to come to rest. */
  async calm(): Promise<number> {
    this.#trouble = false;
    const { bed } = this;
    bed.api.fault = undefined;
    for (let round = 1; round <= 200; round += 1) {
      bed.time += 600_000;
      const writes = bed.api.realWrites().length;
      const statuses = bed.written.length;
      this.#seenBefore = bed.api.objects;
      await bed.pass();
      const isQuiet = bed.api.realWrites().length === writes && bed.written.length === statuses;
      const moved = this.#finishAll();
      if (isQuiet && !moved) return round;
    }
    return Number.POSITIVE_INFINITY;
  }

  get wanted(): readonly ValueMap[] {
    return this.#pushed.get(this.bed.commit) ?? [];
  }

  #push(): void {
    const dice = this.#dice;
    const manifests: ValueMap[] = [];
    const caches = names.filter(() => dice(3) > 0);
    for (const name of caches) manifests.push(cache(name, dice(5) === 0 ? { userID: 1000 + dice(3) } : {}));
    for (const name of ["s", "t", "u"]) {
      if (dice(4) === 0) continue;
      const on = names[dice(names.length)] ?? "a";
      const annotations: ValueMap = dice(10) === 0 ? { "nimops.dev/prune": "disabled" } : {};
      manifests.push(service(name, on, { replicas: 1 + dice(3) }, { annotations }));
    }
    if (dice(3) === 0) {
      const on = names[dice(names.length)] ?? "a";
      const { spec } = service("", on);
      manifests.push(pipeline("p", [{ name: "child", enabled: dice(4) > 0, spec: spec ?? {} }]));
    }
    const isEmpty = dice(12) === 0;
    const isBroken = dice(12) === 0;
    const commit = this.bed.push(
      isEmpty ? [] : isBroken ? [...manifests, cache("a", { storage: "?" })] : manifests,
    );
    this.#pushed.set(commit, isEmpty || isBroken ? [] : manifests);
  }

  #handEdit(): void {
    const objects = this.bed.api.objects.filter(({ kind }) => kind === "NIMService");
    const object = objects[this.#dice(objects.length || 1)];
    if (object === undefined) return;
    this.bed.api.update({ ...object, ...object.metadata }, (live) => {
      const spec = live.spec as ValueMap;
      spec.replicas = 10 + this.#dice(5);
      spec.runtimeClassName = "nvidia";
    });
  }

  #handDelete(): void {
    const { api } = this.bed;
    const object = api.objects[this.#dice(api.objects.length || 1)];
    if (object === undefined || object.kind === "PersistentVolumeClaim") return;
    const deletionTimestamp = new Date(this.bed.time).toISOString();
    api.update({ ...object, ...object.metadata }, ({ metadata }) => {
      (metadata as ValueMap).deletionTimestamp = deletionTimestamp;
    });
  }

  /** The operator does one thing. */
  #operate(): boolean {
    const { api } = this.bed;
    const objects = api.objects;
    const object = objects[this.#dice(objects.length || 1)];
    return object !== undefined && this.#operateOn(object);
  }

  #operateOn(object: LiveObject): boolean {
    const { api } = this.bed;
    const { name, namespace = "", deletionTimestamp } = object.metadata;
    if (deletionTimestamp !== undefined) {
      if (object.kind === "PersistentVolumeClaim" && this.#isMounted(name)) return false;
      api.remove(object.kind, namespace, name);
      if (object.kind === "NIMCache") this.#releaseClaim(`${name}-pvc`);
      return true;
    }
    const state = textAt(object, "status", "state");
    if (object.kind === "NIMCache") {
      const next = this.#trouble ? (states[this.#dice(states.length)] ?? "Ready") : "Ready";
      if (state === next) return false;
      // Ready is sticky.
      if (state === "Ready" && this.#dice(5) > 0) return false;
      this.#say(object, next);
      this.#makeClaim(`${name}-pvc`);
      return true;
    }
    if (object.kind === "NIMService") {
      const on = textAt(object, "spec", "storage", "nimCache", "name");
      const isReady = textAt(api.find("NIMCache", namespace, on), "status", "state") === "Ready";
      const next = isReady ? (this.#trouble && this.#dice(3) === 0 ? "NotReady" : "Ready") : "NotReady";
      if (next === state) return false;
      this.#say(object, next);
      return true;
    }
    if (object.kind === "NIMPipeline" && state !== "Ready") {
      this.#say(object, "Ready");
      return true;
    }
    return false;
  }

  #say({ kind, metadata }: LiveObject, state: string): void {
    this.bed.operatorSays(kind, metadata.name, state);
  }

  #makeClaim(name: string): void {
    const { api } = this.bed;
    if (api.find("PersistentVolumeClaim", "models", name)) return;
    api.create(
      {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        metadata: { name, namespace: "models" },
        status: { phase: "Bound" },
      },
      "manager",
    );
  }

  #releaseClaim(name: string): void {
    const time = new Date(this.bed.time).toISOString();
    this.bed.api.update({ kind: "PersistentVolumeClaim", namespace: "models", name }, ({ metadata }) => {
      (metadata as ValueMap).deletionTimestamp = time;
    });
  }

  #isMounted(claim: string): boolean {
    return this.bed.api.objects.some(
      ({ kind, ...object }) =>
        kind === "NIMService" &&
        `${textAt(object, "spec", "storage", "nimCache", "name")}-pvc` === claim &&
        textAt(object, "status", "state") === "Ready",
    );
  }

  /** Everything that the operator has to do is done; false where there was nothing. */
  #finishAll(): boolean {
    let moved = false;
    for (const object of this.bed.api.objects) {
      const { kind, metadata } = object;
      const live = this.bed.api.find(kind, metadata.namespace ?? "", metadata.name);
      if (live && this.#operateOn(live)) moved = true;
    }
    return moved;
  }

  #fault(): Bed["api"]["fault"] {
    const dice = this.#dice;
    switch (dice(8)) {
      case 0: {
        const at = dice(6);
        let count = 0;
        return () => {
          if (count++ === at) throw faults[dice(faults.length)]?.();
        };
      }
      case 1:
        return (verb) => {
          if (verb === "status") throw new Killed();
        };
      case 2: {
        const at = dice(4);
        let count = 0;
        return (verb, _, dryRun) => {
          if (verb === "apply" && !dryRun && count++ === at) throw new Killed();
        };
      }
      default:
        return undefined;
    }
  }

  /** Git is away, loses the commit to a force-push, refuses us, or the process is killed in the middle of a fetch. */
  #gitFault(): Bed["gitFault"] {
    const dice = this.#dice;
    if (dice(4) > 0) return undefined;
    const at = dice(4);
    const fault = gitFaults[dice(gitFaults.length)];
    let count = 0;
    return () => {
      if (count++ >= at) throw fault?.();
    };
  }

  /** What must hold whenever something is written. */
  #watch({ verb, kind, name }: Write, object: ValueMap): void {
    const before = this.#seenBefore.find((each) => each.kind === kind && each.metadata.name === name);
    const told = (what: string) => this.broken.push(`${what}: ${verb} ${kind} ${name}`);
    if (verb === "apply" && kind === "NIMService") {
      const on = textAt(object, "spec", "storage", "nimCache", "name");
      const had = textAt(before, "spec", "storage", "nimCache", "name");
      const live = this.#seenBefore.find((each) => each.kind === "NIMCache" && each.metadata.name === on);
      if (on !== had && textAt(live, "status", "state") !== "Ready")
        told("a service moved onto a cache that is not Ready");
    }
    if (verb !== "delete") {
      const id = (entry: { kind: string; name: string }) => entry.kind === kind && entry.name === name;
      if (!this.bed.status?.ledger.some(id)) told("applied before it stood in the ledger");
      return;
    }
    if (valueAt(before, ["metadata", "labels", "nimops.dev/repository"]) !== "models.models")
      told("deleted what is not ours");
    const good = this.bed.memory.good?.set;
    if (good?.resources.length === 0) told("deleted for an empty set");
    if (good?.resources.some((each) => each.kind === kind && each.name === name))
      told("deleted what Git has");
    if (kind !== "NIMCache") return;
    if (!this.#deletesCaches) told("deleted a cache although caches are kept");
    const users = this.bed.api.objects.filter(
      (each) => each.kind === "NIMService" && textAt(each, "spec", "storage", "nimCache", "name") === name,
    );
    if (users.length > 0) told("deleted a cache in use");
  }
}

const names = ["a", "b", "c"];
const states = ["", "NotReady", "Started", "InProgress", "Failed", "Pending", "Ready", "Ready", "Ready"];

class Killed extends Error {
  constructor() {
    super("killed");
  }
}

const faults: readonly (() => Error)[] = [
  () => new ClusterError("unreachable", "cannot reach the API server", { retry: "always" }),
  () => new ClusterError("timeout", "no answer in 30 s", { retry: "repeatable" }),
  () => new ClusterError("server", "internal error", { status: 500 }),
  () => new ClusterError("throttled", "slow down", { status: 429, retryAfterMilliseconds: 1000 }),
  () => new ClusterError("conflict", "the object has been modified", { status: 409 }),
  () => new ClusterError("forbidden", "you may not", { status: 403 }),
  () => new ClusterError("invalid", "spec.x: Invalid value", { status: 422 }),
  () => new Killed(),
];

const gitFaults: readonly (() => Error)[] = [
  () => new SourceError("transient", "Unreachable", "the Git server cannot be reached"),
  () => new SourceError("transient", "RevisionGone", "the commit was replaced"),
  () => new SourceError("permanent", "AuthenticationFailed", "the token has expired"),
  () => new SourceError("permanent", "HistoryRewritten", "it does not follow the one before"),
  () => new Killed(),
];
