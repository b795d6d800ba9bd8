import type { ValueMap } from "../../../src/nim/value.ts";
import { collectionOf } from "./cluster.ts";
import { buildEngine, play, playFollowing, playJob, playPods } from "./played-pods.ts";
import type { Scene } from "./scene.ts";
import type { Act } from "./timelines.ts";

/** What somebody or something did from outside, by what the recording says of it. */
export type Deed = (scene: Scene, act: Act) => Promise<unknown>;

export const deeds: readonly (readonly [RegExp, Deed])[] = [
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
