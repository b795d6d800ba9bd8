import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { parse } from "yaml";
import { judgeHere } from "../../reconciler/pass/judge-here.ts";
import { newIdentity } from "../../reconciler/process/lease.ts";
import { redactingLog } from "../../reconciler/process/redacting-log.ts";
import { type ProcessSettings, runController } from "../../reconciler/process/run-process.ts";
import { connect } from "../../src/kube/connect.ts";
import { type ValueMap, valueAt } from "../../src/nim/value.ts";
import { FaultProxy } from "../support/fault-proxy.ts";
import { GitRepository } from "../support/git-repository.ts";
import { type GitServer, gitServer } from "../support/git-server.ts";
import { collectionOf } from "../support/operator/cluster.ts";
import { eventually } from "./api.ts";
import type { ControlPlane } from "./control-plane.ts";
import { grant } from "./granted.ts";
import { cacheManifest, cacheNamespace, profile } from "./prewarm-bed.ts";

const deploy = join(import.meta.dirname, "../../reconciler/deploy");

export const repositoryCrd: ValueMap = parse(
  readFileSync(join(deploy, "crds/nimops.dev_nimrepositories.yaml"), "utf8"),
);

const roles: Readonly<Record<string, string>> = {
  "role.yaml": "base/role.yaml",
  "role-target.yaml": "target/role-target.yaml",
  "role-causes.yaml": "causes/role-causes.yaml",
  "role-observe.yaml": "observe/role-observe.yaml",
};

/** The rules of a Role that is shipped. */
export function rulesOf(file: string): ValueMap[] {
  return parse(readFileSync(join(deploy, "kustomize", roles[file] ?? file), "utf8")).rules;
}

/** A Git repository, a namespace for NIMRepositories, one for models, and controllers with exactly the shipped rights. */
export class ProcessBed {
  readonly plane: ControlPlane;
  readonly home: string;
  readonly models: string;
  readonly git: GitRepository;
  readonly server: GitServer;

  private constructor(
    plane: ControlPlane,
    home: string,
    models: string,
    git: GitRepository,
    server: GitServer,
  ) {
    this.plane = plane;
    this.home = home;
    this.models = models;
    this.git = git;
    this.server = server;
  }

  static async make(
    plane: ControlPlane,
    login?: { username: string; password: string },
    /** Without them somebody else has to grant what the controller may do. */
    grants = true,
  ): Promise<ProcessBed> {
    const git = new GitRepository("nimops-remote-");
    git.git("config", "uploadpack.allowFilter", "true");
    const server = await gitServer({ root: dirname(git.folder), ...(login && { login }) });
    onTestFinished(async () => {
      await server[Symbol.asyncDispose]();
      git.remove();
    });
    const [home, models] = [await plane.newNamespace("nimops"), await cacheNamespace(plane)];
    const bed = new ProcessBed(plane, home, models, git, server);
    if (grants) {
      await bed.bind("nimops-reconciler", home, rulesOf("role.yaml"));
      await bed.bind("nimops-reconciler-target", models, rulesOf("role-target.yaml"));
    }
    return bed;
  }

  get user(): string {
    return `system:nimops:${this.home}`;
  }

  get url(): string {
    return `${this.server.url}/${this.git.folder.split("/").at(-1)}/.git`;
  }

  /** Grants the controller's user some rules in a namespace. */
  async bind(name: string, namespace: string, rules: readonly ValueMap[]): Promise<void> {
    await grant(this.plane.api, { name, user: this.user, namespace, rules });
  }

  /** Commits these manifests, and nothing else. */
  push(...manifests: readonly ValueMap[]): string {
    this.git.write("models.yaml", manifests.map((manifest) => JSON.stringify(manifest)).join("\n---\n"));
    return this.git.commit();
  }

  cache(name: string, given: Parameters<typeof cacheManifest>[2] = {}): ValueMap {
    return cacheManifest(this.models, name, given);
  }

  service(name: string, cache: string, spec: ValueMap = {}): ValueMap {
    return {
      apiVersion: "apps.nvidia.com/v1alpha1",
      kind: "NIMService",
      metadata: { name, namespace: this.models },
      spec: {
        image: { repository: "nvcr.io/nim/meta/llama-3.1-8b-instruct", tag: "1.12.0", pullSecrets: ["ngc"] },
        authSecret: "key",
        storage: { nimCache: { name: cache, profile } },
        resources: { limits: { "nvidia.com/gpu": 1 } },
        expose: { service: { type: "ClusterIP", port: 8000 } },
        replicas: 1,
        ...spec,
      },
    };
  }

  async makeRepository(spec: ValueMap = {}, name = "models"): Promise<void> {
    await this.plane.api.post(this.path(), {
      apiVersion: "nimops.dev/v1alpha1",
      kind: "NIMRepository",
      metadata: { name, namespace: this.home },
      spec: { url: this.url, interval: "10s", targetNamespaces: [this.models], ...spec },
    });
  }

  path(name?: string): string {
    const collection = `/apis/nimops.dev/v1alpha1/namespaces/${this.home}/nimrepositories`;
    return name === undefined ? collection : `${collection}/${name}`;
  }

  async status(name = "models"): Promise<ValueMap> {
    const { status } = await this.plane.api.get(this.path(name));
    return typeof status === "object" && status !== null && !Array.isArray(status) ? status : {};
  }

  async condition(type: string, name = "models"): Promise<ValueMap> {
    const conditions = valueAt(await this.status(name), ["conditions"]);
    const found = Array.isArray(conditions)
      ? conditions.find((each) => valueAt(each, ["type"]) === type)
      : undefined;
    return typeof found === "object" && found !== null && !Array.isArray(found) ? found : {};
  }

  becomesReady(name = "models"): Promise<true> {
    return eventually(
      `${name} is ready`,
      async () => (await this.condition("Ready", name)).status === "True" || undefined,
    );
  }

  async object(kind: "NIMCache" | "NIMService", name: string): Promise<ValueMap | undefined> {
    const { code, body } = await this.plane.api.ask("GET", `${collectionOf(kind, this.models)}/${name}`);
    return code === 200 ? body : undefined;
  }

  exists(kind: "NIMCache" | "NIMService", name: string): Promise<ValueMap> {
    return eventually(`there is ${kind} ${name}`, () => this.object(kind, name));
  }

  /** A controller, and a proxy before it on which its requests can be counted. */
  async start(
    given: Partial<ProcessSettings> = {},
    /** Before anything goes through it. */
    prepare: (proxy: FaultProxy) => void = () => {},
  ): Promise<Running> {
    const { certificate = "", key = "" } = await this.plane.certificateFor(this.user);
    const proxy = await FaultProxy.start({
      url: this.plane.url,
      ca: this.plane.authority,
      cert: certificate,
      key,
    });
    prepare(proxy);
    const data = realpathSync(mkdtempSync(join(tmpdir(), "nimops-data-")));
    const stopping = new AbortController();
    const lines: ValueMap[] = [];
    let ports: Parameters<NonNullable<ProcessSettings["onListening"]>>[0] | undefined;
    const finished = runController({
      connect: (options) => connect({ env: {}, server: proxy.url, token: "played", ...options }),
      namespace: this.home,
      allNamespaces: false,
      leaseName: "nimops-reconciler",
      identity: newIdentity("test"),
      folder: join(data, "repositories"),
      allowedNamespaces: undefined,
      gitHosts: undefined,
      causes: false,
      clusterWide: false,
      judge: judgeHere(undefined),
      version: "0.0.0",
      probes: { host: "127.0.0.1", port: 0 },
      webhook: undefined,
      log: redactingLog({
        write: (line) => void lines.push(JSON.parse(line)),
        level: "debug",
        now: Date.now,
      }),
      // A machine that is busy for seconds does not cost it the Lease.
      leaseTimes: { duration: 60_000, valid: 50_000, retry: 300 },
      signal: stopping.signal,
      onListening: (opened) => {
        ports = opened;
      },
      ...given,
    });
    finished.catch(() => {});
    const stop = async () => {
      stopping.abort();
      await finished;
      await proxy.stop();
      rmSync(data, { recursive: true, force: true, maxRetries: 5 });
    };
    let isStopped = false;
    const once = async () => {
      if (isStopped) return;
      isStopped = true;
      await stop();
    };
    onTestFinished(once);
    const { probes, webhook, page: shown } = await eventually("it listens", () => ports);
    const page = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${probes}${path}`);
      return { status: response.status, text: await response.text() };
    };
    return { proxy, lines, page, webhook, shown, stop: once };
  }
}

export interface Running {
  readonly proxy: FaultProxy;
  /** What it has logged. */
  readonly lines: readonly ValueMap[];
  readonly page: (path: string) => Promise<{ status: number; text: string }>;
  readonly webhook: number | undefined;
  /** The port of badges and the status page. */
  readonly shown: number | undefined;
  readonly stop: () => Promise<void>;
}

/** Requests that would have changed something; those of the Lease and of events left out. */
export function changesIn(proxy: FaultProxy): string[] {
  return proxy.requests.filter(
    (request) => !request.startsWith("GET ") && !/\/(?:leases|events)\b/.test(request),
  );
}
