import type { LiveObject } from "../../../src/kube/object.ts";
import { type ValueMap, valueAt } from "../../../src/nim/value.ts";
import { Api } from "../../cluster/api.ts";
import { type Operator, startOperator } from "../operator/operator.ts";
import { Machines, type Pace } from "./machines.ts";
import { type Changed, PlayedApiServer } from "./played-api-server.ts";

export interface PlayedClusterOptions {
  readonly pace: Pace;
  /** What the manifest pods of caches print. */
  readonly modelManifest: string;
  /** Node objects. */
  readonly nodes: readonly ValueMap[];
}

/**
 * A cluster in memory that needs nothing but Node: the API server, what its controllers and kubelets would do, and the stand-in
 * operator, which is held against the real one elsewhere. For the demo and for tests of the shipped bundle without a control plane.
 */
export class PlayedCluster implements AsyncDisposable {
  readonly server: PlayedApiServer;
  readonly #machines: Machines;
  readonly #operator: Operator;
  readonly #api: Api;

  private constructor(server: PlayedApiServer, machines: Machines, operator: Operator, api: Api) {
    this.server = server;
    this.#machines = machines;
    this.#operator = operator;
    this.#api = api;
  }

  static async start({ pace, modelManifest, nodes }: PlayedClusterOptions): Promise<PlayedCluster> {
    let machines: Machines | undefined;
    const server = await PlayedApiServer.start({
      log: () => modelManifest,
      volumes: (node) => machines?.volumesOf(node) ?? {},
    });
    machines = new Machines(server, pace);
    const admin = { token: "played" };
    const api = new Api(server.url, "", admin);
    for (const node of nodes) await api.post("/api/v1/nodes", node);
    const operator = startOperator({ url: server.url, authority: "", admin, api }, { faster: 30 });
    return new PlayedCluster(server, machines, operator, api);
  }

  get url(): string {
    return this.server.url;
  }

  /** As the administrator. */
  get api(): Api {
    return this.#api;
  }

  listen(listener: (changed: Changed) => void): () => void {
    return this.server.listen(listener);
  }

  find(kind: string, namespace: string, name: string): LiveObject | undefined {
    return this.server.store.find(kind, namespace, name);
  }

  /** Of what a cache's Job has filled so far, from 0 to 1. */
  filled(namespace: string, cache: string): number {
    const claim = valueAt(this.find("NIMCache", namespace, cache), ["spec", "storage", "pvc", "name"]);
    return this.#machines.filled(namespace, typeof claim === "string" ? claim : `${cache}-pvc`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#machines.stop();
    // The operator hears of it first: a request of its that the server's end cuts off is no mistake.
    await Promise.all([this.#operator.stop(), this.server[Symbol.asyncDispose]()]);
    this.#api.close();
  }
}
