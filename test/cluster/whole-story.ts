import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import type { SaidStatus } from "../support/github/overheard.ts";
import { eventually } from "./api.ts";
import type { ControlPlane } from "./control-plane.ts";
import { playNode } from "./kwok/play.ts";
import { StoryBed, tokens } from "./story-bed.ts";
import type { StartReconciler, StoryCluster } from "./story-cluster.ts";

/**
 * Two clusters follow one repository, from a push to green: lint stall, fix, caches filling, a service that is switched, a commit that
 * is overtaken, a node that is lost and replaced. Everything that is said on GitHub is overheard.
 *
 * @param start how nimops is started.
 */
export async function tellWholeStory(plane: ControlPlane, start: StartReconciler): Promise<void> {
  const bed = await StoryBed.make(plane, start);
  const { clusters } = bed;
  const wrong = await bed.push("wrong", "llama", { scale: { enabled: true, hpa: { maxReplicas: 2 } } });
  await bed.follow();
  await bed.isSaid(wrong, "failure");
  for (const cluster of clusters) expect(await cluster.object("NIMCache", "llama")).toBeUndefined();

  const fixed = await bed.push("fixed", "llama");
  await bed.isSaid(fixed, "pending");
  for (const cluster of clusters) await cluster.becomesHealthyAt(fixed);
  await bed.isSaid(fixed, "success");

  const watched = watchCaches(clusters);
  const overtaken = await bed.push("overtaken", "llama-2", {}, "runs-on");
  await bed.isSaid(overtaken, "pending");
  const newest = await bed.push("newest", "llama-3");
  await bed.isSaid(overtaken, "error");
  for (const cluster of clusters) {
    await cluster.becomesHealthyAt(newest);
    expect(await cluster.serving("chat")).toEqual({ cache: "llama-3", isReady: true });
  }
  // What was there served until the new one could.
  expect(await watched.end()).toEqual({ east: ["llama", "llama-3"], west: ["llama", "llama-3"] });
  await bed.isSaid(newest, "success");

  const hit = await loseNode(plane, bed, newest);
  // What is said of a single resource comes last.
  const isOpen = () => bed.leftPending().length > 0;
  await eventually("nothing is left pending", () => !isOpen() || undefined).catch(() => {});
  expect(bed.leftPending()).toEqual([]);
  expect(bed.early).toEqual([]);
  for (const cluster of clusters) {
    const courseOfCommit = (commit: string) => courseOf(bed.words(cluster, commit));
    expect(courseOfCommit(wrong).at(-1)).toBe("failure");
    expect(courseOfCommit(wrong)).not.toContain("success");
    expect(courseOfCommit(fixed)).toEqual(["pending", "success"]);
    expect(courseOfCommit(overtaken)).toEqual(["pending", "error"]);
    expect(bed.words(cluster, overtaken).at(-1)?.description).toMatch(/superseded/i);
    const [first, ...course] = courseOfCommit(newest);
    const again = hit.includes(cluster) ? [expect.stringMatching(/^(pending|error)$/), "success"] : [];
    // Where much is said in a minute, progress of which nobody has heard yet is left out.
    expect(first === "pending" ? course : [first, ...course]).toEqual(["success", ...again]);
  }
  // Each speaks for itself alone.
  for (const { token, context } of bed.said)
    expect(context.split("/")[1]).toBe(token === tokens.east ? "east" : "west");
  expect(bed.saidTwice()).toEqual([]);
  expect(bed.faults()).toEqual([]);
}

/** The node of east's chat fails; then its pods are replaced on another one, as after a drain. @returns whom it hit */
async function loseNode(plane: ControlPlane, bed: StoryBed, commit: string): Promise<StoryCluster[]> {
  const [east] = bed.clusters;
  const node = (await east?.nodeOf("chat")) ?? "";
  const hit: StoryCluster[] = [];
  for (const cluster of bed.clusters) if ((await cluster.nodeOf("chat")) === node) hit.push(cluster);
  await playNode(plane.api, node, "not-ready");
  for (const cluster of hit) await cluster.playPods("chat", "unready");
  await eventually(
    "they are not well any more",
    () => hit.every((cluster) => bed.words(cluster, commit).at(-1)?.state !== "success") || undefined,
  );
  for (const cluster of hit) await cluster.replacePods("chat");
  await bed.isSaid(commit, "success");
  await playNode(plane.api, node, "ready");
  return hit;
}

/** Which caches chat has, from now to the end; `!` behind one that was not Ready. */
function watchCaches(clusters: readonly StoryCluster[]) {
  const seen: Record<string, string[]> = {};
  const ending = new AbortController();
  const watching = Promise.all(
    clusters.map(async (cluster) => {
      const caches: string[] = [];
      seen[cluster.name] = caches;
      while (!ending.signal.aborted) {
        const cache = await cluster.cacheOf("chat");
        if (cache !== caches.at(-1)) caches.push(cache);
        await sleep(100);
      }
    }),
  );
  // Where the story breaks off nobody asks.
  watching.catch(() => {});
  return {
    async end() {
      ending.abort();
      await watching;
      return seen;
    },
  };
}

/** The states in order, each once as long as it lasted. */
function courseOf(said: readonly SaidStatus[]): string[] {
  const states = said.map(({ state }) => state);
  return states.filter((state, index) => state !== states[index - 1]);
}
