import { setTimeout as sleep } from "node:timers/promises";
import { valueAt } from "../../../src/nim/value.ts";
import { eventually } from "../../cluster/api.ts";
import type { Behaviour } from "../../cluster/kwok/behaviour.ts";
import { playPod } from "../../cluster/kwok/play.ts";
import { collectionOf, nameOf } from "./cluster.ts";
import type { Scene } from "./scene.ts";

export async function play({ plane, namespace }: Scene, name: string, behaviour: Behaviour): Promise<void> {
  await eventually(`pod ${name}`, async () => {
    const answer = await plane.api.ask("GET", `${collectionOf("Pod", namespace)}/${name}`);
    return (answer.code === 200 && !valueAt(answer.body, ["metadata", "deletionTimestamp"])) || undefined;
  });
  await playPod(plane.api, { namespace, name }, behaviour, "0s");
}

/** Those that are there and those that follow in a while. */
export async function playJob(scene: Scene): Promise<void> {
  await playFollowing(scene, "job-name", "succeeds");
}

export async function playFollowing(scene: Scene, selector: string, behaviour: Behaviour): Promise<void> {
  await playPods(scene, selector, behaviour);
  const following = async () => {
    for (let look = 0; look < 10; look++) {
      await sleep(500);
      await playPods(scene, selector, behaviour, 0.1).catch(() => {});
    }
  };
  void following();
}

export async function playPods(
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

export async function succeedsAfter(scene: Scene, failures: number): Promise<void> {
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
export async function endOfJob(scene: Scene): Promise<void> {
  const { plane, namespace } = scene;
  await eventually("the cache is Ready", async () => {
    const { body } = await plane.api.ask("GET", `${collectionOf("NIMCache", namespace)}/llama`);
    return valueAt(body, ["status", "state"]) === "Ready" || undefined;
  });
  await plane.api.delete(`${collectionOf("Job", namespace)}/llama-job?propagationPolicy=Background`);
}

export async function buildEngine(scene: Scene): Promise<void> {
  await play(scene, "engine-engine-build-pod", "runs");
  await play(scene, "engine-local-manifest-pod", "runs");
}
