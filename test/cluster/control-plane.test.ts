import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { eventually } from "./api.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { installCrds, standInCrds } from "./crds.ts";
import { node } from "./nodes.ts";
import { lacksOwnPlane } from "./own-plane.ts";
import { networkNamespaceOf, processesOf, reapPlanes, removePlane } from "./plane-folder.ts";

const existing = lacksOwnPlane("control plane", "starting and stopping one is what is tested");

describe("a control plane", () => {
  let plane: ControlPlane;
  let namespace: string;
  beforeAll(async () => {
    plane = await startControlPlane();
    await plane.addNodes([node({ name: "played-1" })]);
    namespace = await plane.newNamespace();
  });
  afterAll(() => plane?.stop());

  it.skipIf(existing || process.env.KUBEBUILDER_ASSETS)("is the Kubernetes that the tools pin", async () => {
    expect(await plane.api.get("/version")).toMatchObject({
      gitVersion: "v1.35.4",
      major: "1",
      minor: "35",
    });
  });

  it("serves the four kinds, and refuses what their CRDs refuse", async () => {
    const path = `/apis/apps.nvidia.com/v1alpha1/namespaces/${namespace}/nimcaches`;
    expect(await plane.api.list(path)).toEqual([]);
    const answer = await plane.api.ask("POST", `${path}?dryRun=All&fieldValidation=Strict`, {
      apiVersion: "apps.nvidia.com/v1alpha1",
      kind: "NIMCache",
      metadata: { name: "llama" },
      spec: { source: {}, storage: {}, colour: "red" },
    });
    expect(answer).toMatchObject({
      code: 400,
      body: { message: expect.stringContaining('unknown field "spec.colour"') },
    });
  });

  it.skipIf(existing)("keeps objects of other projects' kinds, whatever is in them", async () => {
    await installCrds(plane.api, standInCrds);
    const path = `/apis/leaderworkerset.x-k8s.io/v1/namespaces/${namespace}/leaderworkersets`;
    const made = {
      apiVersion: "leaderworkerset.x-k8s.io/v1",
      kind: "LeaderWorkerSet",
      metadata: { name: "llama" },
      spec: { leaderWorkerTemplate: { size: 2 } },
    };
    await plane.api.post(path, made);
    expect(await plane.api.get(`${path}/llama`)).toMatchObject(made);
  });

  it("lets nobody in without a certificate or a token", async () => {
    const stranger = plane.api.as({});
    expect(await stranger.ask("GET", "/api/v1/nodes")).toMatchObject({
      code: 403,
      body: { message: expect.stringContaining("system:anonymous") },
    });
    expect(await plane.api.as({ token: "made-up" }).ask("GET", "/api/v1/nodes")).toMatchObject({ code: 401 });
    stranger.close();
  });

  it("lets a service account's token do what RBAC grants, and no more", async () => {
    await plane.api.post(`/api/v1/namespaces/${namespace}/serviceaccounts`, {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "reader" },
    });
    const { status } = await plane.api.post(`/api/v1/namespaces/${namespace}/serviceaccounts/reader/token`, {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: { expirationSeconds: 600 },
    });
    const token = typeof status === "object" && status && "token" in status ? String(status.token) : "";
    const reader = plane.api.as({ token });
    const pods = `/api/v1/namespaces/${namespace}/pods`;
    expect(await reader.ask("GET", pods)).toMatchObject({ code: 403 });

    await plane.api.post(`/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings`, {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "reader" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
      subjects: [{ kind: "ServiceAccount", name: "reader", namespace }],
    });
    await eventually(
      "the grant is in force",
      async () => (await reader.ask("GET", pods)).code === 200 || undefined,
    );
    expect(await reader.ask("DELETE", pods)).toMatchObject({ code: 403 });
    reader.close();
  });

  it("knows a user and groups by certificate", async () => {
    const user = plane.api.as(await plane.certificateFor("jane", ["model-owners"]));
    const review = await user.post("/apis/authentication.k8s.io/v1/selfsubjectreviews", {
      apiVersion: "authentication.k8s.io/v1",
      kind: "SelfSubjectReview",
    });
    expect(review).toMatchObject({
      status: { userInfo: { username: "jane", groups: ["model-owners", "system:authenticated"] } },
    });
    expect(await user.ask("GET", "/api/v1/nodes")).toMatchObject({ code: 403 });
    user.close();
  });
});

describe.skipIf(existing)("control planes beside each other", () => {
  // Where other test files do not reap what is to be looked at here.
  const folder = mkdtempSync(join(tmpdir(), "nimops-test-"));
  beforeAll(() => {
    vi.stubEnv("TMPDIR", folder);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  it("share nothing, and stopping one leaves the other alone", async () => {
    const [one, other] = await Promise.all([start(), start()]);
    await one.newNamespace("mine");
    const names = (await other.api.list("/api/v1/namespaces")).map(({ metadata }) =>
      JSON.stringify(metadata),
    );
    expect(names.filter((name) => name.includes("mine-"))).toEqual([]);
    expect(one.folder).not.toBe(other.folder);

    await one.stop();
    expect(existsSync(one.folder)).toBe(false);
    expect(processesOf(one.folder)).toEqual([]);
    expect((await other.api.ask("GET", "/readyz")).code).toBe(200);
    await allRun(other.folder);
  });

  it("run without a network namespace too, on ports of their own", async () => {
    const crashed = await started({ NIMOPS_TEST_NETWORK: "ports" });
    expect(crashed.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(existsSync(join("/run/netns", networkNamespaceOf(crashed.folder)))).toBe(false);
    await crashed.kill();
    reapPlanes();
    expect(processesOf(crashed.folder)).toEqual([]);
  });

  it("are cleared away by the next start when their owner has crashed", async () => {
    const crashed = await started({});
    await crashed.kill();
    await allRun(crashed.folder);

    const next = await start();
    expect(processesOf(crashed.folder)).toEqual([]);
    expect(existsSync(crashed.folder)).toBe(false);
    expect(existsSync(join("/run/netns", networkNamespaceOf(crashed.folder)))).toBe(false);
    await next.stop();
  });

  it("are never cleared away while their owner lives", async () => {
    const theirs = await started({});
    reapPlanes();
    await allRun(theirs.folder);
    await theirs.kill();
    reapPlanes();
  });

  it("cannot be removed by a wrong folder or a namespace that is not theirs", async () => {
    const plane = await start();
    expect(() => removePlane("/tmp", networkNamespaceOf(plane.folder))).toThrow("not the folder");
    expect(() => removePlane(join(plane.folder, ".."), "")).toThrow("not the folder");
    expect(() => removePlane(plane.folder, "nimops-others")).toThrow("not the namespace");
    await allRun(plane.folder);
    await plane.stop();
  });

  it("tell a program that died, with its last words, instead of waiting", async () => {
    const refused = startControlPlane({ operator: "none", apiServerFlags: ["--no-such-flag"] });
    await expect(refused).rejects.toThrow(/kube-apiserver has ended \(exit code 1\):\n.*no-such-flag/s);
  });

  async function start(): Promise<ControlPlane> {
    const plane = await startControlPlane({ operator: "none" });
    onTestFinished(async () => {
      if (existsSync(plane.folder)) await plane.stop();
    });
    return plane;
  }
});

/** A plane of another process, which can be killed like one that crashes. */
async function started(
  env: Record<string, string>,
): Promise<{ url: string; folder: string; kill(): Promise<void> }> {
  const module = join(import.meta.dirname, "control-plane.ts");
  const owner = spawn(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      `import { startControlPlane } from ${JSON.stringify(module)};
       const { url, folder } = await startControlPlane({ operator: "none" });
       console.log(JSON.stringify({ url, folder }));
       setInterval(() => {}, 1000);`,
    ],
    { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] },
  );
  const kill = () => killed(owner);
  onTestFinished(async () => {
    await kill();
    reapPlanes();
  });
  for await (const line of createInterface({ input: owner.stdout })) {
    const { url, folder }: { url: string; folder: string } = JSON.parse(line);
    return { url, folder, kill };
  }
  throw new Error("the other process started no control plane");
}

async function killed(owner: ChildProcess): Promise<void> {
  if (owner.exitCode !== null || owner.signalCode !== null) return;
  const gone = new Promise((resolve) => owner.once("exit", resolve));
  owner.kill("SIGKILL");
  await gone;
}

/** A process that has only just been started does not show its environment yet. */
async function allRun(folder: string): Promise<void> {
  await eventually("its five programs run", async () => processesOf(folder).length === 5 || undefined);
}
