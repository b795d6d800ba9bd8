import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Cluster } from "../../src/kube/cluster.ts";
import type { NIMRepository } from "../repository/types.ts";
import type { SourceLimits } from "../source/limits.ts";
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
  /** Milliseconds since 1970. */
  readonly wall: () => number;
  readonly log: Pick<Log, "hide">;
  readonly limits?: Partial<SourceLimits>;
}

/** The sources of NIMRepositories, each with a folder of its own that goes with it. */
export class OpenedSources {
  readonly #settings: OpenedSourcesSettings;
  /** By the NIMRepository's uid. */
  readonly #folders = new Map<string, string>();
  #count = 0;

  constructor(settings: OpenedSourcesSettings) {
    this.#settings = settings;
  }

  /** In the place of the one before. @throws SourceError */
  open(repository: NIMRepository): Source {
    const { cluster, folder, gitHosts, userAgent, wall, log, limits } = this.#settings;
    const { uid = "", namespace } = repository.metadata;
    this.#count += 1;
    const own = join(folder, `${uid}-${this.#count}`);
    this.remove(uid);
    this.#folders.set(uid, own);
    return sourceFor(repository, {
      secret: secretReader(cluster, namespace, (secrets) => log.hide(secrets)),
      folder: own,
      userAgent,
      now: wall,
      ...(gitHosts && { hosts: gitHosts }),
      ...(limits && { limits }),
    });
  }

  /** What was fetched for a source that is no more. A call that still runs may leave something, which the next start removes. */
  remove(uid: string): void {
    const folder = this.#folders.get(uid);
    this.#folders.delete(uid);
    if (folder !== undefined) rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  }
}
