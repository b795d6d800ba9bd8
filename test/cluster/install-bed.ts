import { execFile } from "node:child_process";
import { join } from "node:path";
import type { ProcessSettings } from "../../reconciler/process/run-process.ts";
import { connect } from "../../src/kube/connect.ts";
import { valueAt } from "../../src/nim/value.ts";
import { type Operator, startOperator } from "../support/operator/operator.ts";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { isGranted } from "./granted.ts";
import { chart, helm, tokenOf } from "./installed.ts";
import { node } from "./nodes.ts";
import { addRoom } from "./prewarm-bed.ts";
import { ProcessBed } from "./reconciler-process-bed.ts";
import { type Storage, startStorage } from "./storage.ts";

export const release = "nimops-reconciler";
export const deploy = join(chart, "..");
export const crdFile = join(deploy, "crds/nimops.dev_nimrepositories.yaml");
export const crdName = "nimrepositories.nimops.dev";
export const crdPath = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${crdName}`;

/** A control plane without our CRD, on which releases of the chart come and go. */
export class InstallBed {
  readonly plane: ControlPlane;
  readonly #storage: Storage;
  readonly #operator: Operator;

  private constructor(plane: ControlPlane, storage: Storage, operator: Operator) {
    this.plane = plane;
    this.#storage = storage;
    this.#operator = operator;
  }

  static async start(): Promise<InstallBed> {
    const plane = await startControlPlane();
    await plane.addNodes([node({ name: "hgx-1" })]);
    await addRoom(plane);
    const storage = await startStorage(plane.api, [{ name: "files", accessModes: ["ReadWriteMany"] }]);
    return new InstallBed(plane, storage, startOperator(plane, { faster: 30 }));
  }

  async stop(): Promise<void> {
    await this.#operator.stop();
    await this.#storage.stop();
    await this.plane.stop();
  }

  helm(...args: readonly string[]): string {
    return helm(this.plane, ...args);
  }

  /** Beside us, as a controller of ours may have to do its part meanwhile. @throws what it says. */
  kubectl(args: readonly string[], input?: string | Buffer): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = execFile("kubectl", ["--kubeconfig", this.plane.kubeconfig, ...args], (error, stdout) =>
        error === null ? resolve(stdout) : reject(error),
      );
      child.stdin?.end(input);
    });
  }

  /** Namespaces whose rights come from an installed chart alone. */
  async installed(values: Values = {}): Promise<ProcessBed> {
    const bed = await ProcessBed.make(this.plane, undefined, false);
    this.helm(
      ...["install", release, chart, "--namespace", bed.home, "--wait", "--timeout=180s"],
      ...set({ targetNamespaces: `{${bed.models}}`, causes: true, ...values }),
    );
    await eventually(
      "the CRD is served",
      async () => (await this.plane.api.ask("GET", bed.path())).code === 200 || undefined,
    );
    return bed;
  }

  /** For a controller with the token of the chart's ServiceAccount. */
  async asInstalled(
    bed: ProcessBed,
    warn: (warning: string) => void = () => {},
  ): Promise<Partial<ProcessSettings>> {
    const token = await tokenOf(this.plane, bed.home);
    const user = `system:serviceaccount:${bed.home}:${release}`;
    const lists = (group: string, kind: string) => [
      { apiGroups: [group], resources: [kind], verbs: ["list"] },
    ];
    const { api } = this.plane;
    await isGranted(api, { user, namespace: bed.home, rules: lists("nimops.dev", "nimrepositories") });
    await isGranted(api, { user, namespace: bed.models, rules: lists("apps.nvidia.com", "nimcaches") });
    const direct = { server: this.plane.url, certificateAuthority: this.plane.authority };
    return { connect: (options) => connect({ env: {}, direct, token, warn, ...options }), causes: true };
  }

  /** Takes away all releases, NIMRepositories and the CRD. */
  async clear(): Promise<void> {
    const releases: { name: string; namespace: string }[] = JSON.parse(
      this.helm("list", "--all-namespaces", "--output", "json"),
    );
    for (const { name, namespace } of releases) {
      this.helm("uninstall", name, "--namespace", namespace, "--wait");
    }
    const { api } = this.plane;
    if ((await api.ask("GET", crdPath)).code === 404) return;
    const repositories = await api.list("/apis/nimops.dev/v1alpha1/nimrepositories").catch(() => []);
    for (const { metadata } of repositories) {
      const [namespace, name] = [valueAt(metadata, ["namespace"]), valueAt(metadata, ["name"])];
      const path = `/apis/nimops.dev/v1alpha1/namespaces/${namespace}/nimrepositories/${name}`;
      await api.patch(path, { metadata: { finalizers: null } });
    }
    await this.kubectl(["delete", "crd", crdName, "--timeout=120s", "--ignore-not-found"]);
  }
}

export type Values = Readonly<Record<string, string | boolean>>;

/** As flags of helm. */
export function set(values: Values): string[] {
  return Object.entries(values).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
}
