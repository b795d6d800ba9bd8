import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Clock, systemClock } from "../../src/kube/clock.ts";
import type { Cluster } from "../../src/kube/cluster.ts";
import { connect } from "../../src/kube/connect.ts";
import { type ValueMap, valueAt } from "../../src/nim/value.ts";
import { planOf } from "../../src/plan/assemble.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { type PrewarmInput, prewarm } from "../../src/prewarm/cluster/prewarm.ts";
import type { CacheResult, PrewarmResult } from "../../src/report/prewarm-result.ts";
import type { Progress, Task } from "../../src/report/progress.ts";
import { FaultProxy } from "../support/fault-proxy.ts";
import { collectionOf } from "../support/operator/cluster.ts";
import { setOf } from "../support/plan-sets.ts";
import { yamlOf } from "../support/whole-plan.ts";
import { eventually } from "./api.ts";
import { kubeconfigOf as userKubeconfig } from "./api-user.ts";
import type { ControlPlane } from "./control-plane.ts";
import { grant } from "./granted.ts";
import { print } from "./kwok/play.ts";
import { node } from "./nodes.ts";

export const profile = "28820a86b9d59406879932b8fed282fdb368655d213078a7876e0dbde145055e";
export const otherProfile = "19031a45cf096b683c4d66fff2a072c0e164a24f19728a58771ebfc4c9ade44f";

/** Enough room for any number of Jobs, on nodes that the default selector of a NIMCache takes. */
export async function addRoom(plane: ControlPlane): Promise<void> {
  const labels = { "feature.node.kubernetes.io/pci-10de.present": "true" };
  const allocatable = { cpu: "10000", memory: "100000Gi", pods: "1000" };
  await plane.addNodes([node({ name: "hopper", labels, allocatable })]);
}

/** What manifest pods print: two profiles. */
export const manifestText = [profile, otherProfile]
  .map((id) => `${id}:\n  model: m\n  release: "1"\n  tags: {llm_engine: vllm, tp: "1"}\n`)
  .join("");

/** A namespace whose pods print a model manifest, with the Secrets that its caches name. */
export async function cacheNamespace(plane: ControlPlane): Promise<string> {
  const namespace = await plane.newNamespace("prewarm");
  await print(plane, { namespace }, manifestText);
  for (const name of ["ngc", "key"]) {
    await plane.api.post(`/api/v1/namespaces/${namespace}/secrets`, { metadata: { name } });
  }
  return namespace;
}

export interface CacheGiven {
  /** How its pods behave: `played-fails`. */
  readonly played?: string;
  readonly profiles?: readonly string[];
  readonly storageClass?: string;
  readonly resources?: ValueMap;
  readonly metadata?: ValueMap;
}

/** A NIMCache; a test states only what differs. */
export function cacheManifest(namespace: string, name: string, given: CacheGiven = {}): ValueMap {
  const { played, profiles = [profile], storageClass = "files", resources, metadata = {} } = given;
  const modelPuller = `nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0${played === undefined ? "" : `-${played}`}`;
  const model: ValueMap = { profiles: [...profiles] };
  return {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMCache",
    metadata: { name, namespace, ...metadata },
    spec: {
      source: { ngc: { modelPuller, pullSecret: "ngc", authSecret: "key", model } },
      storage: { pvc: { create: true, size: "0.5Ti", storageClass, volumeAccessMode: "ReadWriteMany" } },
      ...(resources === undefined ? {} : { resources }),
    },
  };
}

export function planOfManifests(manifests: readonly ValueMap[]) {
  const set = setOf({ "caches.yaml": yamlOf(manifests) });
  const plan = planOf({
    version: "0.0.0",
    scope: { name: undefined, namespace: "default", operatorVersion: "3.1.2", covers: () => true },
    set,
    before: undefined,
    inventory: undefined,
    lock: { version: 1, images: new Map() },
    modelManifest: () => ({ kind: "unknown" }),
    bandwidth: undefined,
    refusals: [],
    assumptions: [],
    kserveMode: "Standard",
    kubernetesVersion: undefined,
    isStored: () => true,
  });
  return { plan, set };
}

/** Remembers what it was told: each change of a task, and the notes. */
export class Heard implements Progress {
  readonly tasks = new Map<string, Task[]>();
  readonly notes: string[] = [];
  ended = 0;

  tell(task: Task): void {
    const told = this.tasks.get(task.id) ?? [];
    if (JSON.stringify(told.at(-1)) !== JSON.stringify(task)) told.push(task);
    this.tasks.set(task.id, told);
  }

  note(text: string, id?: string): void {
    this.notes.push(id === undefined ? text : `${id}: ${text}`);
  }

  end(): void {
    this.ended += 1;
  }

  words(id: string): string[] {
    return (this.tasks.get(id) ?? []).map(({ words }) => words);
  }
}

export interface RunGiven extends Partial<Omit<PrewarmInput, "cluster" | "set">> {
  readonly plan?: Plan;
  readonly heard?: Heard;
  readonly stop?: AbortController;
  readonly clock?: Clock;
}

/** Runs the engine on some manifests. */
export async function runPrewarm(
  cluster: Cluster,
  manifests: readonly ValueMap[],
  { heard = new Heard(), stop = new AbortController(), ...given }: RunGiven = {},
): Promise<PrewarmResult> {
  const { plan, set } = planOfManifests(manifests);
  return prewarm({
    cluster,
    plan,
    set,
    operatorVersion: "3.1.2",
    timeouts: { whole: 170_000, cache: 160_000 },
    parallel: 100,
    dryRun: false,
    progress: heard,
    clock: systemClock,
    now: Date.now,
    signal: stop.signal,
    ...given,
  });
}

export function only(result: PrewarmResult): CacheResult {
  const [cache, ...others] = result.caches;
  if (cache === undefined || others.length > 0) throw new Error(`not one cache: ${JSON.stringify(result)}`);
  return cache;
}

/** A way to the plane on which requests are counted, and faults can be played. */
export async function proxied(plane: ControlPlane): Promise<{ cluster: Cluster; proxy: FaultProxy }> {
  const { certificate = "", key = "" } = plane.admin;
  const proxy = await FaultProxy.start({ url: plane.url, ca: plane.authority, cert: certificate, key });
  const cluster = await connect({ env: {}, server: proxy.url, kubeconfig: [plane.kubeconfig] });
  onTestFinished(async () => {
    await cluster.close();
    await proxy.stop();
  });
  return { cluster, proxy };
}

/** A kubeconfig of somebody who may do so much in a namespace. */
export async function kubeconfigOf(
  plane: ControlPlane,
  name: string,
  namespace: string,
  rules: readonly ValueMap[],
): Promise<string> {
  await grant(plane.api, { name, user: name, namespace, rules });
  const file = join(mkdtempSync(join(plane.folder, "prewarm-")), "kubeconfig");
  writeFileSync(file, await userKubeconfig(plane, name));
  return file;
}

/** Requests that would have changed something. */
export function writesIn(proxy: FaultProxy): string[] {
  return proxy.requests.filter((request) => !request.startsWith("GET "));
}

/** The Job of a cache, once it is there, gives up after so many attempts: the real six take five minutes. */
export async function withAttempts(
  plane: ControlPlane,
  namespace: string,
  cache: string,
  attempts: number,
): Promise<void> {
  const path = `${collectionOf("Job", namespace)}/${cache}-job`;
  await eventually(`${cache} has a Job`, async () => {
    const answer = await plane.api.ask("GET", path);
    return answer.code === 200 || undefined;
  });
  await plane.api.patch(path, { spec: { backoffLimit: attempts - 1 } });
}

export async function stateOf(plane: ControlPlane, namespace: string, name: string): Promise<string> {
  const { body } = await plane.api.ask("GET", `${collectionOf("NIMCache", namespace)}/${name}`);
  return String(valueAt(body, ["status", "state"]) ?? "");
}
