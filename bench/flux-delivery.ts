import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { isMap, type ValueMap, valueAt } from "../src/nim/value.ts";
import { eventually } from "../test/cluster/api.ts";
import { kubeconfigOf } from "../test/cluster/api-user.ts";
import type { ControlPlane } from "../test/cluster/control-plane.ts";
import { installCrds } from "../test/cluster/crds.ts";
import type { DeliveredFleet } from "../test/cluster/delivered-fleet.ts";
import { planeVariable } from "../test/cluster/plane-folder.ts";
import { freePort } from "../test/support/free-port.ts";
import { type Peer, peerFiles, peerProgram } from "./peer-program.ts";
import { PlayedSource, revisionOf, sourceCrds } from "./played-source.ts";

export const kustomizeController: Peer = {
  name: "kustomize-controller",
  module: "github.com/fluxcd/kustomize-controller",
  package: "github.com/fluxcd/kustomize-controller",
};

/**
 * Flux's kustomize-controller, as it is released, delivers a fleet: a Kustomization for each folder of one GitRepository, which is
 * played. It has the rights of an administrator, as `flux install` gives them.
 */
export class FluxDelivery {
  readonly #fleet: DeliveredFleet;
  readonly #source: PlayedSource;
  readonly #process: ChildProcess;
  #revision = "";

  private constructor(fleet: DeliveredFleet, source: PlayedSource, started: ChildProcess) {
    this.#fleet = fleet;
    this.#source = source;
    this.#process = started;
  }

  static async start(fleet: DeliveredFleet, user: string, flags: readonly string[]): Promise<FluxDelivery> {
    const { plane, home } = fleet;
    await installCrds(plane.api, [kustomizationCrd(), ...sourceCrds]);
    await plane.api.post("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: home },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
      subjects: [{ kind: "User", name: user }],
    });
    const kubeconfig = await kubeconfigOf(plane, user);
    const source = await PlayedSource.start(plane, home);
    const health = await freePort();
    const started = run(plane, kubeconfig, home, [`--health-addr=127.0.0.1:${health}`, ...flags]);
    await eventually("kustomize-controller is ready", async () => {
      if (started.exitCode !== null) throw new Error(`kustomize-controller ended with ${started.exitCode}`);
      const answer = await fetch(`http://127.0.0.1:${health}/readyz`).catch(() => undefined);
      return answer?.status === 200 || undefined;
    });
    return new FluxDelivery(fleet, source, started);
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  async makeKustomizations(interval: string): Promise<void> {
    for (let index = 0; index < this.#fleet.size.repositories; index += 1) {
      await this.#fleet.plane.api.post(this.#collection, {
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata: { name: `models-${index}`, namespace: this.#fleet.home },
        spec: {
          ...{ interval, prune: true, path: `./${index}` },
          sourceRef: { kind: "GitRepository", name: this.#source.name },
        },
      });
    }
  }

  async setInterval(interval: string): Promise<void> {
    for (let index = 0; index < this.#fleet.size.repositories; index += 1) {
      await this.#fleet.plane.api.patch(`${this.#collection}/models-${index}`, { spec: { interval } });
    }
  }

  /** @returns what tells it to the cluster. */
  prepare(commit: string): () => Promise<void> {
    this.#revision = revisionOf(commit);
    return this.#source.pack(this.#fleet.git, commit);
  }

  /** Kustomizations that are not done with the newest revision. */
  async unfinished(): Promise<number> {
    const items = await this.#fleet.plane.api.list(this.#collection);
    const done = items.filter(
      (item) => valueAt(item, ["status", "lastAppliedRevision"]) === this.#revision && isReady(item),
    );
    return this.#fleet.size.repositories - done.length;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const exited = once(this.#process, "exit");
      this.#process.kill("SIGTERM");
      await exited;
    }
    await this.#source.stop();
  }

  get #collection(): string {
    return `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${this.#fleet.home}/kustomizations`;
  }
}

function kustomizationCrd(): ValueMap {
  const files = peerFiles(kustomizeController);
  const file = join(files, "config/crd/bases/kustomize.toolkit.fluxcd.io_kustomizations.yaml");
  const crd: ValueMap = parse(readFileSync(file, "utf8"));
  return crd;
}

function run(
  plane: ControlPlane,
  credentials: string,
  namespace: string,
  flags: readonly string[],
): ChildProcess {
  const program = peerProgram(kustomizeController);
  const folder = mkdtempSync(join(plane.folder, "kustomize-controller-"));
  const [kubeconfig, temporary] = [join(folder, "kubeconfig"), join(folder, "tmp")];
  mkdirSync(temporary);
  writeFileSync(kubeconfig, credentials, { mode: 0o600 });
  const log = openSync(join(folder, "log"), "a", 0o600);
  // Others of the plane have their own namespace; metrics, which nobody reads, would be on a port that they share.
  const own = ["--watch-all-namespaces=false", "--metrics-addr=0"];
  const started = spawn(program, [...own, ...flags], {
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      KUBECONFIG: kubeconfig,
      RUNTIME_NAMESPACE: namespace,
      TMPDIR: temporary,
      [planeVariable]: plane.folder,
    },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  return started;
}

function isReady(kustomization: ValueMap): boolean {
  const conditions = valueAt(kustomization, ["status", "conditions"]);
  if (!Array.isArray(conditions)) return false;
  return conditions.some((each) => isMap(each) && each.type === "Ready" && each.status === "True");
}
