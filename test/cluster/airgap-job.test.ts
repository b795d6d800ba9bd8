import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Cluster } from "../../src/kube/cluster.ts";
import { connect } from "../../src/kube/connect.ts";
import { type DownloadRequest, download } from "../../src/prewarm/airgap/download/download.ts";
import { listOnHost } from "../../src/prewarm/airgap/profiles/list-on-host.ts";
import { runPrograms } from "../../src/prewarm/containers/run-programs.ts";
import { silentProgress, type Task } from "../../src/report/progress.ts";
import { quickClock } from "../support/quick-clock.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { print } from "./kwok/play.ts";
import { node } from "./nodes.ts";
import { type Storage, startStorage } from "./storage.ts";

let plane: ControlPlane;
let cluster: Cluster;
let storage: Storage;

beforeAll(async () => {
  plane = await startControlPlane({ operator: "none" });
  await plane.addNodes([node({ name: "hopper" })]);
  storage = await startStorage(plane.api, [{ name: "files" }]);
  cluster = await connect({ kubeconfig: [plane.kubeconfig], env: {} });
});
afterAll(async () => {
  await storage?.stop();
  await cluster?.close();
  await plane?.stop();
});

/** A namespace that takes only pods without any rights, with a volume. */
async function namespaceWithVolume(log: string): Promise<string> {
  const namespace = await plane.newNamespace("airgap");
  await plane.api.patch(`/api/v1/namespaces/${namespace}`, {
    metadata: { labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
  });
  await plane.api.post(`/api/v1/namespaces/${namespace}/persistentvolumeclaims`, {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "cache" },
    spec: {
      accessModes: ["ReadWriteOnce"],
      storageClassName: "files",
      resources: { requests: { storage: "1Gi" } },
    },
  });
  await print(plane, { namespace }, log);
  return namespace;
}

function world(signal?: AbortSignal) {
  const told: Task[] = [];
  const notes: string[] = [];
  const progress = {
    tell: (task: Task) => void told.push(task),
    note: (text: string) => void notes.push(text),
    end() {},
  };
  return { env: {}, cwd: "/", clock: quickClock(20), progress, run: runPrograms, signal, told, notes };
}

function request(namespace: string, tag: string, changes: Partial<DownloadRequest> = {}): DownloadRequest {
  return {
    image: `nvcr.io/nim/meta/llama:${tag}`,
    protocol: "legacy",
    profiles: ["a".repeat(64)],
    name: "llama",
    to: "/nowhere",
    host: { cluster, namespace, claim: "cache", subPath: "llama" },
    registries: [],
    dryRun: false,
    timeout: 3_600_000,
    ...changes,
  };
}

describe("a Job that downloads", () => {
  it("is taken where only pods without rights are, ends, and is removed", async () => {
    const namespace = await namespaceWithVolume("INFO Downloaded filename: config.json\n");
    const result = await download(request(namespace, "1-played-runs"), world());
    expect(result).toMatchObject({ changed: true, form: "profiles" });
    const again = await print(plane, { namespace }, "INFO Skipping download, using cached copy\n").then(() =>
      download(request(namespace, "1-played-runs"), world()),
    );
    expect(again).toMatchObject({ changed: false });
    const left = await cluster.listAll({ apiVersion: "batch/v1", kind: "Job" }, { namespace });
    expect(left.items).toEqual([]);
  });

  it("fails with what its log tells, and stays to be looked at", async () => {
    const namespace = await namespaceWithVolume("Error: No space left on device (os error 28)\n");
    const surroundings = world();
    await expect(download(request(namespace, "1-played-fails"), surroundings)).rejects.toMatchObject({
      code: "disk/full",
      help: expect.stringContaining(`kubectl --namespace ${namespace} logs job/nimops-download-`),
    });
    expect(surroundings.notes).toEqual(["Error: No space left on device (os error 28)"]);
    const left = await cluster.listAll({ apiVersion: "batch/v1", kind: "Job" }, { namespace });
    expect(left.items).toHaveLength(1);
  });

  it("that says that all went well without a key is not believed", async () => {
    const namespace = await namespaceWithVolume("ERROR: Authentication Error\n");
    await expect(download(request(namespace, "1-played-runs"), world())).rejects.toMatchObject({
      code: "auth/missing-key",
    });
  });

  it("whose image cannot be pulled is given up, with the reason", async () => {
    const namespace = await namespaceWithVolume("");
    await expect(download(request(namespace, "1-played-cannot-pull"), world())).rejects.toMatchObject({
      message: expect.stringContaining("ImagePullBackOff"),
    });
  });

  it("goes on when nimops is stopped, and the next run waits for it", async () => {
    const namespace = await namespaceWithVolume("INFO Downloaded filename: config.json\n");
    const controller = new AbortController();
    const stopped = world(controller.signal);
    const running = download(request(namespace, "1-played-runs-for-10s"), stopped);
    await expect
      .poll(() => stopped.told.some(({ words }) => words === "running"), { timeout: 60_000 })
      .toBe(true);
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: "download/interrupted" });
    expect(stopped.notes.join()).toContain("goes on");
    const before = await cluster.listAll({ apiVersion: "batch/v1", kind: "Job" }, { namespace });
    expect(before.items).toHaveLength(1);
    expect(await download(request(namespace, "1-played-runs-for-10s"), world())).toMatchObject({
      changed: true,
    });
  });
});

it("a Job on a GPU node lists the profiles", async () => {
  const id = "b".repeat(64);
  const namespace = await namespaceWithVolume(
    `MODEL PROFILES\n- Compatible with system and runnable:\n  - ${id} (vllm-bf16-tp1-pp1)\n`,
  );
  const logins = {
    flags: () => [],
    dockerConfig: async () => undefined,
    environment: () => ({}),
    close() {},
  };
  const list = await listOnHost(
    "nvcr.io/nim/meta/llama:1-played-runs",
    { cluster, namespace, gpus: 1 },
    { ...world(), progress: silentProgress, logins },
    3_600_000,
  );
  expect(list.profiles).toEqual([{ id, name: "vllm-bf16-tp1-pp1", section: "runnable" }]);
});
