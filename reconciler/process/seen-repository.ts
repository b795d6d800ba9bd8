import type { Cluster } from "../../src/kube/cluster.ts";
import type { LiveObject } from "../../src/kube/object.ts";
import { compareVersions } from "../../src/kube/resource-version.ts";
import { isMap, type ValueMap } from "../../src/nim/value.ts";
import { repositoryKind } from "../repository/kind.ts";
import { readRepository } from "../repository/read-repository.ts";
import type { NIMRepository, NIMRepositoryStatus } from "../repository/types.ts";
import { mergePatch } from "./status-patch.ts";

/** A NIMRepository as the API server was seen to have it last: by its watch, or by the answer to a write of ours. */
export class SeenRepository {
  readonly #cluster: Pick<Cluster, "patch">;
  readonly #signal: AbortSignal;
  #object: LiveObject;

  constructor(object: LiveObject, cluster: Pick<Cluster, "patch">, signal: AbortSignal) {
    this.#object = object;
    this.#cluster = cluster;
    this.#signal = signal;
  }

  get object(): LiveObject {
    return this.#object;
  }

  /** What is older than what we know changes nothing: the ledger that we wrote must not be lost. */
  see(object: LiveObject): void {
    const { resourceVersion } = this.#object.metadata;
    if ((compareVersions(object.metadata.resourceVersion, resourceVersion) ?? 1) > 0) this.#object = object;
  }

  read(): { readonly repository: NIMRepository | undefined; readonly problem: string | undefined } {
    const { repository, problems } = readRepository(this.#object);
    const problem = problems.map(({ message, help }) => `${message}; ${help}`).join(". ");
    return { repository, problem };
  }

  /** Also where its spec cannot be read. */
  status(): NIMRepositoryStatus | undefined {
    return isMap(this.#object.status) ? this.#readWith([])?.status : undefined;
  }

  /**
   * With what of its spec it takes to tell GitHub of its commits, where the rest cannot be read. Undefined where not even that
   * can: GitHub must not be asked without the proxy that was meant.
   */
  teller(): NIMRepository | undefined {
    const way = ["proxy", "certificateAuthority"];
    return this.#readWith([...way, "url", "github"]) ?? this.#readWith(way);
  }

  #readWith(fields: readonly string[]): NIMRepository | undefined {
    const { apiVersion, kind, metadata, spec, status } = this.#object;
    const { name, namespace, uid, creationTimestamp } = metadata;
    const where = {
      ...{ name, uid },
      ...(namespace !== undefined && { namespace }),
      ...(creationTimestamp !== undefined && { creationTimestamp }),
    };
    const kept = Object.entries(isMap(spec) ? spec : {}).filter(([field]) => fields.includes(field));
    const readable = { url: "https://localhost/none", ...Object.fromEntries(kept) };
    const document = { apiVersion, kind, metadata: where, spec: readable };
    return readRepository(status === undefined ? document : { ...document, status }).repository;
  }

  /** Fails with a conflict where another one of its name has taken its place. @throws ClusterError */
  async write(status: NIMRepositoryStatus): Promise<void> {
    const { status: stored, metadata } = this.#object;
    const patch = mergePatch(isMap(stored) ? stored : {}, status);
    if (Object.keys(patch).length === 0) return;
    const { namespace, name, uid } = metadata;
    const { apiVersion, kind } = repositoryKind;
    const change: ValueMap = { metadata: { uid }, status: patch };
    const where = { apiVersion, kind, name, ...(namespace !== undefined && { namespace }) };
    const { object } = await this.#cluster.patch(where, change, {
      subresource: "status",
      signal: this.#signal,
    });
    this.see(object);
  }
}
