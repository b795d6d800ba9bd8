import type { Cluster } from "../../../src/kube/cluster.ts";
import { ClusterError, type FieldConflict } from "../../../src/kube/cluster-error.ts";
import type { Kind, LiveObject, ObjectName, ObjectToSend } from "../../../src/kube/object.ts";
import { isMap, type Value, type ValueMap } from "../../../src/nim/value.ts";
import { FieldOwners, leavesOf, type Owner } from "./field-owners.ts";

/** A write that came in. */
export interface Write {
  readonly verb: "apply" | "patch" | "delete";
  readonly dryRun: boolean;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * An API server in memory, as the reconciler meets it: server-side apply with owners and conflicts, generations, finalizers,
 * preconditions, owner references. Time is the test's.
 */
export class FakeApi {
  readonly #objects = new Map<string, LiveObject>();
  readonly #now: () => number;
  #version = 1;
  /** Every write that was taken, dry runs too. */
  readonly writes: Write[] = [];
  /** What is to go wrong with the next request; it throws. */
  fault: ((verb: string, object: ObjectName, dryRun: boolean) => void) | undefined;
  /** Names of objects that an apply leaves as they are, as a webhook with a mind of its own does. */
  readonly ignored = new Set<string>();
  /** Told what a watch would tell. */
  changed: ((type: "ADDED" | "MODIFIED" | "DELETED", object: LiveObject) => void) | undefined;
  /** Called before something is stored. */
  watching: ((write: Write, object: ValueMap) => void) | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Only what the reconciler uses; anything else is a mistake of the test. */
  get cluster(): Cluster {
    const used: Partial<Cluster> = {
      server: "https://fake",
      get: async (object) => {
        this.fault?.("get", object, false);
        return this.find(object.kind, object.namespace ?? "", object.name);
      },
      listAll: async (kind, options) => {
        this.fault?.("list", { ...kind, name: "" }, false);
        return { items: this.list(kind, options?.namespace), resourceVersion: String(this.#version) };
      },
      apply: async (object, options) => ({
        object: this.applied(object, options?.dryRun === true),
        warnings: [],
      }),
      patch: async (object, patch) => ({ object: this.patched(object, patch), warnings: [] }),
      delete: async (object, options) => this.deleted(object, options?.uid, options?.resourceVersion),
    };
    return used as Cluster;
  }

  find(kind: string, namespace: string, name: string): LiveObject | undefined {
    return this.#objects.get(`${kind} ${namespace}/${name}`);
  }

  list({ kind }: Pick<Kind, "kind">, namespace?: string): LiveObject[] {
    return [...this.#objects.values()].filter(
      (object) =>
        object.kind === kind && (namespace === undefined || object.metadata.namespace === namespace),
    );
  }

  get objects(): readonly LiveObject[] {
    return [...this.#objects.values()];
  }

  /** Writes that changed something, or would have. */
  realWrites(): Write[] {
    return this.writes.filter(({ dryRun }) => !dryRun);
  }

  /** Somebody else's write, as an update: of the fields that get another value he is the owner. */
  update(
    { kind, namespace = "", name }: Pick<ObjectName, "kind" | "namespace" | "name">,
    change: (object: ValueMap) => void,
    { manager = "kubectl-edit", subresource = "" }: { manager?: string; subresource?: string } = {},
  ): void {
    const before = this.find(kind, namespace, name);
    if (before === undefined) return;
    const after = structuredClone(before) as LiveObject;
    change(after);
    this.#stored(before, after, { manager, operation: "Update", subresource });
  }

  /** Somebody else's object. */
  create(
    object: ObjectToSend,
    manager = "kubectl-create",
    operation: Owner["operation"] = "Update",
  ): LiveObject {
    const owners = new FieldOwners();
    const fields = new Set(declaredLeaves(object).keys());
    owners.set({ manager, operation, subresource: "", time: this.#time(), fields });
    return this.#put(object, owners, undefined);
  }

  remove(kind: string, namespace: string, name: string): void {
    const key = `${kind} ${namespace}/${name}`;
    const gone = this.#objects.get(key);
    this.#objects.delete(key);
    if (gone === undefined) return;
    this.#version += 1;
    this.changed?.("DELETED", { ...gone, metadata: { ...gone.metadata, resourceVersion: this.version } });
  }

  /** Of the newest change. */
  get version(): string {
    return String(this.#version);
  }

  applied(object: ObjectToSend, dryRun: boolean): LiveObject {
    const { kind } = object;
    const { name, namespace = "" } = object.metadata;
    this.fault?.("apply", { apiVersion: object.apiVersion, kind, namespace, name }, dryRun);
    const write: Write = { verb: "apply", dryRun, kind, namespace, name };
    const before = this.find(kind, namespace, name);
    const owners = FieldOwners.read(before?.metadata.managedFields);
    const declared = declaredLeaves(object);
    const mine = owners.of("nimops", "Apply");
    const live = before === undefined ? new Map<string, Value>() : leavesOf(before);
    const conflicts: FieldConflict[] = [];
    for (const [path, value] of declared) {
      if (!live.has(path) || same(live.get(path), value)) continue;
      for (const { manager } of owners.others(path, mine)) {
        conflicts.push({ manager, field: `.${(JSON.parse(path) as string[]).join(".")}` });
      }
    }
    if (conflicts.length > 0) {
      throw new ClusterError("conflict", `cannot apply ${kind} ${name}: conflict`, {
        status: 409,
        conflicts,
      });
    }
    if (before !== undefined && this.ignored.has(name)) {
      this.writes.push(write);
      return before;
    }
    const after = structuredClone(before ?? bare(object)) as ValueMap;
    for (const path of mine?.fields ?? []) {
      if (!declared.has(path) && owners.others(path, mine).length === 0)
        setAt(after, JSON.parse(path), undefined);
    }
    for (const [path, value] of declared) {
      if (live.has(path) && !same(live.get(path), value)) owners.lose(path);
      setAt(after, JSON.parse(path), value);
    }
    const fields = new Set(declared.keys());
    const isSameOwner = mine !== undefined && setsEqual(mine.fields, fields);
    owners.set({
      manager: "nimops",
      operation: "Apply",
      subresource: "",
      time: isSameOwner ? mine.time : this.#time(),
      fields,
    });
    this.writes.push(write);
    if (!dryRun) this.watching?.(write, object);
    return this.#put(after as ObjectToSend, owners, before, dryRun);
  }

  patched(object: ObjectName, patch: ValueMap, manager = "nimops"): LiveObject {
    const { kind, namespace = "", name } = object;
    this.fault?.("patch", object, false);
    const before = this.find(kind, namespace, name);
    if (before === undefined) throw new ClusterError("not-found", `no ${kind} ${name}`, { status: 404 });
    const metadata = isMap(patch.metadata) ? patch.metadata : {};
    if (
      metadata.resourceVersion !== undefined &&
      metadata.resourceVersion !== before.metadata.resourceVersion
    ) {
      throw new ClusterError("conflict", "the object has been modified", { status: 409 });
    }
    this.writes.push({ verb: "patch", dryRun: false, kind, namespace, name });
    if (Array.isArray(metadata.managedFields)) {
      return this.#put(before, FieldOwners.read(metadata.managedFields), before);
    }
    const after = mergePatched(before, patch) as LiveObject;
    return this.#stored(before, after, { manager, operation: "Update", subresource: "" });
  }

  deleted(object: ObjectName, uid?: string, resourceVersion?: string): boolean {
    const { kind, namespace = "", name } = object;
    this.fault?.("delete", object, false);
    const live = this.find(kind, namespace, name);
    if (live === undefined) return false;
    const isOther = uid !== undefined && live.metadata.uid !== uid;
    const isChanged = resourceVersion !== undefined && live.metadata.resourceVersion !== resourceVersion;
    if (isOther || isChanged) throw new ClusterError("conflict", "precondition failed", { status: 409 });
    const write: Write = { verb: "delete", dryRun: false, kind, namespace, name };
    this.writes.push(write);
    this.watching?.(write, live);
    const finalizers = live.metadata.finalizers;
    if (!Array.isArray(finalizers) || finalizers.length === 0) {
      this.remove(kind, namespace, name);
      return true;
    }
    const after = { ...live, metadata: { ...live.metadata, deletionTimestamp: this.#time() } };
    this.#put(after, FieldOwners.read(live.metadata.managedFields), live);
    return true;
  }

  #stored(before: LiveObject, after: LiveObject, who: Omit<Owner, "fields" | "time">): LiveObject {
    const owners = FieldOwners.read(before.metadata.managedFields);
    const [old, now] = [leavesOf(before), leavesOf(after)];
    const fields = new Set(owners.of(who.manager, who.operation, who.subresource)?.fields ?? []);
    for (const path of new Set([...old.keys(), ...now.keys()])) {
      if (bookkeeping.test(path) || same(old.get(path), now.get(path))) continue;
      owners.lose(path);
      if (now.has(path)) fields.add(path);
    }
    owners.set({ ...who, fields, time: this.#time() });
    return this.#put(after, owners, before);
  }

  #put(
    object: ObjectToSend,
    owners: FieldOwners,
    before: LiveObject | undefined,
    dryRun = false,
  ): LiveObject {
    const managedFields = owners.written();
    const { resourceVersion: _, managedFields: __, ...metadata } = object.metadata;
    const generation = typeof before?.metadata.generation === "number" ? before.metadata.generation : 0;
    const isEdited = before === undefined || !same(before.spec ?? {}, object.spec ?? {});
    const candidate = {
      ...object,
      metadata: {
        creationTimestamp: this.#time(),
        ...metadata,
        uid: before?.metadata.uid ?? `uid-${this.#version}`,
        generation: isEdited ? generation + 1 : generation,
        managedFields,
        resourceVersion: before?.metadata.resourceVersion ?? "0",
      },
    } as LiveObject;
    if (before !== undefined && same(withoutTimes(before), withoutTimes(candidate))) return before;
    if (dryRun) return candidate;
    this.#version += 1;
    const stored = {
      ...candidate,
      metadata: { ...candidate.metadata, resourceVersion: String(this.#version) },
    };
    this.#objects.set(`${object.kind} ${object.metadata.namespace ?? ""}/${object.metadata.name}`, stored);
    this.changed?.(before === undefined ? "ADDED" : "MODIFIED", stored);
    return stored;
  }

  #time(): string {
    return `${new Date(this.#now()).toISOString().slice(0, 19)}Z`;
  }
}

const bookkeeping = /^\["metadata","(?:managedFields|resourceVersion|generation|uid|creationTimestamp)"/;

/** What a manager owns of what he sends. */
function declaredLeaves(object: ObjectToSend): Map<string, Value> {
  const { labels, annotations, finalizers } = object.metadata;
  const metadata = JSON.parse(JSON.stringify({ labels, annotations, finalizers }));
  const { apiVersion: _, kind: __, metadata: ___, ...rest } = object;
  const leaves = leavesOf({ ...rest, metadata });
  return new Map([...leaves].filter(([path]) => path !== '["metadata"]'));
}

function bare({ apiVersion, kind, metadata: { name, namespace = "" } }: ObjectToSend): ValueMap {
  return { apiVersion, kind, metadata: { name, namespace } };
}

function same(one: unknown, other: unknown): boolean {
  return sorted(one) === sorted(other);
}

function sorted(value: unknown): string {
  return (
    JSON.stringify(value, (_, item: unknown) =>
      isMap(item)
        ? Object.fromEntries(Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1)))
        : item,
    ) ?? ""
  );
}

function withoutTimes(object: LiveObject): ValueMap {
  const { managedFields, ...metadata } = object.metadata;
  const fields = Array.isArray(managedFields)
    ? managedFields.map((entry) => (isMap(entry) ? { ...entry, time: "" } : entry))
    : [];
  return { ...object, metadata: { ...metadata, managedFields: fields } };
}

function setsEqual(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((item) => other.has(item));
}

/** Undefined takes the field away, and what holds nothing else. */
export function setAt(root: ValueMap, path: readonly string[], value: Value | undefined): void {
  const [first = "", ...rest] = path;
  if (rest.length === 0) {
    if (value === undefined) delete root[first];
    else root[first] = structuredClone(value);
    return;
  }
  const next = root[first];
  const below: ValueMap = isMap(next) ? next : {};
  setAt(below, rest, value);
  if (value === undefined && Object.keys(below).length === 0) delete root[first];
  else root[first] = below;
}

function mergePatched(target: Value | undefined, patch: ValueMap): ValueMap {
  const result: ValueMap = { ...(isMap(target) ? target : {}) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = isMap(value) ? mergePatched(result[key], value) : value;
  }
  return result;
}
