import type { ValueMap } from "../../../src/nim/value.ts";
import { collectionOf } from "./cluster.ts";
import { deeds } from "./deeds.ts";
import { endOfJob, succeedsAfter } from "./played-pods.ts";
import { tellWhatPodsPrint } from "./printed-manifests.ts";
import type { Scene } from "./scene.ts";
import type { Act } from "./timelines.ts";

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
  "cache-nodeselector-empty-map": { cache: "runs-on" },
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
  "cache-manifest-log-empty": "KWOK cannot refuse a log with 500; an empty one is tested apart",
  "cache-manifest-pod-fails": "its cache lost a race; tested apart",
  "cache-ngc-no-manifest-explicit-ttl": "ten minutes of the job controller's TTL, twice",
  "optional-crds-absent": "the plane of this test has the CRDs; tested apart",
  "operator-restart": "tested apart, since it stops the operator of all",
};

/** Does what was done from outside. */
export async function perform(scene: Scene, act: Act): Promise<void> {
  const { plane, namespace, timeline } = scene;
  if (act.object?.kind !== undefined) {
    await tellWhatPodsPrint(scene, act.object);
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
