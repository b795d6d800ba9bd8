import type { LiveObject } from "../../src/kube/object.ts";
import type { WatchEvent } from "../../src/kube/watch.ts";
import { readRepository } from "../repository/read-repository.ts";
import type { Publishing } from "../repository/types.ts";
import { type PublishedRepository, publishedOf } from "./published-repository.ts";

/** One that was published, with the list of pools that may be drawn of it. */
export interface Publication {
  readonly repository: PublishedRepository;
  readonly pools: Publishing["pools"];
}

/**
 * What of the NIMRepositories everybody may see, kept up to date by a watch. What is not published is not in here at all: to
 * ask for it takes the same way, and the same time, as to ask for what does not exist.
 */
export class PublishedRepositories {
  readonly #cluster: string | undefined;
  readonly #known = new Map<string, Publication>();

  constructor(cluster: string | undefined) {
    this.#cluster = cluster;
  }

  heard({ type, object }: WatchEvent): void {
    const publication = type === "removed" ? undefined : this.#publicationOf(object);
    const key = keyOf(object.metadata.namespace ?? "", object.metadata.name);
    if (publication === undefined) this.#known.delete(key);
    else this.#known.set(key, publication);
  }

  find(namespace: string, name: string): Publication | undefined {
    return this.#known.get(keyOf(namespace, name));
  }

  /** In the order of their names. */
  all(): readonly Publication[] {
    return [...this.#known].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => each);
  }

  #publicationOf(object: LiveObject): Publication | undefined {
    const { repository } = readRepository(object);
    const published = repository && publishedOf(repository, this.#cluster);
    if (!published) return undefined;
    return { repository: published, pools: repository.spec.publish?.pools };
  }
}

function keyOf(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}
