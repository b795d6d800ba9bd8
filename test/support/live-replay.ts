import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, type Value, type ValueMap } from "../../src/nim/value.ts";
import { goldenDirectory } from "./golden.ts";

/** A recorded scenario in the life of a resource. */
export interface Timeline {
  readonly id: string;
  readonly steps: readonly Step[];
  /** Steps that were cut off at the end. */
  readonly leftOut?: number;
}

export interface Step {
  readonly t: number;
  readonly do?: string;
  readonly object?: ValueMap;
  readonly see?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly refused?: number;
  readonly [fact: string]: unknown;
}

export function timelines(): Timeline[] {
  const lines = readFileSync(join(goldenDirectory, "timelines.jsonl"), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line));
}

/** What the recording does not say but the API server showed: which of our objects a patch was for is seen by its generation. */
export interface Held {
  facts: Step;
  spec: ValueMap;
  owner?: ValueMap;
  revision: number;
  /** When it was first seen, seconds. */
  made: number;
  /** What stands in the pod's template beside the image. */
  template: ValueMap;
  settled: boolean;
}

/**
 * Plays a timeline into live objects, step by step. What was not recorded is filled in as a cluster has it: specs, owners
 * and labels, a Job's pod template, how much of a Deployment is updated, and the scheduler's words where a pod stays
 * without a node.
 */
export class LiveReplay {
  readonly #held = new Map<string, Held>();
  #patch: ValueMap | undefined;
  #t = 0;

  play(step: Step): void {
    this.#t = step.t;
    if (step.do !== undefined) this.#done(step);
    else if (step.kind !== undefined && step.name !== undefined) this.#seen(step, step.kind, step.name);
  }

  /** Time passes: what Kubernetes does on its own in a second is done. */
  settle(): void {
    for (const held of this.#held.values()) held.settled = true;
  }

  held(kind: string, name: string): Held | undefined {
    return this.#held.get(`${kind}/${name}`);
  }

  podsOf(owner: string): Held[] {
    return [...this.#held].filter(([key]) => key.startsWith(`Pod/${owner}-*`)).map(([, held]) => held);
  }

  objects(): ValueMap[] {
    return [...this.#held].flatMap(([key, held]) => {
      const [kind = "", name = ""] = key.split("/");
      // Made by a `do` and not seen yet.
      return held.facts.see === undefined ? [] : [this.#object(kind, name, held)];
    });
  }

  #done({ do: what = "", object }: Step): void {
    const created = /^create (NIM\w+) (\S+)/.exec(what);
    if (created && object) {
      const spec = isMap(object.spec) ? object.spec : {};
      this.#held.set(`${created[1]}/${created[2]}`, { ...this.#fresh(), facts: { t: this.#t }, spec });
    }
    this.#patch = created ? undefined : object;
  }

  #fresh(): Held {
    return { facts: { t: this.#t }, spec: {}, revision: 1, made: this.#t, template: {}, settled: false };
  }

  #seen(step: Step, kind: string, name: string): void {
    const key = `${kind}/${name}`;
    if (step.see === "gone") {
      this.#held.delete(key);
      return;
    }
    const known = this.#held.get(key);
    const held = known ?? { ...this.#fresh(), ...this.#madeOf(kind, name) };
    const before = held.facts;
    held.facts = step;
    held.settled = false;
    if (known === undefined) this.#held.set(key, held);
    if (kind.startsWith("NIM") && this.#patch && Number(step.generation) > Number(before.generation ?? 99)) {
      held.spec = merged(held.spec, this.#patch.spec);
      this.#patch = undefined;
    }
    if (kind === "Deployment") this.#deploymentSeen(name, held, before);
    if (kind === "Pod") this.#podSeen(name, held, step);
  }

  /** A rolling update begins where the image changes, or where a pod goes though no image changed. */
  #deploymentSeen(name: string, held: Held, before: Step): void {
    if (before.see !== undefined && before.image !== held.facts.image) held.revision += 1;
    if (before.see === undefined) held.template = this.#templateFor(name) ?? {};
  }

  #podSeen(name: string, pod: Held, step: Step): void {
    const service = name.replace(/-\*\d+$/, "");
    const deployment = this.#held.get(`Deployment/${service}`);
    if (!deployment || service.endsWith("-job")) return;
    const template = this.#templateFor(service) ?? deployment.template;
    if (JSON.stringify(template) !== JSON.stringify(deployment.template)) {
      deployment.template = template;
      deployment.revision += 1;
      deployment.settled = false;
    }
    if (step.see === "new") pod.revision = deployment.revision;
  }

  /** What the operator puts into the pods of a service beside the image. Undefined where its cache is not there. */
  #templateFor(service: string): ValueMap | undefined {
    const spec = this.#held.get(`NIMService/${service}`)?.spec;
    if (spec === undefined) return undefined;
    const storage = isMap(spec.storage) ? spec.storage : {};
    const cacheName = isMap(storage.nimCache) ? storage.nimCache.name : undefined;
    const cache = this.#held.get(`NIMCache/${String(cacheName)}`);
    if (cacheName !== undefined && cache?.facts.pvc === undefined) return undefined;
    return { env: spec.env ?? null, claim: cacheName === undefined ? null : String(cache?.facts.pvc) };
  }

  #madeOf(kind: string, name: string): Partial<Held> {
    if (kind === "NIMService") return this.#childOf(name);
    if (kind !== "Job") return {};
    const cache = this.#held.get(`NIMCache/${name.replace(/-job$/, "")}`);
    return { spec: structuredClone(cache?.spec ?? {}), template: { cache: name.replace(/-job$/, "") } };
  }

  #childOf(name: string): Partial<Held> {
    for (const [key, { spec }] of this.#held) {
      if (!key.startsWith("NIMPipeline/") || !Array.isArray(spec.services)) continue;
      const service = spec.services.filter(isMap).find((each) => each.name === name);
      if (!service) continue;
      const owner = { kind: "NIMPipeline", name: key.slice("NIMPipeline/".length) };
      return { spec: structuredClone(isMap(service.spec) ? service.spec : {}), owner };
    }
    return {};
  }

  #object(kind: string, name: string, held: Held): ValueMap {
    const { facts, spec, owner } = held;
    const created = new Date(held.made * 1000).toISOString();
    const metadata: ValueMap = {
      name,
      namespace: "models",
      creationTimestamp: created,
      ...(typeof facts.generation === "number" ? { generation: facts.generation } : {}),
      ...(facts.deleting === true ? { deletionTimestamp: created } : {}),
      ...(owner ? { ownerReferences: [owner] } : {}),
    };
    const at = { kind, metadata };
    if (kind.startsWith("NIM")) return { ...at, ...this.#nim(kind, facts, spec, metadata) };
    if (kind === "Pod") return { ...at, ...this.#pod(name, held) };
    if (kind === "Job") return { ...at, ...job(facts, spec, String(held.template.cache)) };
    if (kind === "Deployment") return { ...at, ...this.#deployment(name, held) };
    if (kind === "LeaderWorkerSet") return { ...at, apiVersion: "leaderworkerset.x-k8s.io/v1" };
    return { ...at, apiVersion: "v1", status: { phase: String(facts.phase) } };
  }

  #nim(kind: string, facts: Step, spec: ValueMap, metadata: ValueMap): ValueMap {
    const { state, conditions, states, profiles, pvc, inputProfile, outputProfile } = facts;
    // The finalizer is the operator's first write; only a NIMBuild keeps its generation at it.
    const isTakenUp = kind === "NIMBuild" || Number(facts.generation) > 1 || state !== "";
    if (isTakenUp) metadata.finalizers = [`finalizer.${kind.toLowerCase()}.apps.nvidia.com`];
    const named = Array.isArray(profiles) ? profiles.map((id) => ({ name: String(id) })) : undefined;
    const status = JSON.parse(
      JSON.stringify({ state, conditions, states, profiles: named, pvc, inputProfile, outputProfile }),
    );
    return { apiVersion: "apps.nvidia.com/v1alpha1", spec, status };
  }

  #pod(name: string, { facts, settled }: Held): ValueMap {
    const owner = name.replace(/-\*\d+$/, "");
    const isOfJob = owner.endsWith("-job");
    const labels: ValueMap = isOfJob ? { "batch.kubernetes.io/job-name": owner } : { app: owner };
    const waits = facts.scheduled === false && settled;
    const conditions: ValueMap[] = waits
      ? [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message: this.#whyWaiting(owner) }]
      : [{ type: "Ready", status: facts.ready === true ? "True" : "False" }];
    const metadata: ValueMap = { labels };
    return {
      apiVersion: "v1",
      metadata: {
        ...metadata,
        name,
        namespace: "models",
        creationTimestamp: new Date(facts.t * 1000).toISOString(),
        ...(facts.deleting === true ? { deletionTimestamp: "1970-01-01T00:00:00Z" } : {}),
      },
      status: { phase: String(facts.phase), conditions },
    };
  }

  #whyWaiting(job: string): string {
    const claim = this.#held.get(`PersistentVolumeClaim/${job.replace(/-job$/, "")}-pvc`)?.facts;
    if (claim?.deleting === true)
      return `0/3 nodes are available: persistentvolumeclaim "x" is being deleted.`;
    if (claim?.phase === "Pending") return "0/3 nodes: pod has unbound immediate PersistentVolumeClaims.";
    return "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector.";
  }

  #deployment(name: string, held: Held): ValueMap {
    const { facts, revision, template, settled } = held;
    const pods = [...this.#held].filter(
      ([key, pod]) => key.startsWith(`Pod/${name}-*`) && pod.facts.deleting !== true,
    );
    const updated = pods.filter(([, pod]) => pod.revision === revision).length;
    const ready = pods.filter(([, pod]) => pod.facts.ready === true).length;
    const replicas = Number(facts.replicas);
    return {
      apiVersion: "apps/v1",
      metadata: {
        name,
        namespace: "models",
        generation: 2,
        ...(facts.deleting === true ? { deletionTimestamp: "1970-01-01T00:00:00Z" } : {}),
      },
      spec: {
        replicas,
        template: {
          spec: {
            containers: [{ name: `${name}-ctr`, image: String(facts.image), env: template.env ?? [] }],
            volumes:
              typeof template.claim === "string"
                ? [{ name: "model-store", persistentVolumeClaim: { claimName: template.claim } }]
                : [],
          },
        },
      },
      status: {
        // Counts that the pods no longer bear out are of before.
        observedGeneration: settled || (updated >= replicas && ready >= Number(facts.available)) ? 2 : 1,
        replicas: pods.length,
        updatedReplicas: updated,
        availableReplicas: Number(facts.available),
        conditions: [],
      },
    };
  }
}

function job(facts: Step, cacheSpec: ValueMap, cache: string): ValueMap {
  const { active, succeeded, failed, conditions } = facts;
  const source = isMap(cacheSpec.source) ? cacheSpec.source : {};
  const ngc = isMap(source.ngc) ? source.ngc : {};
  const model = isMap(ngc.model) ? ngc.model : {};
  const from = [source.ngc, source.hf, source.dataStore].filter(isMap)[0] ?? {};
  const ids = Array.isArray(model.profiles) && !model.profiles.includes("all") ? model.profiles : undefined;
  const claim =
    isMap(cacheSpec.storage) && isMap(cacheSpec.storage.pvc) ? cacheSpec.storage.pvc.name : undefined;
  return {
    apiVersion: "batch/v1",
    spec: {
      backoffLimit: 5,
      template: {
        spec: {
          containers: [
            {
              name: "nim-cache-ctr",
              image: from.modelPuller ?? "",
              ...(ids ? { command: ["download-to-cache"], args: ["--profiles", ...ids] } : {}),
            },
          ],
          volumes: [{ name: "v", persistentVolumeClaim: { claimName: claim ?? `${cache}-pvc` } }],
        },
      },
    },
    status: JSON.parse(
      JSON.stringify({
        active,
        succeeded,
        failed,
        conditions: (Array.isArray(conditions) ? conditions : []).map((text) => {
          const [type, reason] = String(text).split("/");
          return { type, reason, status: "True" };
        }),
      }),
    ),
  };
}

/** A JSON merge patch. */
function merged(target: Value | undefined, patch: Value | undefined): ValueMap {
  const result: ValueMap = { ...(isMap(target) ? target : {}) };
  for (const [key, value] of Object.entries(isMap(patch) ? patch : {})) {
    if (value === null) delete result[key];
    else result[key] = isMap(value) ? merged(result[key], value) : value;
  }
  return result;
}
