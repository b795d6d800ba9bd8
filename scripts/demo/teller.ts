import { isMap, valueAt } from "../../src/nim/value.ts";
import type { StoredStatus } from "../../test/support/github/stored.ts";
import type { Changed } from "../../test/support/played-cluster/played-api-server.ts";
import { clusterName, places, type Stage } from "./stage.ts";
import type { Timeline } from "./timeline.ts";

/** Tells what nimops, the cluster and GitHub do, as it happens, until it is stopped. */
export class Teller {
  readonly #timeline: Timeline;
  readonly #stage: Stage;
  /** What was told last of each thing. */
  readonly #told = new Map<string, string>();
  readonly #stop: () => void;
  readonly #timer: NodeJS.Timeout;
  readonly #badges: NodeJS.Timeout;
  #statuses = 0;

  constructor(stage: Stage, timeline: Timeline) {
    this.#stage = stage;
    this.#timeline = timeline;
    this.#stop = stage.cluster.listen((changed) => this.#see(changed));
    this.#timer = setInterval(() => this.#tellOfStatuses(), 50);
    this.#badges = setInterval(() => void this.#tellOfBadge(), 500);
  }

  stop(): void {
    this.#stop();
    clearInterval(this.#timer);
    clearInterval(this.#badges);
    this.#tellOfStatuses();
  }

  #see({ type, object }: Changed): void {
    const { kind, metadata } = object;
    // What nimops writes into Kubernetes events, and `kubectl describe` shows.
    if (kind === "Event" && type === "ADDED" && object.reason !== "NewRevision")
      this.#timeline.tell("nimops", `${String(object.reason)}: ${short(object.message)}`);
    if (kind === "NIMRepository") {
      const commit = valueAt(object, ["status", "revision", "attempted"]);
      if (typeof commit === "string" && this.#isNews("commit", commit))
        this.#timeline.tell("nimops", `takes ${commit.slice(0, 7)}`);
      this.#tellOfWaiting(valueAt(object, ["status", "resources"]));
    }
    if (kind === "NIMCache" || kind === "NIMService") {
      const state = type === "DELETED" ? "gone" : String(valueAt(object, ["status", "state"]) ?? "");
      const words = spoken[kind][state];
      const name = `${kind} ${metadata.name}`;
      if (this.#isNews(name, state) && words !== undefined)
        this.#timeline.tell("cluster", `${name} ${words}`);
    }
  }

  #tellOfWaiting(resources: unknown): void {
    for (const { kind, name, phase, message } of Array.isArray(resources) ? resources.filter(isMap) : []) {
      const isWaiting = phase === "Waiting";
      if (!this.#isNews(`waiting ${String(kind)} ${String(name)}`, String(isWaiting)) || !isWaiting) continue;
      const text = `${String(kind)} ${String(name)} waits: ${short(message)}`;
      // After what it waits for, which is made in the same moment.
      setTimeout(() => this.#timeline.tell("nimops", text), 250).unref();
    }
  }

  #tellOfStatuses(): void {
    const { statuses } = this.#stage.github;
    for (const status of statuses.slice(this.#statuses)) this.#timeline.tell("GitHub", wordsOf(status));
    this.#statuses = statuses.length;
  }

  async #tellOfBadge(): Promise<void> {
    const url = `${this.#stage.page}badge/${places.home}/models.json`;
    const answer = await fetch(url).catch(() => undefined);
    if (!answer?.ok) return;
    const badge: unknown = await answer.json();
    const words = `${String(valueAt(badge, ["label"]))} | ${String(valueAt(badge, ["message"]))}`;
    if (this.#isNews("badge", words)) this.#timeline.tell("badge", words);
  }

  #isNews(about: string, words: string): boolean {
    const isNews = this.#told.get(about) !== words;
    this.#told.set(about, words);
    return isNews;
  }
}

/** `✓ 1a2b3c4 nimops/demo/models: 4 of 4 ready` */
export function wordsOf({ state, sha, context, description }: StoredStatus): string {
  const about = context.replace(`nimops/${clusterName}/models/`, "…/");
  return `${marks[state] ?? state} ${sha.slice(0, 7)} ${about}: ${description ?? ""}`;
}

const marks: Readonly<Record<string, string>> = {
  pending: "○ pending",
  success: "✓ success",
  failure: "✗ failure",
  error: "! error",
};

/** Other states come and go too quickly to be read. */
const spoken: Readonly<Record<"NIMCache" | "NIMService", Readonly<Record<string, string>>>> = {
  NIMCache: { InProgress: "is downloading", Ready: "is ready", Failed: "has failed", gone: "is gone" },
  NIMService: { NotReady: "starts", Ready: "is ready", Failed: "has failed", gone: "is gone" },
};

function short(message: unknown): string {
  return String(message ?? "").replaceAll(`${places.models}/`, "");
}
