import type { Cluster } from "../../../src/kube/cluster.ts";
import type { LiveObject } from "../../../src/kube/object.ts";
import { repositoryKind } from "../../repository/kind.ts";
import { askAnnotation } from "../asked.ts";
import { isOf, type PushedCommit } from "./pushed-commit.ts";

export interface HandOnSettings {
  readonly cluster: Pick<Cluster, "listAll" | "patch">;
  /** Where NIMRepositories are looked for; everywhere when left out. */
  readonly namespace: string | undefined;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
  readonly onError: (error: unknown) => void;
}

/**
 * A Service gives a webhook to any replica. One that does not lead asks the one that does as people would: by the annotation
 * on the NIMRepositories that follow what was pushed. It writes nothing else, and pushes that come meanwhile share one turn.
 */
export class HandOn {
  readonly #settings: HandOnSettings;
  #waiting: PushedCommit[] = [];
  #turn: Promise<void> | undefined;

  constructor(settings: HandOnSettings) {
    this.#settings = settings;
  }

  pushed(commit: PushedCommit): void {
    // More than these are of no use: all of them say "look now".
    if (this.#waiting.length < mostWaiting) this.#waiting.push(commit);
    this.#turn ??= this.#run().finally(() => {
      this.#turn = undefined;
    });
  }

  /** What is under way is done. */
  async ended(): Promise<void> {
    await this.#turn;
  }

  async #run(): Promise<void> {
    const { cluster, namespace, onError } = this.#settings;
    while (this.#waiting.length > 0) {
      const commits = this.#waiting;
      this.#waiting = [];
      try {
        const { items } = await cluster.listAll(repositoryKind, namespace === undefined ? {} : { namespace });
        for (const repository of items) {
          if (!commits.some((commit) => isOf(commit, repository))) continue;
          // One that cannot be asked for must not keep the others from it.
          await this.#ask(repository).catch(onError);
        }
      } catch (error) {
        onError(error);
      }
    }
  }

  async #ask({ metadata: { name, namespace = "" } }: LiveObject): Promise<void> {
    const { cluster, wall } = this.#settings;
    const { apiVersion, kind } = repositoryKind;
    const annotations = { [askAnnotation]: new Date(wall()).toISOString() };
    await cluster.patch({ apiVersion, kind, namespace, name }, { metadata: { annotations } });
  }
}

const mostWaiting = 1000;
