import { dirname } from "node:path";
import { type Value, type ValueMap, valueAt } from "../../src/nim/value.ts";
import { FaultProxy } from "../support/fault-proxy.ts";
import { GitRepository } from "../support/git-repository.ts";
import { type GitServer, gitServer } from "../support/git-server.ts";
import type { Random } from "../support/mutants.ts";
import { collectionOf } from "../support/operator/cluster.ts";
import { type Shipped, ShippedReconciler } from "../support/reconciler/shipped-reconciler.ts";
import type { ControlPlane } from "./control-plane.ts";
import { installCrds } from "./crds.ts";
import { grant } from "./granted.ts";
import { cacheManifest, profile } from "./prewarm-bed.ts";
import { repositoryCrd, rulesOf } from "./reconciler-process-bed.ts";

export interface FleetSize {
  readonly repositories: number;
  /** Caches of each repository, and a service on each of them. */
  readonly pairs: number;
  /** That the repositories share among them. */
  readonly namespaces: number;
  /** Of NIMRepositories. */
  readonly interval?: string;
}

type FleetKind = "NIMCache" | "NIMService";

/** An object of the fleet: what is in Git tells how it has to be. */
export interface Member {
  readonly kind: FleetKind;
  readonly name: string;
  readonly namespace: string;
  readonly repository: number;
}

const user = "fleet";

/**
 * Many NIMRepositories with caches and services, and the shipped reconciler that brings them to a cluster. Nothing is
 * downloaded: `operate` says Ready of what has come, as the operator would some time.
 */
export class DeliveredFleet {
  readonly plane: ControlPlane;
  readonly proxy: FaultProxy;
  readonly git: GitRepository;
  readonly home: string;
  readonly members: readonly Member[];
  readonly #server: GitServer;
  readonly size: FleetSize;
  readonly #namespaces: readonly string[];
  /** By `keyOf`: GiB of a cache, replicas of a service. */
  readonly #wanted = new Map<string, number>();
  /** By `keyOf`: what Ready was said of. */
  readonly #seen = new Map<string, string>();

  private constructor(
    plane: ControlPlane,
    proxy: FaultProxy,
    git: GitRepository,
    server: GitServer,
    home: string,
    namespaces: readonly string[],
    size: FleetSize,
  ) {
    this.plane = plane;
    this.proxy = proxy;
    this.git = git;
    this.home = home;
    this.#server = server;
    this.size = size;
    this.#namespaces = namespaces;
    this.members = Array.from({ length: size.repositories * size.pairs }, (_, index) => {
      const repository = Math.floor(index / size.pairs);
      const namespace = namespaces[repository % namespaces.length] ?? "";
      const name = `model-${repository}-${index % size.pairs}`;
      return (["NIMCache", "NIMService"] as const).map((kind) => ({ kind, name, namespace, repository }));
    }).flat();
    for (const member of this.members) this.#wanted.set(keyOf(member), 1);
  }

  /** The manifests are committed; NIMRepositories are not made yet. */
  static async make(plane: ControlPlane, size: FleetSize): Promise<DeliveredFleet> {
    await installCrds(plane.api, [repositoryCrd]);
    const home = await plane.newNamespace("nimops");
    await grant(plane.api, { name: "nimops-reconciler", user, namespace: home, rules: rulesOf("role.yaml") });
    const namespaces: string[] = [];
    for (let count = 0; count < size.namespaces; count += 1) {
      const namespace = await plane.newNamespace("models");
      const rules = rulesOf("role-target.yaml");
      await grant(plane.api, { name: "nimops-reconciler-target", user, namespace, rules });
      namespaces.push(namespace);
    }
    const git = new GitRepository("nimops-remote-");
    git.git("config", "uploadpack.allowFilter", "true");
    const server = await gitServer({ root: dirname(git.folder) });
    const { certificate = "", key = "" } = await plane.certificateFor(user);
    const proxy = await FaultProxy.start({ url: plane.url, ca: plane.authority, cert: certificate, key });
    const fleet = new DeliveredFleet(plane, proxy, git, server, home, namespaces, size);
    for (let index = 0; index < size.repositories; index += 1) fleet.#write(index);
    git.commit();
    return fleet;
  }

  get url(): string {
    return `${this.#server.url}/${this.git.folder.split("/").at(-1)}/.git`;
  }

  /** Questions to the Git server. */
  get asked(): number {
    return this.#server.asked.filter((request) => request.includes("/info/refs")).length;
  }

  start(given: Partial<Shipped> = {}): Promise<ShippedReconciler> {
    return ShippedReconciler.start({ server: this.proxy.url, namespace: this.home, ...given });
  }

  async makeRepositories(): Promise<void> {
    for (let index = 0; index < this.size.repositories; index += 1) {
      const namespace = this.#namespaces[index % this.#namespaces.length] ?? "";
      await this.makeRepository(`models-${index}`, { path: String(index), targetNamespaces: [namespace] });
    }
  }

  async makeRepository(name: string, spec: ValueMap): Promise<void> {
    const { interval = "30s" } = this.size;
    await this.plane.api.post(this.#repositories, {
      apiVersion: "nimops.dev/v1alpha1",
      kind: "NIMRepository",
      metadata: { name, namespace: this.home },
      spec: { url: this.url, interval, targetNamespaces: this.#namespaces.slice(0, 1), ...spec },
    });
  }

  /** Of the objects that may change at any time: what is downloaded stays as it is. */
  get services(): readonly Member[] {
    return this.members.filter(({ kind }) => kind === "NIMService");
  }

  /** Gives a service another size in Git; `push` commits it. @returns its replicas. */
  edit(member: Member, random: Random): number {
    const wanted = 1 + (((this.#wanted.get(keyOf(member)) ?? 1) + random.below(7)) % 8);
    this.#wanted.set(keyOf(member), wanted);
    this.#write(member.repository);
    return wanted;
  }

  push(): string {
    return this.git.commit();
  }

  /** Somebody takes a service away by hand, or gives it another size. */
  async spoil(member: Member, how: "delete" | "edit"): Promise<void> {
    const path = `${collectionOf(member.kind, member.namespace)}/${member.name}`;
    if (how === "delete") await this.plane.api.delete(path);
    else await this.plane.api.patch(path, { spec: { replicas: 77 } });
  }

  keyOf(member: Member): string {
    return keyOf(member);
  }

  /** What is not in the cluster as Git has it. */
  async missing(): Promise<string[]> {
    const live = await this.#live();
    return this.members.map(keyOf).filter((key) => sizeOf(live.get(key)) !== this.#wanted.get(key));
  }

  /** Says Ready of every cache and service that is new or has changed. @returns how many there were. */
  async operate(): Promise<number> {
    const waiting = [...(await this.#live())].filter(
      ([key, object]) => this.#seen.get(key) !== versionOf(object),
    );
    await Promise.all(
      waiting.map(async ([key, object]) => {
        await this.becomesReady(object);
        this.#seen.set(key, versionOf(object));
      }),
    );
    return waiting.length;
  }

  async becomesReady(object: ValueMap): Promise<void> {
    const kind = valueAt(object, ["kind"]) === "NIMCache" ? "NIMCache" : "NIMService";
    const name = String(valueAt(object, ["metadata", "name"]));
    const namespace = String(valueAt(object, ["metadata", "namespace"]));
    const status = kind === "NIMCache" ? filledCache(name) : servingService(name);
    // It may be gone again.
    await this.plane.api.ask(
      "PATCH",
      `${collectionOf(kind, namespace)}/${name}/status`,
      { status },
      "application/merge-patch+json",
    );
  }

  /** NIMRepositories whose Ready is True. */
  async ready(): Promise<number> {
    const items = await this.plane.api.list(this.#repositories);
    return items.filter((item) => trueCondition(item, "Ready") !== undefined).length;
  }

  /** The condition that says why one goes no further. */
  async stalled(name: string): Promise<Value | undefined> {
    return trueCondition(await this.plane.api.get(`${this.#repositories}/${name}`), "Stalled");
  }

  async stop(): Promise<void> {
    await this.proxy.stop();
    await this.#server[Symbol.asyncDispose]();
    this.git.remove();
  }

  get #repositories(): string {
    return `/apis/nimops.dev/v1alpha1/namespaces/${this.home}/nimrepositories`;
  }

  async #live(): Promise<Map<string, ValueMap>> {
    const lists = await Promise.all(
      this.#namespaces.flatMap((namespace) =>
        (["NIMCache", "NIMService"] as const).map(async (kind) =>
          (await this.plane.api.list(collectionOf(kind, namespace))).map(
            (item) => [keyOf({ kind, namespace, name: nameOf(item) }), { ...item, kind }] as const,
          ),
        ),
      ),
    );
    return new Map(lists.flat());
  }

  #write(repository: number): void {
    const manifests = this.members
      .filter((member) => member.repository === repository)
      .map((member) => this.#manifestOf(member));
    this.git.write(
      `${repository}/models.yaml`,
      // What begins with a brace kubectl takes for JSON, which has no documents.
      manifests.map((manifest) => `---\n${JSON.stringify(manifest, null, 2)}\n`).join(""),
    );
  }

  #manifestOf(member: Member): ValueMap {
    const size = this.#wanted.get(keyOf(member)) ?? 1;
    const { kind, namespace, name } = member;
    if (kind === "NIMCache") return cacheManifest(namespace, name, { resources: { memory: `${size}Gi` } });
    return {
      apiVersion: "apps.nvidia.com/v1alpha1",
      kind,
      metadata: { name, namespace, labels: { team: "models", "app.kubernetes.io/part-of": "fleet" } },
      spec: {
        image: { repository: "nvcr.io/nim/meta/llama-3.1-8b-instruct", tag: "1.12.0", pullSecrets: ["ngc"] },
        authSecret: "key",
        storage: { nimCache: { name, profile } },
        env: [{ name: "NIM_LOG_LEVEL", value: "INFO" }],
        resources: { limits: { "nvidia.com/gpu": 1 } },
        expose: { service: { type: "ClusterIP", port: 8000 } },
        replicas: size,
      },
    };
  }
}

function trueCondition(repository: ValueMap, type: string): Value | undefined {
  const conditions = valueAt(repository, ["status", "conditions"]);
  const found = Array.isArray(conditions) ? conditions : [];
  return found.find((each) => valueAt(each, ["type"]) === type && valueAt(each, ["status"]) === "True");
}

function keyOf({ kind, namespace, name }: Pick<Member, "kind" | "namespace" | "name">): string {
  return `${kind} ${namespace}/${name}`;
}

function nameOf(object: ValueMap): string {
  return String(valueAt(object, ["metadata", "name"]));
}

function versionOf(object: ValueMap): string {
  return `${valueAt(object, ["metadata", "uid"])} ${valueAt(object, ["metadata", "generation"])}`;
}

function sizeOf(object: ValueMap | undefined): number | undefined {
  if (object === undefined) return undefined;
  const memory = valueAt(object, ["spec", "resources", "memory"]);
  return Number(valueAt(object, ["spec", "replicas"]) ?? String(memory).replace("Gi", ""));
}

/** As the operator writes it: nimcache_controller.go. */
function filledCache(name: string): ValueMap {
  const told = ["PVC_CREATED", "JOB_CREATED", "JOB_COMPLETED"].map((type) => ({
    type: `NIM_CACHE_${type}`,
    status: "True",
    reason: "Reconciled",
    message: "as the operator tells it",
    lastTransitionTime: new Date().toISOString(),
  }));
  return {
    state: "Ready",
    pvc: `${name}-pvc`,
    conditions: told,
    profiles: [
      {
        name: profile,
        model: "meta/llama-3.1-8b-instruct",
        release: "1.12.0",
        config: { llm_engine: "vllm", tp: "1" },
      },
    ],
  };
}

/** As the operator writes it: nimservice_controller.go. */
function servingService(name: string): ValueMap {
  const told = { message: "", lastTransitionTime: new Date().toISOString() };
  return {
    state: "Ready",
    conditions: [
      { ...told, type: "Ready", status: "True", reason: "Ready", message: `deployment "${name}" rolled out` },
      { ...told, type: "Failed", status: "False", reason: "Ready" },
    ],
    model: { name: "meta/llama-3.1-8b-instruct", clusterEndpoint: `${name}:8000`, externalEndpoint: "" },
  };
}
