import type { Clock } from "../../src/kube/clock.ts";
import type { Cluster } from "../../src/kube/cluster.ts";
import type { NIMRepository } from "../repository/types.ts";
import { AppTokens } from "../source/app-tokens.ts";
import { GitStores } from "../source/git-stores.ts";
import type { SourceLimits } from "../source/limits.ts";
import type { OpenedSource } from "../source/open-git-source.ts";
import type { Source } from "../source/source.ts";
import { sourceFor } from "../source/source-for.ts";
import type { Log } from "./redacting-log.ts";
import { secretReader } from "./secret-reader.ts";

export interface OpenedSourcesSettings {
  readonly cluster: Pick<Cluster, "get">;
  /** For what Git fetches; everything in it is ours. */
  readonly folder: string;
  readonly gitHosts: readonly string[] | undefined;
  readonly userAgent: string;
  readonly clock: Pick<Clock, "now">;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
  readonly log: Pick<Log, "hide">;
  readonly limits?: Partial<SourceLimits>;
}

/**
 * The sources of NIMRepositories. Those that look at the same Git repository with the same credentials share what they fetch, and
 * the token of a GitHub App.
 */
export class OpenedSources {
  readonly #settings: OpenedSourcesSettings;
  readonly #stores: GitStores;
  readonly #tokens: AppTokens;
  /** By the NIMRepository's uid. */
  readonly #opened = new Map<string, OpenedSource>();

  constructor(settings: OpenedSourcesSettings) {
    const { folder, limits, clock, userAgent, wall, gitHosts } = settings;
    this.#settings = settings;
    this.#stores = new GitStores({ folder, now: () => clock.now(), ...(limits && { limits }) });
    this.#tokens = new AppTokens({ userAgent, now: wall, hosts: gitHosts });
  }

  /** In the place of the one before. @throws SourceError */
  open(repository: NIMRepository, onNews: (asked: number) => void): Source {
    const { cluster, gitHosts, log } = this.#settings;
    const { uid = "", namespace } = repository.metadata;
    this.remove(uid);
    const source = sourceFor(repository, {
      secret: secretReader(cluster, namespace, (secrets) => log.hide(secrets)),
      stores: this.#stores,
      tokens: this.#tokens,
      onNews,
      ...(gitHosts && { hosts: gitHosts }),
    });
    this.#opened.set(uid, source);
    return source;
  }

  /** What was fetched for it goes, unless others have it too. */
  remove(uid: string): void {
    // What cannot be removed goes with the next start.
    this.#opened
      .get(uid)
      ?.close()
      .catch(() => {});
    this.#opened.delete(uid);
  }
}
