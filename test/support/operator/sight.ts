import { valueAt } from "../../../src/nim/value.ts";
import { type Cluster, nimKinds } from "./cluster.ts";
import type { Change } from "./watch.ts";

/** What the watches have told, to be held against what the API server has. */
export class Sight {
  readonly #cluster: Cluster;
  /** Resource versions by UID. */
  readonly #versions = new Map<string, string>();

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  learn({ type, object }: Change): void {
    if (type === "DELETED") this.#versions.delete(textOf(object, "uid"));
    else this.#versions.set(textOf(object, "uid"), textOf(object, "resourceVersion"));
  }

  /** Whether each object that decides what the operator does is known as it is. */
  async isOfNow(namespace: string): Promise<boolean> {
    const lists = await Promise.all(decisive.map((kind) => this.#cluster.list(kind, namespace)));
    return lists
      .flat()
      .every((object) => this.#versions.get(textOf(object, "uid")) === textOf(object, "resourceVersion"));
  }
}

/** Kinds that tests edit, or whose state the operator follows. */
const decisive = [...nimKinds, "Job", "Deployment", "PersistentVolumeClaim", "Pod"];

function textOf(object: unknown, field: "uid" | "resourceVersion"): string {
  return String(valueAt(object, ["metadata", field]));
}
