import { judgeHere } from "../../reconciler/pass/judge-here.ts";
import { listedWorld } from "../../reconciler/pass/listed-world.ts";
import { newMemory, type PassMemory } from "../../reconciler/pass/memory.ts";
import type { PassResult } from "../../reconciler/pass/pass.ts";
import { runPass } from "../../reconciler/pass/run-pass.ts";
import type {
  NIMRepositorySpec,
  NIMRepositoryStatus,
  ResourceStatus,
} from "../../reconciler/repository/types.ts";
import type { Cluster } from "../../src/kube/cluster.ts";
import { textAt } from "../../src/nim/health/fields.ts";
import type { ValueMap } from "../../src/nim/value.ts";

/** Passes over manifests of the test's, on a real API server; the status is kept here. */
export class ReconcilerBed {
  status: NIMRepositoryStatus | undefined;
  readonly statuses: NIMRepositoryStatus[] = [];
  readonly effects: string[] = [];
  #memory: PassMemory = newMemory();
  #manifests: readonly ValueMap[] = [];
  #commit = 0;
  readonly #cluster: Cluster;
  readonly #namespace: string;
  readonly #spec: Partial<NIMRepositorySpec>;

  constructor(cluster: Cluster, namespace: string, spec: Partial<NIMRepositorySpec> = {}) {
    this.#cluster = cluster;
    this.#namespace = namespace;
    this.#spec = spec;
  }

  push(...manifests: readonly ValueMap[]): void {
    this.#commit += 1;
    this.#manifests = manifests;
  }

  restart(): void {
    this.#memory = newMemory();
  }

  async pass(): Promise<PassResult> {
    const commit = this.#commit.toString(16).padStart(40, "0");
    const text = this.#manifests.map((manifest) => JSON.stringify(manifest)).join("\n---\n");
    const result = await runPass({
      repository: {
        apiVersion: "nimops.dev/v1alpha1",
        kind: "NIMRepository",
        metadata: { name: "models", namespace: this.#namespace },
        spec: { ...usualSpec, ...this.#spec },
        ...(this.status && { status: this.status }),
      },
      source: {
        look: async () => ({ commit, ref: "main" }),
        read: async () => [{ path: "models.yaml", bytes: Buffer.from(text) }],
      },
      cluster: this.#cluster,
      live: listedWorld(this.#cluster),
      store: {
        write: async (status) => {
          this.status = status;
          this.statuses.push(status);
        },
      },
      memory: this.#memory,
      judge: judgeHere(undefined),
      looks: true,
      now: Date.now,
    });
    this.effects.push(
      ...result.effects.map(({ did, kind, name, message }) =>
        did === "corrected" || did === "failed"
          ? `${did} ${kind} ${name}: ${message}`
          : `${did} ${kind} ${name}`,
      ),
    );
    return result;
  }

  /** Passes every so often until it is as the test wants it. */
  async until(what: string, is: (bed: this) => boolean, seconds = 90): Promise<void> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      await this.pass();
      if (is(this)) return;
      if (Date.now() > end) throw new Error(`not ${what}: ${JSON.stringify(this.status, undefined, 1)}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  resource(kind: string, name: string): ResourceStatus | undefined {
    return this.status?.resources.find((each) => each.kind === kind && each.name === name);
  }

  condition(type: string) {
    return this.status?.conditions.find((each) => each.type === type);
  }
}

export const isHealthy = (bed: ReconcilerBed) => bed.condition("Ready")?.status === "True";

/** Who owns what of an object, `operation manager`. */
export function managersIn(object: ValueMap | undefined): string[] {
  const entries = (object?.metadata as ValueMap | undefined)?.managedFields;
  return (Array.isArray(entries) ? entries : []).map(
    (entry) => `${textAt(entry, "operation")} ${textAt(entry, "manager")}`,
  );
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
