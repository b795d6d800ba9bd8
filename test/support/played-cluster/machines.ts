import type { LiveObject } from "../../../src/kube/object.ts";
import { isMap, type ValueMap, valueAt } from "../../../src/nim/value.ts";
import type { Changed, PlayedApiServer } from "./played-api-server.ts";

/** Milliseconds, and bytes. */
export interface Pace {
  /** How long the Job of a cache runs. */
  readonly caching: (job: string) => number;
  /** From a pod of a service to its being ready. */
  readonly starting: number;
  /** What a claim holds when its Job has ended. */
  readonly bytes: (claim: string) => number;
}

/** The controllers for Jobs, Deployments and claims, the scheduler, and the kubelets, as far as caches and services need them. */
export class Machines {
  readonly #server: PlayedApiServer;
  readonly #pace: Pace;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Claims, by the time in which they fill. */
  readonly #filling = new Map<
    string,
    { readonly from: number; readonly until: number; readonly node: string }
  >();
  readonly #stop: () => void;
  #pods = 0;

  constructor(server: PlayedApiServer, pace: Pace) {
    this.#server = server;
    this.#pace = pace;
    this.#stop = server.listen((changed) => this.#after(20, () => this.#see(changed)));
  }

  stop(): void {
    this.#stop();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  filled(namespace: string, claim: string): number {
    const filling = this.#filling.get(`${namespace}/${claim}`);
    if (filling === undefined) return 0;
    const { from, until } = filling;
    // Quickly at first: kubelets are asked once a minute, and the first answer has to say something.
    return Math.sqrt(Math.min(1, (Date.now() - from) / (until - from)));
  }

  /** Source: kubernetes kubelet/pkg/apis/stats/v1alpha1/types.go, Summary. */
  volumesOf(node: string): ValueMap {
    const volumes = [...this.#filling].filter(([, { node: on }]) => on === node);
    const pods = volumes.map(([key]) => {
      const [namespace = "", name = ""] = key.split("/");
      const whole = this.#pace.bytes(name);
      const usedBytes = Math.round(whole * this.filled(namespace, name));
      const volume = {
        name: "nim-cache-volume",
        usedBytes,
        capacityBytes: 2 * whole,
        pvcRef: { namespace, name },
      };
      return { podRef: { name: `${name}-reader`, namespace, uid: key }, volume: [volume] };
    });
    return { node: { nodeName: node }, pods };
  }

  #see({ type, object }: Changed): void {
    const live = this.#server.store.find(object.kind, object.metadata.namespace ?? "", object.metadata.name);
    if (live === undefined || type === "DELETED") return;
    if (live.kind === "PersistentVolumeClaim" && statusOf(live, "phase") === undefined) {
      this.#tell(live, { phase: "Bound", capacity: valueAt(live, ["spec", "resources", "requests"]) ?? {} });
    }
    if (live.kind === "Pod" && statusOf(live, "phase") === undefined) this.#startPod(live);
    if (
      live.kind === "Job" &&
      statusOf(live, "active") === undefined &&
      statusOf(live, "succeeded") === undefined
    )
      this.#startJob(live);
    if (live.kind === "Deployment") this.#rollOut(live);
  }

  #startPod(pod: LiveObject): void {
    const node = this.#nodeFor();
    this.#change(pod, (object) => {
      if (isMap(object.spec)) object.spec.nodeName = node;
      object.status = { phase: "Running", startTime: now(), containerStatuses: [], conditions: [] };
    });
    const owner = ownerOf(pod);
    if (owner?.kind !== "Job") {
      this.#after(owner?.kind === "Deployment" ? this.#pace.starting : 100, () => this.#becomeReady(pod));
      return;
    }
    const { namespace = "" } = pod.metadata;
    const time = this.#pace.caching(owner.name);
    const claim = claimIn(pod);
    if (claim !== undefined)
      this.#filling.set(`${namespace}/${claim}`, { from: Date.now(), until: Date.now() + time, node });
    this.#after(time, () => {
      this.#tell(pod, { phase: "Succeeded", conditions: [] });
      const job = this.#server.store.find("Job", namespace, owner.name);
      const complete = { type: "Complete", status: "True", lastTransitionTime: now() };
      if (job) this.#tell(job, { active: 0, succeeded: 1, completionTime: now(), conditions: [complete] });
    });
  }

  #becomeReady(pod: LiveObject): void {
    const ready = { type: "Ready", status: "True", lastTransitionTime: now() };
    this.#tell(pod, { conditions: [ready] });
    const owner = ownerOf(pod);
    const deployment =
      owner?.kind === "Deployment"
        ? this.#server.store.find("Deployment", pod.metadata.namespace ?? "", owner.name)
        : undefined;
    if (deployment) this.#rollOut(deployment);
  }

  #startJob(job: LiveObject): void {
    this.#tell(job, { active: 1, ready: 0, startTime: now() });
    this.#makePod(job, {
      "job-name": job.metadata.name,
      "batch.kubernetes.io/controller-uid": job.metadata.uid,
    });
  }

  /** New pods for a new template, old ones until these are ready. */
  #rollOut(deployment: LiveObject): void {
    const { namespace = "", generation, uid } = deployment.metadata;
    const wanted = Number(valueAt(deployment, ["spec", "replicas"]) ?? 1);
    const template = JSON.stringify(valueAt(deployment, ["spec", "template"]) ?? {});
    const pods = this.#server.store
      .list({ kind: "Pod" }, namespace)
      .filter((pod) => ownerOf(pod)?.uid === uid);
    const isNew = (pod: LiveObject) => valueAt(pod, ["metadata", "annotations", "of-template"]) === template;
    const fresh = pods.filter(isNew);
    const ready = fresh.filter(isReady);
    const surplus = [
      ...fresh.slice(wanted),
      ...(ready.length >= wanted ? pods.filter((pod) => !isNew(pod)) : []),
    ];
    for (const { metadata } of surplus) this.#server.store.remove("Pod", namespace, metadata.name);
    for (let count = fresh.length; count < wanted; count += 1)
      this.#makePod(deployment, {}, { "of-template": template });
    const available = pods.filter((pod) => isReady(pod) && !surplus.includes(pod)).length;
    const replicas = Math.max(wanted, pods.length - surplus.length);
    const status = {
      observedGeneration: generation ?? 1,
      ...{ replicas, updatedReplicas: Math.min(wanted, replicas), readyReplicas: available },
      availableReplicas: Math.min(available, ready.length),
      unavailableReplicas: Math.max(0, wanted - ready.length),
    };
    const isSame = JSON.stringify(deployment.status ?? {}) === JSON.stringify(status);
    if (!isSame)
      this.#change(deployment, (object) => {
        object.status = status;
      });
  }

  #makePod(owner: LiveObject, labels: ValueMap, annotations: ValueMap = {}): void {
    const { apiVersion, kind, metadata } = owner;
    const { name, namespace = "", uid } = metadata;
    const template = valueAt(owner, ["spec", "template"]);
    const given = valueAt(template ?? {}, ["metadata", "labels"]);
    this.#pods += 1;
    this.#server.store.create(
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: {
          name: `${name}-${this.#pods.toString(36).padStart(5, "0")}`,
          namespace,
          labels: { ...(isMap(given) && given), ...labels },
          annotations,
          ownerReferences: [{ apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true }],
        },
        spec: structuredClone(valueAt(template ?? {}, ["spec"])) ?? {},
      },
      "kube-controller-manager",
    );
  }

  #nodeFor(): string {
    const nodes = this.#server.store.list({ kind: "Node" });
    return nodes[this.#pods % (nodes.length || 1)]?.metadata.name ?? "";
  }

  #tell(object: LiveObject, status: ValueMap): void {
    this.#change(object, (live) => {
      live.status = { ...(isMap(live.status) && live.status), ...status };
    });
  }

  #change({ kind, metadata }: LiveObject, change: (object: ValueMap) => void): void {
    const { namespace = "", name } = metadata;
    this.#server.store.update({ kind, namespace, name }, change, {
      manager: "kubelet",
      subresource: "status",
    });
  }

  #after(milliseconds: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, milliseconds);
    this.#timers.add(timer);
  }
}

function statusOf(object: LiveObject, field: string): unknown {
  return valueAt(object, ["status", field]);
}

function isReady(pod: LiveObject): boolean {
  const conditions = valueAt(pod, ["status", "conditions"]);
  return Array.isArray(conditions) && conditions.some((each) => valueAt(each, ["type"]) === "Ready");
}

function ownerOf({ metadata }: LiveObject): { kind: string; name: string; uid: string } | undefined {
  const [owner] = Array.isArray(metadata.ownerReferences) ? metadata.ownerReferences.filter(isMap) : [];
  return owner && { kind: String(owner.kind), name: String(owner.name), uid: String(owner.uid) };
}

function claimIn(pod: LiveObject): string | undefined {
  const volumes = valueAt(pod, ["spec", "volumes"]);
  const claims = (Array.isArray(volumes) ? volumes : []).map((volume) =>
    valueAt(volume, ["persistentVolumeClaim", "claimName"]),
  );
  return claims.find((claim) => typeof claim === "string");
}

function now(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}
