import { setTimeout as sleep } from "node:timers/promises";
import { isMap, type ValueMap, valueAt } from "../../../src/nim/value.ts";
import { eventually } from "../../cluster/api.ts";
import type { ControlPlane } from "../../cluster/control-plane.ts";
import type { Behaviour } from "../../cluster/kwok/behaviour.ts";
import { playPod, print } from "../../cluster/kwok/play.ts";
import { collectionOf, nameOf } from "./cluster.ts";
import type { ModelsAnswer } from "./context.ts";
import type { Act, Timeline } from "./timelines.ts";

/** A timeline on its way through a namespace of its own. */
export interface Scene {
  readonly plane: ControlPlane;
  readonly namespace: string;
  readonly timeline: Timeline;
  answer: ModelsAnswer | undefined;
}

/** What the laboratory did with pods before anything was made; the recording only shows what came of it. */
interface Staging {
  /** How pods of caches' images behave: that of the Job, and that of the manifest as long as it does not end. */
  readonly cache?: string;
  readonly service?: string;
  readonly storageClass?: string;
  /** What the laboratory did while nobody acted. */
  readonly meanwhile?: (scene: Scene) => Promise<void>;
}

const staging: Readonly<Record<string, Staging>> = {
  "build-while-cache-in-progress": { cache: "runs-on" },
  "build-with-failed-cache": { cache: "fails-for-1s" },
  "cache-claim-unbound": { storageClass: "never-bound" },
  "cache-edit-while-in-progress": { cache: "runs-on" },
  "cache-job-deleted": { cache: "runs-on" },
  "cache-job-fails-once": { cache: "fails-for-3s", meanwhile: (scene) => succeedsAfter(scene, 1) },
  "cache-job-ttl-after-success": { meanwhile: endOfJob },
  "cache-manifest-pod-image-pull": { cache: "cannot-pull" },
  "pipeline-states": { cache: "runs-on" },
  "service-autoscaling-and-metrics-off": { storageClass: "slow" },
  "service-router-changes": { storageClass: "slow" },
  "service-before-cache": { cache: "runs-on" },
  "service-on-flapping-cache": { cache: "fails-for-3s", meanwhile: (scene) => succeedsAfter(scene, 2) },
  "service-pods-never-ready": { service: "unready" },
};

/** Timelines that are not replayed, and why. */
export const notReplayed: Readonly<Record<string, string>> = {
  "build-before-cache": "its cache lost a race, so that its profile is listed twice; tested apart",
  "cache-gpu-node-arrives-late": "its model manifest is not recorded",
  "cache-job-backoff-ttl": "a thousand seconds of the job controller's back-off",
  "cache-manifest-log-empty": "KWOK cannot print nothing",
  "cache-manifest-pod-fails":
    "KWOK lets a pod run for a moment before it fails, and the operator reads it then",
  "cache-ngc-no-manifest-explicit-ttl": "ten minutes of the job controller's TTL, twice",
  "optional-crds-absent": "the plane of this test has the CRDs",
  "operator-restart": "tested apart, since it stops the operator of all",
};

/** Does what was done from outside. */
export async function perform(scene: Scene, act: Act): Promise<void> {
  const { plane, namespace, timeline } = scene;
  if (act.object?.kind !== undefined) {
    await stage(scene, act.object);
    await plane.api.post(collectionOf(String(act.object.kind), namespace), played(timeline.id, act.object));
    void staging[timeline.id]?.meanwhile?.(scene).catch(() => {});
  } else if (act.object) await patch(scene, act);
  else {
    const [, deed] = deeds.find(([says]) => says.test(act.says)) ?? [];
    if (!deed) throw new Error(`nobody knows how to do: ${act.says}`);
    await deed(scene, act);
  }
}

export function withoutPlay(text: string): string {
  return text.replaceAll(/-played-[a-z]+(?:-[a-z]+)*(?:-[0-9]+s)?/g, "");
}

type Deed = (scene: Scene, act: Act) => Promise<unknown>;

const deeds: readonly (readonly [RegExp, Deed])[] = [
  [/^a Service llama of someone else/, (scene) => post(scene, "Service", service)],
  [/^a Deployment llama of someone else/, (scene) => post(scene, "Deployment", deployment)],
  [
    /^a claim named own|^the claim is made/,
    (scene, { says }) => post(scene, "PersistentVolumeClaim", claim(says)),
  ],
  [/^the claim is bound/, bind],
  [
    /^a node gets the label/,
    ({ plane }) => plane.api.patch("/api/v1/nodes/hopper", { metadata: { labels: { pool: "late" } } }),
  ],
  [
    /^the image can be pulled/,
    async (scene) => [await play(scene, "llama-pod", "runs"), await playJob(scene)],
  ],
  [/^the engine build pod gets Ready/, buildEngine],
  [/^the engine build pod fails/, (scene) => play(scene, "engine-engine-build-pod", "fails")],
  [/^delete the failed pod/, (scene) => remove(scene, "Pod", "engine-engine-build-pod")],
  [/^(the (cache )?job succeeds|job pods succeed|from now on every pod)/, playJob],
  [/^delete the (running |finished )?job/, (scene) => remove(scene, "Job", "llama-job", "Background")],
  [/^delete the claim/, (scene) => remove(scene, "PersistentVolumeClaim", "llama-pvc")],
  [/^delete that Service/, (scene) => remove(scene, "Service", "llama")],
  [/^delete the service \(F/, (scene) => remove(scene, "NIMService", "llama", "Foreground")],
  [/^delete the cache \(F/, (scene) => remove(scene, "NIMCache", "llama", "Foreground")],
  [/^delete the service/, (scene) => remove(scene, "NIMService", "llama")],
  [/^delete the cache/, (scene) => remove(scene, "NIMCache", "llama")],
  [
    /^delete both/,
    async (scene) => [await remove(scene, "NIMCache", "llama"), await remove(scene, "NIMCache", "other")],
  ],
  [/^delete cache a/, (scene) => remove(scene, "NIMCache", "a")],
  [/^delete the build/, (scene) => remove(scene, "NIMBuild", "engine")],
  [/^delete the pipeline/, (scene) => remove(scene, "NIMPipeline", "rag")],
  [/^delete the child chat/, (scene) => remove(scene, "NIMService", "chat")],
  [/^delete (the )?[A-Z]\w+$/, (scene, { says }) => remove(scene, says.split(" ").at(-1) ?? "", "llama")],
  [/^new pods run but/, (scene) => playPods(scene, "app%3Dllama", "unready")],
  [/^the pods get ready/, (scene) => playFollowing(scene, "app%3Dllama", "runs")],
  [
    /^(someone scales|replicas 3 of) the Deployment|^someone scales/,
    (scene) => patchDeployment(scene, { replicas: 3 }),
  ],
  [/^progressDeadlineSeconds 5/, (scene) => patchDeployment(scene, { progressDeadlineSeconds: 5 })],
  [/^image of the Deployment/, editImage],
  [
    /^type of the Service/,
    ({ plane, namespace }) =>
      plane.api.patch(`${collectionOf("Service", namespace)}/llama`, { spec: { type: "NodePort" } }),
  ],
  [
    /^GET \/v1\/models answers 500/,
    async (scene) => {
      scene.answer = { models: 500 };
    },
  ],
  [
    /^GET \/v1\/models answers 404/,
    async (scene) => {
      scene.answer = { models: 404, metadata: 200, name: "molmim" };
    },
  ],
  [
    /^both answer 404/,
    async (scene) => {
      scene.answer = { models: 404, metadata: 404 };
    },
  ],
];

/** What pods will print, told before they are there. */
async function stage({ plane, namespace, timeline }: Scene, object: ValueMap): Promise<void> {
  const { name } = nameOf(object);
  const text = timeline.id.includes("no-manifest") ? "model_manifest.yaml not found" : modelManifest;
  if (object.kind === "NIMCache") await print(plane, { namespace, pod: `${name}-pod` }, text);
  if (object.kind === "NIMBuild") {
    const built = modelManifest.replace("llm_engine", `model_name: ${name}\n    llm_engine`);
    await print(
      plane,
      { namespace, pod: `${name}-local-manifest-pod` },
      built.replace(firstProfile, builtProfile),
    );
  }
}

function played(id: string, object: ValueMap): ValueMap {
  const { cache, service: pods, storageClass } = staging[id] ?? {};
  let text = JSON.stringify(object);
  if (object.kind === "NIMCache" && cache)
    text = text.replace(/("modelPuller":"[^"]+)"/, `$1-played-${cache}"`);
  if (object.kind === "NIMCache" && storageClass)
    text = text.replace(`"nfs-client"`, JSON.stringify(storageClass));
  if (object.kind === "NIMService" && pods) text = text.replace(/("tag":"[^"]+)"/, `$1-played-${pods}"`);
  if (object.kind === "NIMBuild") text = text.replace(/("tag":"[^"]+)"/, `$1-played-waits"`);
  return JSON.parse(text);
}

async function patch({ plane, namespace, timeline }: Scene, { says, object, refused }: Act): Promise<void> {
  const [kind, name] = targetOf(timeline.id, says);
  const text = JSON.stringify(object);
  // Its new pods are the ones that do not get ready.
  const body: ValueMap = JSON.parse(
    timeline.id === "service-image-update" ? text.replace('"1.13.1"', '"1.13.1-played-unready"') : text,
  );
  const path = `${collectionOf(kind, namespace)}/${name}`;
  const answer = await plane.api.ask("PATCH", path, body, "application/merge-patch+json");
  if (answer.code >= 400 !== (refused !== undefined)) throw new Error(`${says}: ${answer.text}`);
}

function targetOf(id: string, says: string): [kind: string, name: string] {
  if (/hand edit of the child:? (embed|image)/.test(says))
    return ["NIMService", says.includes("embed") ? "embed" : "chat"];
  if (says.includes("edit of a build")) return ["NIMBuild", "two"];
  if (says === "any edit of the service") return ["NIMService", "llama"];
  if (id.startsWith("pipeline-")) return ["NIMPipeline", "rag"];
  return [id.startsWith("cache-") ? "NIMCache" : "NIMService", "llama"];
}

async function post({ plane, namespace }: Scene, kind: string, object: ValueMap): Promise<void> {
  await plane.api.post(collectionOf(kind, namespace), object);
}

async function remove(
  { plane, namespace }: Scene,
  kind: string,
  name: string,
  policy?: string,
): Promise<void> {
  const query = policy ? `?propagationPolicy=${policy}` : "";
  await plane.api.delete(`${collectionOf(kind, namespace)}/${name}${query}`);
}

async function patchDeployment({ plane, namespace }: Scene, spec: ValueMap): Promise<void> {
  await plane.api.patch(`${collectionOf("Deployment", namespace)}/llama`, { spec });
}

async function editImage({ plane, namespace }: Scene, { rest }: Act): Promise<void> {
  const image = String(rest?.get("Deployment/llama")?.image);
  await plane.api.ask(
    "PATCH",
    `${collectionOf("Deployment", namespace)}/llama`,
    { spec: { template: { spec: { containers: [{ name: "llama-ctr", image }] } } } },
    "application/strategic-merge-patch+json",
  );
}

async function play({ plane, namespace }: Scene, name: string, behaviour: Behaviour): Promise<void> {
  await eventually(`pod ${name}`, async () => {
    const answer = await plane.api.ask("GET", `${collectionOf("Pod", namespace)}/${name}`);
    return (answer.code === 200 && !valueAt(answer.body, ["metadata", "deletionTimestamp"])) || undefined;
  });
  await playPod(plane.api, { namespace, name }, behaviour, "0s");
}

/** Those that are there and those that follow in a while. */
async function playJob(scene: Scene): Promise<void> {
  await playFollowing(scene, "job-name", "succeeds");
}

async function playFollowing(scene: Scene, selector: string, behaviour: Behaviour): Promise<void> {
  await playPods(scene, selector, behaviour);
  const following = async () => {
    for (let look = 0; look < 10; look++) {
      await sleep(500);
      await playPods(scene, selector, behaviour, 0.1).catch(() => {});
    }
  };
  void following();
}

async function playPods(
  { plane, namespace }: Scene,
  selector: string,
  behaviour: Behaviour,
  within = 20,
): Promise<void> {
  const pods = await eventually(
    `pods of ${selector}`,
    async () => {
      const found = await plane.api.list(`${collectionOf("Pod", namespace)}?labelSelector=${selector}`);
      const live = found.filter(
        (pod) =>
          !/Succeeded|Failed/.test(String(valueAt(pod, ["status", "phase"]))) &&
          !valueAt(pod, ["metadata", "deletionTimestamp"]),
      );
      return live.length > 0 ? live : undefined;
    },
    within,
  );
  for (const pod of pods) await playPod(plane.api, { namespace, name: nameOf(pod).name }, behaviour, "0s");
}

async function succeedsAfter(scene: Scene, failures: number): Promise<void> {
  const { plane, namespace } = scene;
  await eventually(
    `${failures} failures`,
    async () => {
      const { body } = await plane.api.ask("GET", `${collectionOf("Job", namespace)}/llama-job`);
      return Number(valueAt(body, ["status", "failed"]) ?? 0) === failures || undefined;
    },
    60,
  );
  await eventually(
    "the next pod",
    () =>
      playJob(scene).then(
        () => true,
        () => undefined,
      ),
    60,
  );
}

/** What the job controller does when the TTL ends. */
async function endOfJob(scene: Scene): Promise<void> {
  const { plane, namespace } = scene;
  await eventually("the cache is Ready", async () => {
    const { body } = await plane.api.ask("GET", `${collectionOf("NIMCache", namespace)}/llama`);
    return valueAt(body, ["status", "state"]) === "Ready" || undefined;
  });
  await remove(scene, "Job", "llama-job", "Background");
}

async function buildEngine(scene: Scene): Promise<void> {
  await play(scene, "engine-engine-build-pod", "runs");
  await play(scene, "engine-local-manifest-pod", "runs");
}

async function bind({ plane, namespace }: Scene): Promise<void> {
  await plane.api.post("/api/v1/persistentvolumes", {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: `bound-${namespace}` },
    spec: {
      capacity: { storage: "60Gi" },
      accessModes: ["ReadWriteMany"],
      storageClassName: "never-bound",
      hostPath: { path: "/played" },
      claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name: "llama-pvc" },
    },
  });
}

const service: ValueMap = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "llama" },
  spec: { ports: [{ port: 80 }] },
};

const deployment: ValueMap = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "llama" },
  spec: {
    replicas: 0,
    selector: { matchLabels: { of: "someone" } },
    template: {
      metadata: { labels: { of: "someone" } },
      spec: { containers: [{ name: "main", image: "busybox" }] },
    },
  },
};

function claim(says: string): ValueMap {
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: says.includes("own") ? "own" : "later" },
    spec: {
      accessModes: ["ReadWriteMany"],
      storageClassName: "nfs-client",
      resources: { requests: { storage: "60Gi" } },
    },
  };
}

const firstProfile = "00d65de6afda38c415b97a5a8f6e1b123b1189e206a05121749a8c3fd25a56df";
const builtProfile = "8a55ff12df3f10f99603492c27cc962d880cb7c2255a192f07d9e38c9e021aaa";

/** The profiles that the recording names, as far as their tags matter. */
const modelManifest = [
  [firstProfile, { llm_engine: "tensorrt_llm", gpu: "H100", precision: "fp8", tp: "2" }],
  [
    "28820a86b9d59406879932b8fed282fdb368655d213078a7876e0dbde145055e",
    { llm_engine: "vllm", precision: "bf16", tp: "4" },
  ],
  [
    "5e9c2ed22558db839288644c6885d54004634e392d59cd3cfad06758005c20c7",
    { llm_engine: "tensorrt_llm", precision: "bf16", tp: "2", trtllm_buildable: "true" },
  ],
  [
    "f4bc15c090e7d50d31e8036b96eb6c6f6f15d7bc97978bdeceb0ba91beb9f665",
    { llm_engine: "tensorrt_llm", precision: "bf16", tp: "1", trtllm_buildable: "true" },
  ],
]
  .map(([id, tags]) => {
    const lines = Object.entries(isMap(tags) ? tags : {}).map(([key, tag]) => `    ${key}: "${String(tag)}"`);
    return `${String(id)}:\n  model: meta/llama-3.1-8b-instruct\n  release: 1.12.0\n  tags:\n${lines.join("\n")}`;
  })
  .join("\n");
