import { setTimeout as sleep } from "node:timers/promises";
import { gibibytes, parseQuantity } from "../../src/nim/quantity.ts";
import { type Value, type ValueMap, valueAt } from "../../src/nim/value.ts";
import type { Api } from "./api.ts";

/** A storage class whose claims the stand-in provisioner binds. */
export interface PlayedClass {
  readonly name: string;
  /** The StorageClass to post, where there is one already, as from an inventory; else one is made of what follows. */
  readonly manifest?: ValueMap;
  /** Claims that ask for another mode stay Pending, with an event. Default: ReadWriteOnce. */
  readonly accessModes?: readonly string[];
  readonly bindingMode?: "Immediate" | "WaitForFirstConsumer";
  /** Of all volumes together, GiB; a claim that finds too little left stays Pending, with an event. Default: no end. */
  readonly capacity?: number;
  /** How long a volume takes, milliseconds; "never" for a provisioner that does not answer. Default: 0. */
  readonly takes?: number | "never";
  readonly expandable?: boolean;
  readonly isDefault?: boolean;
}

export interface Storage {
  /** Takes the classes away too. @throws where the provisioner has met an error. */
  stop(): Promise<void>;
}

/**
 * Makes storage classes and provisions their claims as an external provisioner does: a volume that names the claim,
 * which kube-controller-manager then binds. Volumes of deleted claims are deleted.
 */
export async function startStorage(api: Api, classes: readonly PlayedClass[]): Promise<Storage> {
  for (const played of classes) await api.post(classesPath, played.manifest ?? storageClass(played));
  const provisioner = new Provisioner(api, classes);
  const stop = new AbortController();
  const stopped = provisioner.run(stop.signal);
  // Told by stop(); until then it must not end the process.
  stopped.catch(() => {});
  return {
    async stop() {
      stop.abort();
      await stopped;
      for (const { name } of classes) await api.delete(`${classesPath}/${name}`);
    },
  };
}

class Provisioner {
  readonly #api: Api;
  readonly #classes: ReadonlyMap<string, PlayedClass>;
  /** When each claim was first seen, by UID. */
  readonly #since = new Map<string, number>();
  readonly #refused = new Set<string>();

  constructor(api: Api, classes: readonly PlayedClass[]) {
    this.#api = api;
    this.#classes = new Map(classes.map((played) => [played.name, played]));
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#look();
      await sleep(100, undefined, { signal }).catch(() => {});
    }
  }

  async #look(): Promise<void> {
    const [claims, volumes] = await Promise.all([
      this.#api.list("/api/v1/persistentvolumeclaims?resourceVersion=0"),
      this.#api.list(volumesPath),
    ]);
    const ours = volumes.filter((volume) => this.#classes.has(text(volume, "spec", "storageClassName")));
    for (const volume of ours) {
      if (text(volume, "status", "phase") === "Released") await this.#delete(volume);
    }
    for (const claim of claims) {
      const played = this.#classes.get(text(claim, "spec", "storageClassName"));
      if (!played) continue;
      if (text(claim, "status", "phase") === "Bound") await this.#expand(claim, played);
      else await this.#provision(claim, played, ours);
    }
  }

  async #provision(claim: ValueMap, played: PlayedClass, volumes: ValueMap[]): Promise<void> {
    const uid = text(claim, "metadata", "uid");
    // kube-controller-manager names the provisioner when it is our turn: for WaitForFirstConsumer not before the
    // scheduler has found a node for a pod that wants the claim.
    const turn = valueAt(claim, ["metadata", "annotations", "volume.kubernetes.io/storage-provisioner"]);
    if (turn === undefined || valueAt(claim, ["metadata", "deletionTimestamp"]) !== undefined) return;
    const since = this.#since.get(uid) ?? performance.now();
    this.#since.set(uid, since);
    if (played.takes === "never" || performance.now() - since < (played.takes ?? 0)) return;
    const refusal = refusalOf(claim, played, volumes);
    if (refusal) {
      if (!this.#refused.has(uid)) await this.#tell(claim, refusal);
      this.#refused.add(uid);
      return;
    }
    const volume = volumeFor(claim, played);
    // 409: made in the last look, which the list did not show yet.
    const answer = await this.#api.ask("POST", volumesPath, volume);
    if (answer.code >= 400 && answer.code !== 409) throw new Error(answer.text);
    volumes.push(volume);
  }

  async #expand(claim: ValueMap, played: PlayedClass): Promise<void> {
    const wanted = valueAt(claim, ["spec", "resources", "requests", "storage"]);
    const has = valueAt(claim, ["status", "capacity", "storage"]);
    if (!played.expandable || wanted === undefined || size(wanted) <= size(has)) return;
    const capacity = { storage: wanted };
    await this.#api.patch(`${volumesPath}/${text(claim, "spec", "volumeName")}`, { spec: { capacity } });
    await this.#api.patch(`${claimPath(claim)}/status`, { status: { capacity } });
  }

  async #delete(volume: ValueMap): Promise<void> {
    await this.#api.ask("DELETE", `${volumesPath}/${text(volume, "metadata", "name")}`);
  }

  async #tell(claim: ValueMap, message: string): Promise<void> {
    const namespace = text(claim, "metadata", "namespace");
    const now = new Date().toISOString();
    await this.#api.post(`/api/v1/namespaces/${namespace}/events`, {
      apiVersion: "v1",
      kind: "Event",
      metadata: { generateName: `${text(claim, "metadata", "name")}.`, namespace },
      involvedObject: {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        namespace,
        name: text(claim, "metadata", "name"),
        uid: text(claim, "metadata", "uid"),
      },
      type: "Warning",
      reason: "ProvisioningFailed",
      message,
      source: { component: provisionerName },
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
    });
  }
}

const provisionerName = "played.nimops.dev/storage";
const classesPath = "/apis/storage.k8s.io/v1/storageclasses";
const volumesPath = "/api/v1/persistentvolumes";

function storageClass(played: PlayedClass): object {
  return {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: {
      name: played.name,
      ...(played.isDefault && { annotations: { "storageclass.kubernetes.io/is-default-class": "true" } }),
    },
    provisioner: provisionerName,
    reclaimPolicy: "Delete",
    volumeBindingMode: played.bindingMode ?? "Immediate",
    allowVolumeExpansion: played.expandable ?? false,
  };
}

function refusalOf(claim: ValueMap, played: PlayedClass, volumes: readonly ValueMap[]): string | undefined {
  const offered = played.accessModes ?? ["ReadWriteOnce"];
  const asked = valueAt(claim, ["spec", "accessModes"]);
  const missing = Array.isArray(asked) ? asked.find((mode) => !offered.some((is) => is === mode)) : undefined;
  if (missing !== undefined) {
    return `failed to provision volume with StorageClass "${played.name}": access mode ${missing} is not supported`;
  }
  if (played.capacity === undefined) return undefined;
  const used = volumes
    .filter((volume) => text(volume, "spec", "storageClassName") === played.name)
    .reduce((sum, volume) => sum + size(valueAt(volume, ["spec", "capacity", "storage"])), 0);
  const asks = size(valueAt(claim, ["spec", "resources", "requests", "storage"]));
  if (used + asks <= played.capacity) return undefined;
  return `failed to provision volume with StorageClass "${played.name}": ${asks} GiB asked, ${played.capacity - used} GiB left`;
}

function volumeFor(claim: ValueMap, played: PlayedClass): ValueMap {
  const uid = text(claim, "metadata", "uid");
  const storage = valueAt(claim, ["spec", "resources", "requests", "storage"]) ?? "1Gi";
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    // The name is made from the claim, so that a claim never gets two.
    metadata: { name: `pvc-${uid}`, annotations: { "pv.kubernetes.io/provisioned-by": provisionerName } },
    spec: {
      capacity: { storage },
      accessModes: valueAt(claim, ["spec", "accessModes"]) ?? ["ReadWriteOnce"],
      persistentVolumeReclaimPolicy: "Delete",
      storageClassName: played.name,
      volumeMode: valueAt(claim, ["spec", "volumeMode"]) ?? "Filesystem",
      claimRef: {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        namespace: text(claim, "metadata", "namespace"),
        name: text(claim, "metadata", "name"),
        uid,
      },
      // Nothing is to be attached to a played node.
      hostPath: { path: `/played/${uid}` },
    },
  };
}

function claimPath(claim: ValueMap): string {
  const namespace = text(claim, "metadata", "namespace");
  return `/api/v1/namespaces/${namespace}/persistentvolumeclaims/${text(claim, "metadata", "name")}`;
}

/** GiB. */
function size(quantity: Value | undefined): number {
  const read = typeof quantity === "string" ? parseQuantity(quantity) : undefined;
  return read ? gibibytes(read) : 0;
}

function text(object: ValueMap, ...path: string[]): string {
  const value = valueAt(object, path);
  return typeof value === "string" ? value : "";
}
