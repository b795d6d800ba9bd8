import { setTimeout as sleep } from "node:timers/promises";
import { valueAt } from "../../src/nim/value.ts";
import { collectionOf } from "../../test/support/operator/cluster.ts";
import { filesOf } from "./manifests.ts";
import { clusterName, places, type Stage, token } from "./stage.ts";
import { wordsOf } from "./teller.ts";
import type { Timeline } from "./timeline.ts";

/** From a push to green, twice. */
export async function play(stage: Stage, timeline: Timeline, signal: AbortSignal): Promise<void> {
  const push = async (message: string, wanted: Parameters<typeof filesOf>[0]) => {
    const commit = await stage.git.push(message, filesOf(wanted));
    timeline.tell("git", `${commit.slice(0, 7)} is pushed: ${message}`);
    return commit;
  };
  const until = (what: string, is: () => boolean) => becomes(what, is, signal);
  const isGreen = (commit: string) =>
    until("the commit is green", () => isHealthyAt(stage, commit) && isSaid(stage, commit, "success"));
  const breath = () => sleep(700, undefined, { signal });

  timeline.head("A push with a mistake in it");
  const first = { cache: "llama-70b", version: "1.13.1" };
  const wrong = await push("Serve a chat and a search model", { ...first, isWrong: true });
  await makeRepository(stage);
  await until("GitHub is told of the mistake", () => isSaid(stage, wrong, "failure"));
  await breath();

  timeline.head("The fix: caches fill, and services follow them");
  const fixed = await push("A fixed count of replicas is enough", first);
  await isGreen(fixed);
  await breath();

  timeline.head("Somebody edits what Git has");
  const chat = `${collectionOf("NIMService", places.models)}/chat`;
  const replicas = () => valueAt(find(stage, "chat"), ["spec", "replicas"]);
  await stage.cluster.api.patch(chat, { spec: { replicas: 2 } });
  timeline.tell("cluster", "NIMService chat gets two replicas, by hand");
  await until("the edit is set back", () => replicas() === 1);
  await breath();

  timeline.head("A new model: the old one serves until the new one is there");
  const second = { cache: "llama-70b-v2", version: "1.14.0" };
  const newer = await push("Chat with the next llama", second);
  const cacheOf = () => valueAt(find(stage, "chat"), ["spec", "storage", "nimCache", "name"]);
  await until("the new cache fills", () => stage.cluster.filled(places.models, second.cache) > 0.6);
  timeline.tell("cluster", `NIMService chat still serves from NIMCache ${String(cacheOf())}`);
  await until("chat is switched", () => cacheOf() === second.cache);
  timeline.tell("cluster", `NIMService chat moves to NIMCache ${second.cache}`);
  await isGreen(newer);
  await breath();

  timeline.head("What GitHub shows in the end");
  for (const commit of [wrong, fixed, newer]) {
    const last = lastWord(stage, commit);
    if (last) timeline.tell("GitHub", wordsOf(last));
  }
}

async function makeRepository({ cluster, github, git }: Stage): Promise<void> {
  const { home, models } = places;
  await cluster.api.post(`/api/v1/namespaces/${home}/secrets`, {
    metadata: { name: "github" },
    data: { token: base64(token), apiUrl: base64(github.apiUrl) },
  });
  await cluster.api.post(`/apis/nimops.dev/v1alpha1/namespaces/${home}/nimrepositories`, {
    apiVersion: "nimops.dev/v1alpha1",
    kind: "NIMRepository",
    metadata: { name: "models" },
    spec: {
      url: git.url,
      interval: "10s",
      targetNamespaces: [models],
      operatorVersion: "3.1.2",
      inventory: { path: "gpus.yaml" },
      github: { secretRef: { name: "github" }, context: "models" },
      publish: { badges: true, page: true, cluster: true, resources: ["*"], pools: ["*"] },
    },
  });
}

function isHealthyAt({ cluster }: Stage, commit: string): boolean {
  const repository = cluster.find("NIMRepository", places.home, "models");
  return valueAt(repository, ["status", "revision", "healthy"]) === commit;
}

function isSaid(stage: Stage, commit: string, state: string): boolean {
  return lastWord(stage, commit)?.state === state;
}

/** On the commit as a whole. */
function lastWord({ github }: Stage, commit: string) {
  return github.statuses.findLast(({ sha, context }) => sha === commit && context === aggregate);
}

/** As `spec.github.context` has it. */
const aggregate = `nimops/${clusterName}/models`;

function find({ cluster }: Stage, service: string) {
  return cluster.find("NIMService", places.models, service);
}

async function becomes(what: string, is: () => boolean, signal: AbortSignal): Promise<void> {
  const end = performance.now() + 60_000;
  while (!is()) {
    if (performance.now() > end) throw new Error(`${what}: not within a minute`);
    await sleep(50, undefined, { signal });
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
