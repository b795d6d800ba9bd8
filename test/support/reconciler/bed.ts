import { judgeHere } from "../../../reconciler/pass/judge-here.ts";
import type { ReadLintChoice } from "../../../reconciler/pass/lint-choice.ts";
import { newMemory, type PassMemory } from "../../../reconciler/pass/memory.ts";
import type { PassInput, PassResult } from "../../../reconciler/pass/pass.ts";
import { runPass } from "../../../reconciler/pass/run-pass.ts";
import type {
  NIMRepository,
  NIMRepositorySpec,
  NIMRepositoryStatus,
  ResourceStatus,
} from "../../../reconciler/repository/types.ts";
import { type RepositoryFile, type Revision, SourceError } from "../../../reconciler/source/source.ts";
import { ClusterError } from "../../../src/kube/cluster-error.ts";
import type { LiveObject, ObjectToSend } from "../../../src/kube/object.ts";
import { liveWorld } from "../../../src/nim/health/surroundings.ts";
import { nimKinds } from "../../../src/nim/schema/kinds.ts";
import type { ValueMap } from "../../../src/nim/value.ts";
import { FakeApi } from "./fake-api.ts";

export const nimGroup = "apps.nvidia.com/v1alpha1";

/** One NIMRepository with Git, a cluster and a clock that are the test's. */
export class Bed {
  time = Date.parse("2026-11-21T12:00:00Z");
  readonly api = new FakeApi(() => this.time);
  memory: PassMemory = newMemory();
  status: NIMRepositoryStatus | undefined;
  /** Each status that was written. */
  readonly written: NIMRepositoryStatus[] = [];
  looks = 0;
  reads = 0;
  /** What Git does instead of answering. */
  gitFault: ((path?: string) => void) | undefined;
  /** Kinds that the reconciler may look at besides the four. */
  seen: readonly string[] = [];
  readLint: ReadLintChoice | undefined;
  /** What the copies of the watches hold, where they lag behind the cluster. */
  copy: readonly LiveObject[] | undefined;
  metadata: Partial<NIMRepository["metadata"]> = {};
  /** How GitHub is told of commits; nobody is told without. */
  reporting: PassInput["reporting"];
  #spec: NIMRepositorySpec;
  readonly #files = new Map<string, readonly RepositoryFile[]>();
  #commit = 0;

  constructor(spec: Partial<NIMRepositorySpec> = {}) {
    this.#spec = { ...usualSpec, ...spec };
  }

  get spec(): NIMRepositorySpec {
    return this.#spec;
  }

  setSpec(spec: Partial<NIMRepositorySpec>): void {
    this.#spec = { ...this.#spec, ...spec };
  }

  /** A commit with these manifests; the name of the file may matter to nobody. */
  push(manifests: readonly ValueMap[], file = "models.yaml"): string {
    return this.pushFiles({ [file]: manifests.map((manifest) => JSON.stringify(manifest)).join("\n---\n") });
  }

  pushFiles(files: Readonly<Record<string, string>>): string {
    this.#commit += 1;
    const found = Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
    this.#files.set(this.commit, found);
    return this.commit;
  }

  get commit(): string {
    return this.#commit.toString(16).padStart(40, "0");
  }

  /** Nothing is left but what the cluster holds. */
  restart(): void {
    this.memory = newMemory();
  }

  async pass(options: { readonly looks?: boolean; readonly dryRun?: boolean } = {}): Promise<PassResult> {
    const revision = (): Revision => ({ commit: this.commit, ref: "main" });
    const result = await runPass({
      repository: {
        apiVersion: "nimops.dev/v1alpha1",
        kind: "NIMRepository",
        metadata: { name: "models", namespace: "models", generation: 1, ...this.metadata },
        spec: this.#spec,
        ...(this.status && { status: this.status }),
      },
      source: {
        look: async () => {
          this.looks += 1;
          this.gitFault?.();
          return revision();
        },
        read: async ({ commit }, path) => {
          this.reads += 1;
          this.gitFault?.(path);
          const found = (this.#files.get(commit) ?? []).filter(
            (file) => path === "." || file.path === path || file.path.startsWith(`${path}/`),
          );
          if (found.length === 0 && path !== ".") {
            throw new SourceError("permanent", "PathNotFound", `this commit has no ${path}`);
          }
          return found;
        },
      },
      cluster: this.api.cluster,
      live: {
        world: async (namespaces, now) => {
          this.api.fault?.("list", { apiVersion: nimGroup, kind: "NIMCache", name: "" }, false);
          const objects = (this.copy ?? this.api.objects).filter(({ metadata }) =>
            namespaces.includes(metadata.namespace ?? ""),
          );
          const known = [...nimKinds, ...this.seen];
          return liveWorld(
            objects.filter(({ kind }) => known.includes(kind)),
            { knows: known, now },
          );
        },
      },
      store: {
        write: async (status) => {
          this.api.fault?.("status", { apiVersion: "", kind: "NIMRepository", name: "models" }, false);
          this.status = structuredClone(status);
          this.written.push(this.status);
        },
      },
      memory: this.memory,
      judge: judgeHere(this.readLint),
      looks: options.looks ?? true,
      reporting: this.reporting,
      ...(options.dryRun === undefined ? {} : { dryRun: options.dryRun }),
      now: () => this.time,
    });
    return result;
  }

  /** Passes until one changes nothing; time goes on a second with each. */
  async settle(most = 20): Promise<PassResult> {
    for (let count = 0; count < most; count += 1) {
      const before = JSON.stringify([this.api.realWrites().length, this.written.length]);
      const result = await this.pass();
      const isQuiet = before === JSON.stringify([this.api.realWrites().length, this.written.length]);
      const isSoon = result.wakeAt !== undefined && result.wakeAt - this.time <= 5_000;
      // As the process does.
      const isUnproved = this.status?.resources.some(({ message }) => message.includes("only just now"));
      if (isQuiet && isSoon && isUnproved) this.time = result.wakeAt ?? this.time;
      else if (isQuiet) return result;
      else this.time += 1_000;
    }
    throw new Error(`it does not come to rest: ${JSON.stringify(this.status?.resources)}`);
  }

  resource(kind: string, name: string): ResourceStatus | undefined {
    return this.status?.resources.find((status) => status.kind === kind && status.name === name);
  }

  condition(type: "Ready" | "Reconciling" | "Stalled") {
    return this.status?.conditions.find((condition) => condition.type === type);
  }

  /** What was written since the last call, `apply NIMCache a`; dry runs left out. */
  takeWrites(): string[] {
    const writes = this.api.realWrites().map(({ verb, kind, name }) => `${verb} ${kind} ${name}`);
    this.api.writes.length = 0;
    return writes;
  }

  /** The operator takes an object up: its finalizer, and a state. */
  operatorSays(kind: string, name: string, state: string, extra: ValueMap = {}): void {
    const id = { kind, namespace: "models", name };
    const finalizer = `finalizer.${kind.toLowerCase()}.apps.nvidia.com`;
    this.api.update(
      id,
      ({ metadata }) => {
        (metadata as ValueMap).finalizers = [finalizer];
      },
      { manager: "manager" },
    );
    const time = `${new Date(this.time).toISOString().slice(0, 19)}Z`;
    const isReady = state === "Ready";
    const conditions =
      kind === "NIMService"
        ? [
            {
              type: "Ready",
              status: isReady ? "True" : "False",
              reason: state,
              message: "",
              lastTransitionTime: time,
            },
          ]
        : [
            {
              type: "NIM_CACHE_JOB_COMPLETED",
              status: isReady ? "True" : "False",
              reason: "x",
              message: "",
              lastTransitionTime: time,
            },
          ];
    this.api.update(
      id,
      (object) => {
        object.status = { state, conditions, ...extra };
      },
      { manager: "manager", subresource: "status" },
    );
  }

  /** What is on its way out is gone. */
  finalize(): void {
    for (const { kind, metadata } of this.api.objects) {
      if (metadata.deletionTimestamp !== undefined)
        this.api.remove(kind, metadata.namespace ?? "", metadata.name);
    }
  }
}

const usualSpec: NIMRepositorySpec = {
  mode: "apply",
  url: "https://git.example.com/models.git",
  ref: { branch: "main" },
  path: ".",
  interval: "1m",
  resync: "10m",
  timeout: "1m",
  suspend: false,
  prune: { enabled: true, caches: "keep", onDelete: "orphan" },
  gates: { lint: "enforce", plan: "enforce", registries: [] },
  progressDeadline: "30m",
};

/** A NIMCache that every rule likes; a test states only what differs. */
export function cache(name: string, spec: ValueMap = {}, metadata: ValueMap = {}): ObjectToSend {
  return {
    apiVersion: nimGroup,
    kind: "NIMCache",
    metadata: { name, namespace: "models", ...metadata },
    spec: {
      source: {
        ngc: {
          modelPuller: "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.12.0",
          pullSecret: "ngc",
          authSecret: "key",
          model: { profiles: [profile] },
        },
      },
      storage: {
        pvc: { create: true, size: "50Gi", storageClass: "nfs", volumeAccessMode: "ReadWriteMany" },
      },
      ...spec,
    },
  };
}

export const profile = "28820a86b9d59406879932b8fed282fdb368655d213078a7876e0dbde145055e";

export function service(
  name: string,
  cacheName: string,
  spec: ValueMap = {},
  metadata: ValueMap = {},
): ObjectToSend {
  return {
    apiVersion: nimGroup,
    kind: "NIMService",
    metadata: { name, namespace: "models", ...metadata },
    spec: {
      image: { repository: "nvcr.io/nim/meta/llama-3.1-8b-instruct", tag: "1.12.0", pullSecrets: ["ngc"] },
      authSecret: "key",
      storage: { nimCache: { name: cacheName, profile } },
      resources: { limits: { "nvidia.com/gpu": 1 } },
      replicas: 1,
      ...spec,
    },
  };
}

export function build(name: string, cacheName: string): ObjectToSend {
  return {
    apiVersion: nimGroup,
    kind: "NIMBuild",
    metadata: { name, namespace: "models" },
    spec: {
      nimCache: { name: cacheName, profile },
      image: { repository: "nvcr.io/nim/meta/llama-3.1-8b-instruct", tag: "1.12.0", pullSecrets: ["ngc"] },
    },
  };
}

export function pipeline(name: string, services: readonly ValueMap[]): ObjectToSend {
  return {
    apiVersion: nimGroup,
    kind: "NIMPipeline",
    metadata: { name, namespace: "models" },
    spec: { services: [...services] },
  };
}

export function unavailable(): ClusterError {
  return new ClusterError("unreachable", "cannot reach the API server: the connection was reset", {
    retry: "always",
  });
}
