import { execFileSync, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DownloadRequest, download } from "../../src/prewarm/airgap/download/download.ts";
import { containerName } from "../../src/prewarm/containers/container-name.ts";
import { containerTools, removeTools } from "./support/container-tools.ts";
import { type Registry, startRegistry } from "./support/registry.ts";
import { required } from "./support/required.ts";
import { standInModel } from "./support/stand-in-files.ts";
import { pushStandIn, type StandIn, writeStandIn } from "./support/stand-in-nim.ts";
import { stepWorld } from "./support/step-world.ts";

// Stand-ins of NIM images, run by the real podman, out of a real registry.
// Debian: apt-get install skopeo podman runc docker-registry busybox-static

const folder = mkdtempSync(join(tmpdir(), "nimops-download-"));
const key = "nvapi-0123456789abcdefABCDEF";
let registry: Registry;
let env: Record<string, string> = {};
let legacy: StandIn;
let any = "";
let a100 = "";

beforeAll(async () => {
  registry = await startRegistry(join(folder, "registry"));
  env = { ...containerTools(folder, []), NGC_API_KEY: key };
  legacy = await writeStandIn(join(folder, "legacy"), { kind: "legacy" });
  pushStandIn(legacy, image("legacy:1"), env);
  // Long enough to be stopped: a container has five seconds to end by itself.
  const large = await writeStandIn(join(folder, "large"), { kind: "legacy", weights: 3_000_000 });
  pushStandIn(large, image("large:1"), env);
  pushStandIn(await writeStandIn(join(folder, "native"), { kind: "native" }), image("native:1"), env);
  pushStandIn(await writeStandIn(join(folder, "free"), { kind: "model-free" }), image("free:1"), env);
  any = legacy.profiles[0]?.id ?? "";
  a100 = legacy.profiles[2]?.id ?? "";
});

afterAll(() => {
  registry.stop();
  removeTools(folder, env);
});

const image = (name: string) => `${registry.host}/nim/meta/${name}`;
let number = 0;
const fresh = () => join(folder, `cache-${++number}`);

function request(to: string, changes: Partial<DownloadRequest> = {}): DownloadRequest {
  return {
    image: image("legacy:1"),
    protocol: "legacy",
    profiles: [any],
    expected: expectedOf(changes.profiles ?? [any]),
    name: "stand-in",
    to,
    host: { engine: "podman" },
    registries: [{ host: registry.host, tlsVerify: false }],
    variables: ["NGC_API_KEY", "STAND_IN", "SAY_KEY"],
    dryRun: false,
    timeout: 60_000,
    ...changes,
  };
}

function expectedOf(ids: readonly string[]) {
  const { org, team, name } = standInModel;
  return legacy.profiles
    .filter(({ id }) => ids.includes(id))
    .map(({ version, files }) => ({
      model: `${org}/${team}/${name}`,
      version,
      files: files.map(({ path }) => path),
    }));
}

const run = (
  to: string,
  changes: Partial<DownloadRequest> = {},
  mode = "ok",
  more: Record<string, string> = {},
) => download(request(to, changes), stepWorld({ ...env, STAND_IN: mode, ...more }, folder));

const bytesOf = (ids: readonly string[]) =>
  legacy.profiles
    .filter(({ id }) => ids.includes(id))
    .flatMap(({ files }) => files)
    .reduce((sum, { bytes }) => sum + bytes.length, 0);

const containers = () =>
  execFileSync("podman", ["ps", "--all", "--format", "{{.Names}}"], { env }).toString().trim();

describe("a legacy image", () => {
  test("is dry run without anything being pulled or made", async () => {
    const to = fresh();
    const result = await run(to, { dryRun: true, plannedBytes: 1234 });
    expect(result).toMatchObject({ changed: false, bytesMoved: 1234, form: "profiles" });
    expect(result.commands[0]).toContain(`download-to-cache --profiles ${any}`);
    expect(result.commands[0]).not.toContain(key);
    expect(existsSync(to)).toBe(false);
  });

  test("downloads its profiles, with checksums verified where it can", async () => {
    const to = fresh();
    const world = stepWorld({ ...env, STAND_IN: "ok" }, folder);
    const result = await download(
      request(to, { profiles: [any, a100], expected: expectedOf([any, a100]) }),
      world,
    );
    expect(result).toMatchObject({ changed: true, bytesThere: 0, profiles: 2, images: 1, warnings: [] });
    // `refs` are small files of their own, and files of one content are one blob.
    expect(result.bytesMoved).toBeGreaterThanOrEqual(bytesOf([any, a100]));
    expect(result.bytesMoved).toBeLessThan(bytesOf([any, a100]) + 200);
    expect(result.commands).toHaveLength(1);
    expect(result.commands[0]).toContain("--verify-checksums");
    expect(result.commands[0]).not.toContain(key);
    expect(world.told.at(-1)).toMatchObject({ id: "stand-in", stage: "done" });
    expect(containers()).toBe("");
  });

  test("a second time nothing is run; where nobody knows its files it is run, and moves nothing", async () => {
    const to = fresh();
    await run(to);
    expect(await run(to)).toMatchObject({ changed: false, bytesMoved: 0, commands: [] });
    const unknown = await run(to, { expected: [] });
    expect(unknown).toMatchObject({ changed: false, bytesMoved: 0 });
    expect(unknown.commands).toHaveLength(1);
  });

  test("one that knows --profile alone is asked for one after the other", async () => {
    const result = await run(fresh(), { profiles: [any, a100], expected: expectedOf([any, a100]) }, "old");
    expect(result).toMatchObject({ form: "one-by-one", changed: true });
    expect(result.commands).toHaveLength(2);
  });

  test("every profile only where that is asked", async () => {
    const ids = legacy.profiles.map(({ id }) => id);
    const result = await run(fresh(), { profiles: ["all"], expected: expectedOf(ids) });
    expect(result.form).toBe("all");
    await expect(run(fresh(), { profiles: [], expected: [] })).rejects.toMatchObject({
      code: "profile/unknown",
    });
  });
});

test("a native image fills a folder of the cache's name, and is asked again to no harm", async () => {
  const to = fresh();
  const changes = { image: image("native:1"), protocol: "native-v1", profiles: [], expected: [] } as const;
  expect(await run(to, changes)).toMatchObject({ form: "native", changed: true });
  expect(readdirSync(join(to, "stand-in")).sort()).toContain("config.json");
  expect(await run(to, changes)).toMatchObject({ changed: false, bytesMoved: 0 });
});

test("a model-free image downloads the model that is named", async () => {
  const to = fresh();
  const changes = { image: image("free:1"), protocol: "model-free", profiles: [], expected: [] } as const;
  await expect(run(to, changes)).rejects.toMatchObject({ code: "profile/unknown" });
  expect(await run(to, { ...changes, modelUri: "hf://meta/stand-in" })).toMatchObject({ changed: true });
  expect(existsSync(join(to, "model_manifest.yaml"))).toBe(true);
});

test("a container without a network finds all of it, and downloads nothing", async () => {
  const to = fresh();
  await run(to);
  const args = [
    ...["run", "--rm", "--network", "none", "--env", "NGC_API_KEY"],
    ...["--volume", `${to}:/opt/nim/.cache:ro`, image("legacy:1"), "download-to-cache", "--profiles", any],
  ];
  const log = execFileSync("podman", args, { env, stdio: ["ignore", "pipe", "ignore"] }).toString();
  expect(log).not.toContain("Downloaded filename");
  expect(log.match(/Skipping download, using cached copy/g)).toHaveLength(5);
});

describe("each failure has its own code", () => {
  const failures = [
    ["network", "network", {}],
    ["ngc/listing-failed", "listing", {}],
    ["disk/full", "enospc", {}],
    ["auth/missing-key", "exit-zero", {}],
    ["download/nothing", "nothing", {}],
    ["cache/suspicious-size", "stub", {}],
    ["auth/rejected", "ok", { NGC_API_KEY: "nvapi-revoked-0123456789" }],
    ["ngc/geo-blocked", "ok", { NGC_API_KEY: "nvapi-elsewhere-0123456789" }],
  ] as const;
  test.each(failures)("%s", async (code, mode, more) => {
    const to = fresh();
    const world = stepWorld({ ...env, STAND_IN: mode, ...more }, folder);
    const failure = await download(request(to), world).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, help: expect.stringContaining("podman run") });
    expect(world.told.at(-1)).toMatchObject({ stage: "failed", words: code });
    expect(containers()).toBe("");
  });

  test("an unknown profile", async () => {
    await expect(run(fresh(), { profiles: ["f".repeat(64)], expected: [] })).rejects.toMatchObject({
      code: "profile/unknown",
    });
  });

  test("no key, before anything is pulled", async () => {
    const before = (await registry.requests()).length;
    await expect(run(fresh(), {}, "ok", { NGC_API_KEY: "" })).rejects.toMatchObject({
      code: "auth/missing-key",
    });
    expect(await registry.requests()).toHaveLength(before);
    const legacyKey = await run(fresh(), {}, "ok", { NGC_API_KEY: "bGVnYWN5LWtleQ" });
    expect(legacyKey.warnings).toEqual([expect.stringContaining("auth/legacy-key")]);
  });

  test("an image without download commands", async () => {
    const changes = { image: image("native:1") };
    await expect(run(fresh(), changes)).rejects.toMatchObject({ code: "protocol/native" });
  });

  test("an image that is not there", async () => {
    await expect(run(fresh(), { image: image("absent:1") })).rejects.toMatchObject({
      code: "registry/not-found",
    });
  });

  test("a folder that the container's user may not write to", async () => {
    const to = fresh();
    mkdirSync(to, { mode: 0o755 });
    await expect(
      run(to, { host: { engine: "podman", user: { uid: 1234, gid: 1234 } } }),
    ).rejects.toMatchObject({
      code: "cache/not-writable",
      help: expect.stringContaining("chown"),
    });
  });

  test("more than fits, before anything is pulled", async () => {
    await expect(run(fresh(), { plannedBytes: 2 ** 60 })).rejects.toMatchObject({ code: "disk/full" });
  });

  test("no podman", async () => {
    const world = stepWorld({ NGC_API_KEY: key, PATH: "/nowhere" }, folder);
    await expect(download(request(fresh()), world)).rejects.toMatchObject({ code: "tool/missing" });
  });
});

test("a folder of another user is made for the container's user", async () => {
  const to = fresh();
  const host = { engine: "podman", user: { uid: 1234, gid: 1234 } } as const;
  expect(await run(to, { host })).toMatchObject({ changed: true });
  expect(statSync(join(to, "ngc")).uid).toBe(1234);
});

test.runIf(canMount())("a disk that is really full", async () => {
  const to = fresh();
  mkdirSync(to);
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=400k", "tmpfs", to]);
  try {
    await expect(run(to)).rejects.toMatchObject({ code: "disk/full" });
  } finally {
    execFileSync("umount", [to]);
  }
});

test("a failed download keeps what it has, and the next one goes on", async () => {
  const to = fresh();
  await expect(run(to, {}, "network")).rejects.toMatchObject({ code: "network", retryable: true });
  const result = await run(to);
  expect(result.changed).toBe(true);
  expect(result.bytesThere).toBeGreaterThan(100);
});

test("no secret is in what is told, also where the container prints it", async () => {
  const world = stepWorld({ ...env, STAND_IN: "listing", SAY_KEY: "1" }, folder);
  const failure = await download(request(fresh()), world).catch((error: unknown) => error as Error);
  const all = JSON.stringify([world.told, world.notes, failure, (failure as Error).message]);
  expect(world.notes.join("\n")).toContain("using key");
  expect(all).not.toContain(key);
  expect(all).not.toContain("0123456789abcdef0123456789abcdef");
});

test("a cache that was spoilt is named by its file", async () => {
  const to = fresh();
  await run(to);
  const weights = join(to, snapshot(), "model-00001-of-00002.safetensors");
  truncateSync(weights, 200_000);
  await expect(run(to)).rejects.toMatchObject({
    code: "cache/corrupt",
    message: expect.stringContaining("model-00001-of-00002.safetensors"),
  });
  rmSync(weights);
  writeFileSync(join(to, "ngc/hub/tmp/abc.part"), "x");
  const mended = await run(to);
  expect(mended).toMatchObject({
    changed: true,
    warnings: [expect.stringContaining("ngc/hub/tmp/abc.part")],
  });
});

function snapshot(): string {
  const { org, team, name } = standInModel;
  return `ngc/hub/models--${org}--${team}--${name}/snapshots/${legacy.profiles[0]?.version}`;
}

describe("a download that does not end by itself", () => {
  test("is stopped with its container when the user wants that", async () => {
    const controller = new AbortController();
    const to = fresh();
    const world = stepWorld({ ...env, STAND_IN: "slow" }, folder, controller.signal);
    const running = download(request(to, { image: image("large:1") }), world);
    await until(() => blobsIn(to) >= 1);
    expect(world.told.some(({ stage, bytes }) => stage === "running" && (bytes?.done ?? 0) >= 0)).toBe(true);
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: "download/interrupted", retryable: true });
    expect(world.told.at(-1)).toMatchObject({ stage: "stopped" });
    expect(containers()).toBe("");
    const result = await run(to, { image: image("large:1") });
    expect(result.changed).toBe(true);
    expect(result.bytesThere).toBeGreaterThan(0);
  });

  test("is stopped when it takes too long, even where it does not want to", async () => {
    await expect(run(fresh(), { timeout: 4_000 }, "stuck")).rejects.toMatchObject({
      code: "download/interrupted",
    });
    expect(containers()).toBe("");
  });

  test("survives kill -9 of nimops: the next run removes the container and goes on", async () => {
    const to = fresh();
    const script = join(import.meta.dirname, "support/download-process.ts");
    const child = spawn(process.execPath, [script, JSON.stringify(request(to)), folder], {
      env: { ...env, STAND_IN: "slow" },
      stdio: "ignore",
    });
    await until(() => blobsIn(to) >= 1);
    child.kill("SIGKILL");
    await until(() => child.signalCode !== null);
    expect(containers()).toBe(containerName("download", to));
    const result = await run(to);
    expect(result.changed).toBe(true);
    expect(result.bytesThere).toBeGreaterThan(0);
    expect(containers()).toBe("");
  });

  test("is not disturbed by a second nimops on the same cache", async () => {
    const to = fresh();
    const script = join(import.meta.dirname, "support/download-process.ts");
    const child = spawn(process.execPath, [script, JSON.stringify(request(to)), folder], {
      env: { ...env, STAND_IN: "slow" },
      stdio: "ignore",
    });
    await until(() => blobsIn(to) >= 1);
    await expect(run(to)).rejects.toMatchObject({
      code: "tool/failed",
      message: expect.stringContaining(`process ${child.pid}`),
    });
    await until(() => child.exitCode !== null);
    expect(child.exitCode).toBe(0);
  });
});

describe("docker, on podman's socket, which loses exit codes", () => {
  let service: ReturnType<typeof spawn> | undefined;
  beforeAll(async () => {
    required("docker");
    const socket = join(folder, "podman.sock");
    // TLS is the daemon's matter there.
    const registries = join(folder, "daemon-registries.conf");
    writeFileSync(registries, `[[registry]]\nlocation = "${registry.host}"\ninsecure = true\n`);
    service = spawn("podman", ["system", "service", "--time", "0", `unix://${socket}`], {
      env: { ...env, CONTAINERS_REGISTRIES_CONF: registries },
      stdio: "ignore",
    });
    await until(() => existsSync(socket));
    env = { ...env, DOCKER_HOST: `unix://${socket}` };
  });
  afterAll(() => {
    service?.kill();
  });

  test("fills a cache, and a second time nothing is run", async () => {
    const to = fresh();
    const host = { engine: "docker" } as const;
    expect(await run(to, { host })).toMatchObject({ changed: true, form: "profiles" });
    expect(await run(to, { host })).toMatchObject({ changed: false, commands: [] });
  });

  test("a failure is seen all the same", async () => {
    await expect(run(fresh(), { host: { engine: "docker" } }, "network")).rejects.toMatchObject({
      code: "network",
      help: expect.stringContaining("docker run"),
    });
    expect(containers()).toBe("");
  });
});

function blobsIn(to: string): number {
  try {
    return readdirSync(join(to, "ngc/hub/models--nim--meta--stand-in/blobs")).length;
  } catch {
    return 0;
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("it did not come to that within 30 s");
}

/** Needs a right that containers seldom have; the mode `enospc` stands in for it elsewhere. */
function canMount(): boolean {
  const probe = mkdtempSync(join(tmpdir(), "nimops-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", probe], { stdio: "ignore" });
    execFileSync("umount", [probe]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}
