import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type ValueMap, valueAt } from "../../../src/nim/value.ts";
import { FaultProxy } from "../../support/fault-proxy.ts";
import { GitRepository } from "../../support/git-repository.ts";
import { type GitServer, gitServer } from "../../support/git-server.ts";
import { Random } from "../../support/mutants.ts";
import { collectionOf } from "../../support/operator/cluster.ts";
import { eventually } from "../api.ts";
import { type ControlPlane, startControlPlane } from "../control-plane.ts";
import { installCrds } from "../crds.ts";
import { cacheManifest } from "../prewarm-bed.ts";
import { repositoryCrd, rulesOf } from "../reconciler-process-bed.ts";
import { isShort } from "./how-long.ts";

const seed = Number(process.env.NIMOPS_SEED ?? Math.floor(Math.random() * 1_000_000));
/** Seconds. */
const duration = isShort ? 45 : 1_800;
const repositories = 50;
const each = 20;

let plane: ControlPlane;
let git: GitRepository;
let server: GitServer;
let proxy: FaultProxy;
let child: ChildProcess;
let home: string;
let models: string;
const folder = join(realpathSync(mkdtempSync(join(tmpdir(), "nimops-soak-"))), "repositories");

beforeAll(async () => {
  plane = await startControlPlane();
  await installCrds(plane.api, [repositoryCrd]);
  [home, models] = [await plane.newNamespace("nimops"), await plane.newNamespace("models")];
  await grant("nimops-reconciler", home, rulesOf("role.yaml"));
  await grant("nimops-reconciler-target", models, rulesOf("role-target.yaml"));
  git = new GitRepository("nimops-remote-");
  git.git("config", "uploadpack.allowFilter", "true");
  server = await gitServer({ root: dirname(git.folder) });
  const { certificate = "", key = "" } = await plane.certificateFor("soak");
  proxy = await FaultProxy.start({ url: plane.url, ca: plane.authority, cert: certificate, key });
}, 120_000);
afterAll(async () => {
  child?.kill("SIGKILL");
  await proxy?.stop();
  await server?.[Symbol.asyncDispose]();
  git?.remove();
  rmSync(dirname(folder), { recursive: true, force: true });
  await plane?.stop();
});

it(
  `1,000 resources in 50 repositories through ${duration} s of churn: memory and connections stay as they are, nothing is missed (NIMOPS_SEED=${seed} repeats it)`,
  async () => {
    const random = new Random(seed);
    const sizes = new Map<string, number>();
    for (let index = 0; index < repositories; index += 1) write(index, sizes);
    git.commit();
    for (let index = 0; index < repositories; index += 1) await makeRepository(index);
    const started = performance.now();
    child = spawn(
      process.execPath,
      [
        "--no-warnings",
        "--expose-gc",
        join(import.meta.dirname, "../../support/reconciler/controller-process.ts"),
      ],
      {
        env: {
          PATH: process.env.PATH,
          CONTROLLER: JSON.stringify({ server: proxy.url, namespace: home, folder }),
        },
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      },
    );
    const exited = once(child, "exit");
    await eventually("all are there", async () => (await isDelivered(sizes)) || undefined, 240);
    console.log(`1,000 resources applied in ${Math.round((performance.now() - started) / 1000)} s`);

    await sleep(15_000);
    const steady = proxy.requests.length;
    await sleep(20_000);
    const idle = proxy.requests.slice(steady).filter((request) => !/leases|watch=true/.test(request));
    expect(idle).toEqual([]);

    const measured: Measured[] = [];
    const end = performance.now() + duration * 1000;
    while (performance.now() < end) {
      for (let count = 0; count < 5; count += 1) write(random.below(repositories), sizes, random);
      git.commit();
      if (random.below(3) === 0) proxy.resetWatches();
      await sleep(5_000);
      if (measured.length * 15_000 < performance.now() - started) measured.push(await measure());
    }
    await eventually("nothing was missed", async () => (await isDelivered(sizes)) || undefined, 120);
    measured.push(await measure());
    const told = measured.map(({ heap, memory }) => `${heap}/${memory}`).join(" ");
    console.log(`heap/resident: ${told} MiB; connections: ${proxy.openConnections}`);
    const [early, late] = [measured.slice(0, measured.length / 2), measured.slice(measured.length / 2)];
    const mean = (of: readonly Measured[]) =>
      of.reduce((sum, { heap }) => sum + heap, 0) / Math.max(1, of.length);
    expect(mean(late)).toBeLessThan(mean(early) * 1.2 + 10);
    expect(Math.max(...measured.map(({ heap }) => heap))).toBeLessThan(200);
    // Five watches, and calls at once.
    expect(Math.max(...measured.map(({ connections }) => connections))).toBeLessThan(40);
    child.kill("SIGTERM");
    expect((await exited)[0]).toBe(0);
  },
  duration * 1000 + 600_000,
);

interface Measured {
  /** MiB, after a collection of garbage. */
  readonly heap: number;
  readonly memory: number;
  readonly connections: number;
}

async function measure(): Promise<Measured> {
  const answer = once(child, "message");
  child.send("memory");
  const [{ heap, resident }] = await answer;
  const [mebibytes, memory] = [heap, resident].map((bytes) => Math.round(bytes / 1024 / 1024));
  return { heap: mebibytes ?? 0, memory: memory ?? 0, connections: proxy.openConnections };
}

/** Each commit gives one cache of a repository another size: an edit that is taken while nothing is downloaded yet. */
function write(index: number, sizes: Map<string, number>, random?: Random): void {
  const changed = random?.below(each);
  const manifests = Array.from({ length: each }, (_, count): ValueMap => {
    const name = `cache-${index}-${count}`;
    const before = sizes.get(name) ?? 1;
    const memory = count === changed ? before + 1 : before;
    sizes.set(name, memory);
    return cacheManifest(models, name, { resources: { memory: `${memory}Gi` } });
  });
  git.write(`${index}/models.yaml`, manifests.map((manifest) => JSON.stringify(manifest)).join("\n---\n"));
}

async function isDelivered(sizes: ReadonlyMap<string, number>): Promise<boolean> {
  const items = await plane.api.list(collectionOf("NIMCache", models));
  const live = new Map(
    items.map((item) => [
      valueAt(item, ["metadata", "name"]),
      valueAt(item, ["spec", "resources", "memory"]),
    ]),
  );
  return live.size === sizes.size && [...sizes].every(([name, memory]) => live.get(name) === `${memory}Gi`);
}

async function makeRepository(index: number): Promise<void> {
  const url = `${server.url}/${git.folder.split("/").at(-1)}/.git`;
  await plane.api.post(`/apis/nimops.dev/v1alpha1/namespaces/${home}/nimrepositories`, {
    apiVersion: "nimops.dev/v1alpha1",
    kind: "NIMRepository",
    metadata: { name: `models-${index}`, namespace: home },
    spec: { url, path: String(index), interval: "30s", targetNamespaces: [models] },
  });
}

async function grant(name: string, namespace: string, rules: readonly ValueMap[]): Promise<void> {
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
  await plane.api.post(`${rbac}/roles`, { metadata: { name }, rules: [...rules] });
  await plane.api.post(`${rbac}/rolebindings`, {
    metadata: { name },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "soak" }],
  });
}
