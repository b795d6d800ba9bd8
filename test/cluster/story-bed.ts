import { onTestFailed, onTestFinished } from "vitest";
import type { ValueMap } from "../../src/nim/value.ts";
import { GithubServer } from "../support/github/github-server.ts";
import { type Overheard, overhear, type SaidStatus } from "../support/github/overheard.ts";
import { HostedRepository } from "../support/hosted-repository.ts";
import { eventually } from "./api.ts";
import type { ControlPlane } from "./control-plane.ts";
import { cacheManifest, profile } from "./prewarm-bed.ts";
import { type StartReconciler, StoryCluster } from "./story-cluster.ts";

export const tokens = { east: `ghs_${"e".repeat(36)}`, west: `ghs_${"w".repeat(36)}` } as const;

/** A repository, a GitHub that is overheard, and two clusters that follow the one and speak to the other. */
export class StoryBed {
  readonly clusters: readonly StoryCluster[];
  /** Commits that were called healthy while chat was not, or was not yet what they say. */
  readonly early: string[] = [];
  readonly #git: HostedRepository;
  readonly #heard: Overheard;
  /** The cache that chat has at a commit. */
  readonly #caches: Map<string, string>;

  private constructor(
    clusters: readonly StoryCluster[],
    git: HostedRepository,
    heard: Overheard,
    caches: Map<string, string>,
    early: string[],
  ) {
    this.clusters = clusters;
    this.#git = git;
    this.#heard = heard;
    this.#caches = caches;
    this.early = early;
  }

  static async make(plane: ControlPlane, start: StartReconciler): Promise<StoryBed> {
    const git = await HostedRepository.start("acme/models");
    const grant = (login: string) => ({ login, of: "installation", may: "write" }) as const;
    const github = await GithubServer.start({
      repository: "acme/models",
      tokens: { [tokens.east]: grant("nimops-east"), [tokens.west]: grant("nimops-west") },
    });
    const clusters: StoryCluster[] = [];
    const caches = new Map<string, string>();
    const early: string[] = [];
    const heard = await overhear(github.apiUrl, async ({ context, state, commit }) => {
      const [, name, source, ...resource] = context.split("/");
      if (state !== "success" || source !== "models" || resource.length > 0) return;
      const serving = await clusters.find((cluster) => cluster.name === name)?.serving("chat");
      const isRight = serving?.isReady && serving.cache === caches.get(commit);
      if (!isRight) early.push(`${context} at ${commit}: ${JSON.stringify(serving)}`);
    });
    onTestFailed(() => {
      for (const { name, reconciler } of clusters)
        console.error(`${name}:\n${reconciler.lines.slice(-30).join("\n")}`);
      console.error(heard.said.map((status) => Object.values(status).slice(1).join(" ")).join("\n"));
    });
    onTestFinished(async () => {
      await Promise.all(clusters.map(({ reconciler }) => reconciler.stop()));
      await heard[Symbol.asyncDispose]();
      await github[Symbol.asyncDispose]();
      await git[Symbol.asyncDispose]();
    });
    const secret = "signed by the story";
    for (const name of ["east", "west"]) {
      const cluster = await StoryCluster.start(plane, name, start, secret);
      clusters.push(cluster);
      git.hooks.push({ url: `http://127.0.0.1:${cluster.reconciler.webhook}/hook`, secret });
    }
    return new StoryBed(clusters, git, heard, caches, early);
  }

  get said(): readonly SaidStatus[] {
    return this.#heard.said;
  }

  /** Both clusters follow the repository from now on. */
  async follow(): Promise<void> {
    for (const cluster of this.clusters) {
      const token = cluster.name === "east" ? tokens.east : tokens.west;
      await cluster.follow(this.#git.url, { token, apiUrl: this.#heard.apiUrl });
    }
  }

  /**
   * @param chat more of its spec
   * @param played how the Job of the cache behaves
   */
  async push(message: string, cache: string, chat: ValueMap = {}, played = "runs-for-5s"): Promise<string> {
    const commit = await this.#git.push(message, { "models.yaml": manifests(cache, chat, played) });
    this.#caches.set(commit, cache);
    return commit;
  }

  /** What a cluster said of a commit as a whole. */
  words({ name }: StoryCluster, commit: string): SaidStatus[] {
    return this.said.filter((said) => said.context === `nimops/${name}/models` && said.commit === commit);
  }

  isSaid(commit: string, state: string): Promise<true> {
    const isLast = (cluster: StoryCluster) => this.words(cluster, commit).at(-1)?.state === state;
    return eventually(
      `both say ${state} of ${commit.slice(0, 7)}`,
      () => this.clusters.every(isLast) || undefined,
      90,
    );
  }

  /** Commits and contexts of which the last word is pending. */
  leftPending(): string[] {
    const last = new Map(this.said.map((status) => [`${status.commit} ${status.context}`, status.state]));
    return [...last].filter(([, state]) => state === "pending").map(([key]) => key);
  }

  /** What was said although it stood there already. */
  saidTwice(): string[] {
    const last = new Map<string, string>();
    return this.said.flatMap(({ commit, context, state, description }) => {
      const [key, words] = [`${commit} ${context}`, `${state} ${description}`];
      const isSame = last.get(key) === words;
      last.set(key, words);
      return isSame ? [`${key}: ${words}`] : [];
    });
  }

  /** What they logged as faults. */
  faults(): string[] {
    return this.clusters.flatMap(({ reconciler }) =>
      reconciler.lines.filter((line) => /"level":"error"/.test(line)),
    );
  }
}

/** A cache, whose Job behaves so, and a service of it. */
function manifests(cache: string, chat: ValueMap, played: string): string {
  const { metadata, ...rest } = cacheManifest("", cache, { played: `played-${played}` });
  const service: ValueMap = {
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMService",
    metadata: { name: "chat" },
    spec: {
      image: { repository: "nvcr.io/nim/meta/llama-3.1-8b-instruct", tag: "1.12.0", pullSecrets: ["ngc"] },
      authSecret: "key",
      storage: { nimCache: { name: cache, profile } },
      resources: { limits: { "nvidia.com/gpu": 1 } },
      expose: { service: { type: "ClusterIP", port: 8000 } },
      replicas: 1,
      ...chat,
    },
  };
  return [{ ...rest, metadata: { name: cache } }, service]
    .map((manifest) => JSON.stringify(manifest))
    .join("\n---\n");
}
