import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type MirrorRequest, mirror } from "../../src/prewarm/airgap/mirror/mirror.ts";
import { profiles } from "../../src/prewarm/airgap/profiles/profiles.ts";
import { containerTools, removeTools } from "./support/container-tools.ts";
import { authorityOf, type Registry, registryUser, startRegistry } from "./support/registry.ts";
import { pushStandIn, type StandIn, writeStandIn } from "./support/stand-in-nim.ts";
import { stepWorld } from "./support/step-world.ts";

// The real skopeo between two real registries, one of which wants a login.
// Debian: apt-get install skopeo podman runc docker-registry busybox-static

const folder = mkdtempSync(join(tmpdir(), "nimops-mirror-"));
let outside: Registry;
let inside: Registry;
let env: Record<string, string> = {};
let oci: StandIn;
let docker: StandIn;

beforeAll(async () => {
  outside = await startRegistry(join(folder, "outside"));
  inside = await startRegistry(join(folder, "inside"), { auth: true });
  env = { ...containerTools(folder, []), MIRROR_PASSWORD: registryUser.password };
  oci = await writeStandIn(join(folder, "oci"), { kind: "legacy" });
  docker = await writeStandIn(join(folder, "docker"), { kind: "native", form: "docker" });
  pushStandIn(oci, image("stand-in:1"), env);
  pushStandIn(docker, image("native:2"), env);
});

afterAll(() => {
  outside.stop();
  inside.stop();
  removeTools(folder, env);
});

const image = (name: string) => `${outside.host}/nim/meta/${name}`;

function request(images: readonly string[], changes: Partial<MirrorRequest> = {}): MirrorRequest {
  const registries = [
    { host: outside.host, tlsVerify: false },
    {
      host: inside.host,
      tlsVerify: false,
      user: registryUser.name,
      passwordVariable: "MIRROR_PASSWORD",
    },
  ];
  return {
    images,
    to: { registry: `${inside.host}/mirror` },
    registries,
    dryRun: false,
    timeout: 60_000,
    ...changes,
  };
}

const run = (images: readonly string[], changes: Partial<MirrorRequest> = {}) =>
  mirror(request(images, changes), stepWorld(env, folder));

describe("from registry to registry", () => {
  test("a dry run says what it would copy, and writes nothing", async () => {
    const result = await run([image("stand-in:1")], { dryRun: true });
    expect(result.mirrored).toMatchObject([{ did: "would-copy", digest: oci.digest }]);
    expect(result.bytesMoved).toBeGreaterThan(1_000_000);
    expect(result.changed).toBe(false);
    expect((await inside.requests()).filter(isWrite)).toEqual([]);
  });

  test("all architectures arrive with their digests, in OCI form and in Docker's", async () => {
    const mappingFile = join(folder, "mapping.json");
    const result = await run([image("stand-in:1"), image("native:2")], { mappingFile });
    expect(result.mirrored).toMatchObject([
      { did: "copied", digest: oci.digest, destination: `${inside.host}/mirror/nim/meta/stand-in:1` },
      { did: "copied", digest: docker.digest, destination: `${inside.host}/mirror/nim/meta/native:2` },
    ]);
    expect(result.mirrored[0]?.platforms.map(({ platform }) => platform).sort()).toEqual([
      "linux/amd64",
      "linux/arm64",
    ]);
    expect(result).toMatchObject({ images: 2, changed: true, warnings: [] });
    expect(await digestInside("stand-in:1")).toBe(oci.digest);
    expect(await digestInside("native:2")).toBe(docker.digest);
    expect(JSON.parse(readFileSync(mappingFile, "utf8"))).toEqual({
      version: 1,
      images: [
        {
          source: image("native:2"),
          destination: `${inside.host}/mirror/nim/meta/native:2`,
          digest: docker.digest,
        },
        {
          source: image("stand-in:1"),
          destination: `${inside.host}/mirror/nim/meta/stand-in:1`,
          digest: oci.digest,
        },
      ],
    });
  });

  test("the second time nothing is written, and no layer is read", async () => {
    const before = { inside: (await inside.requests()).length, outside: (await outside.requests()).length };
    const result = await run([image("stand-in:1"), image("native:2")]);
    expect(result).toMatchObject({ changed: false, bytesMoved: 0 });
    expect(result.bytesThere).toBeGreaterThan(1_000_000);
    const [within, without] = [await inside.requests(), await outside.requests()];
    expect(within.slice(before.inside).filter(isWrite)).toEqual([]);
    const asked = [...within.slice(before.inside), ...without.slice(before.outside)];
    expect(asked.filter((line) => line.includes("/blobs/"))).toEqual([]);
  });

  test("a tag that means another image by now is copied again, and only what differs of it", async () => {
    const other = await writeStandIn(join(folder, "other"), { kind: "legacy", mark: "another" });
    pushStandIn(other, image("stand-in:1"), env);
    const result = await run([image("stand-in:1")]);
    expect(result.mirrored).toMatchObject([{ did: "copied", digest: other.digest }]);
    expect(await digestInside("stand-in:1")).toBe(other.digest);
    pushStandIn(oci, image("stand-in:1"), env);
    await run([image("stand-in:1")]);
  });

  test("an image that is named by its digest keeps it as name", async () => {
    const result = await run([`${outside.host}/nim/meta/native@${docker.digest}`], {
      to: { registry: `${inside.host}/pinned` },
    });
    expect(result.mirrored).toMatchObject([
      { did: "copied", destination: `${inside.host}/pinned/nim/meta/native@${docker.digest}` },
    ]);
  });

  test("a name that moves is told", async () => {
    pushStandIn(oci, image("moving:latest"), env);
    const { warnings } = await run([image("moving")]);
    expect(warnings).toEqual([expect.stringContaining(`it was copied at ${oci.digest}`)]);
  });
});

describe("through a folder that is carried by hand", () => {
  const carrier = join(folder, "carrier");

  test("images go into it and out of it with their digests, and a second time nothing happens", async () => {
    const there = await run([image("stand-in:1"), image("native:2")], { to: { carrier } });
    expect(there.mirrored).toMatchObject([
      { did: "copied", destination: `oci:${image("stand-in:1")}` },
      { did: "copied", destination: `dir:docker/${docker.digest.slice(7)}` },
    ]);
    expect(await run([image("stand-in:1"), image("native:2")], { to: { carrier } })).toMatchObject({
      changed: false,
      bytesMoved: 0,
    });
    const to = { registry: `${inside.host}/carried` };
    const back = await run([], { from: carrier, to });
    expect(back.mirrored.map(({ digest }) => digest).sort()).toEqual([docker.digest, oci.digest].sort());
    expect(back.bytesMoved + back.bytesThere).toBe(there.bytesMoved + there.bytesThere);
    expect(await digestInside("stand-in:1", "carried")).toBe(oci.digest);
    expect(await digestInside("native:2", "carried")).toBe(docker.digest);
    expect(await run([], { from: carrier, to })).toMatchObject({ changed: false });
  });

  test("an image of which a part was lost on the way is copied into it again", async () => {
    const parts = join(carrier, "docker", docker.digest.slice(7));
    const part = readdirSync(parts).find((name) => name.endsWith(".manifest.json")) ?? "";
    rmSync(join(parts, part));
    await expect(run([image("native:2")], { from: carrier })).rejects.toMatchObject({
      code: "registry/not-found",
    });
    expect(await run([image("native:2")], { to: { carrier } })).toMatchObject({ changed: true });
  });

  test("an image that was changed on the way is refused by name", async () => {
    const index = join(carrier, "nimops-images.json");
    const text = readFileSync(index, "utf8");
    writeFileSync(index, text.replace(docker.digest, `sha256:${"0".repeat(64)}`));
    await expect(run([image("native:2")], { from: carrier })).rejects.toMatchObject({
      code: "registry/corrupt",
      message: expect.stringContaining(image("native:2")),
    });
    writeFileSync(index, text);
  });

  test("a folder without images says so", async () => {
    await expect(run([], { from: join(folder, "nowhere") })).rejects.toMatchObject({
      code: "record/missing",
    });
    await expect(run([image("absent:1")], { from: carrier })).rejects.toMatchObject({
      code: "registry/not-found",
    });
  });
});

describe("what goes wrong has a code, and the command that ran", () => {
  test("no such image", async () => {
    await expect(run([image("absent:1")])).rejects.toMatchObject({
      code: "registry/not-found",
      message: expect.stringContaining("absent:1"),
    });
  });

  test("no login, and a wrong one, whose password is in no text", async () => {
    const registries = (passwordVariable?: string) => [
      { host: outside.host, tlsVerify: false },
      {
        host: inside.host,
        tlsVerify: false,
        ...(passwordVariable && { user: registryUser.name, passwordVariable }),
      },
    ];
    await expect(run([image("native:2")], { registries: registries() })).rejects.toMatchObject({
      code: "registry/unauthorized",
      help: expect.stringContaining("skopeo inspect --raw"),
    });
    env.WRONG_PASSWORD = "not-the-right-password";
    const failed = await run([image("native:2")], { registries: registries("WRONG_PASSWORD") }).catch(
      (error: unknown) => error,
    );
    expect(failed).toMatchObject({ code: "registry/unauthorized" });
    expect(JSON.stringify({ ...(failed as Error), message: (failed as Error).message })).not.toContain(
      "not-the-right-password",
    );
    await expect(run([image("native:2")], { registries: registries("NOT_SET") })).rejects.toMatchObject({
      code: "auth/missing-key",
    });
  });

  test("a registry without TLS, and one that is not there", async () => {
    await expect(
      run([image("native:2")], { registries: [{ host: outside.host, tlsVerify: true }] }),
    ).rejects.toMatchObject({ code: "registry/plain-http" });
    await expect(run(["localhost:1/nim/x:1"])).rejects.toMatchObject({ code: "registry/unreachable" });
  });

  test("a layer that is not what its digest says", async () => {
    const broken = await writeStandIn(join(folder, "broken"), { kind: "model-free", mark: "broken" });
    pushStandIn(broken, image("broken:1"), env);
    const blob = largestBlob(join(folder, "outside/data"), broken);
    const bytes = readFileSync(blob);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 0xff;
    writeFileSync(blob, bytes);
    await expect(
      run([image("broken:1")], { to: { registry: `${inside.host}/fresh` } }),
    ).rejects.toMatchObject({ code: "registry/corrupt" });
  });

  test("no skopeo", async () => {
    const bare = { ...env, PATH: "/nowhere" };
    await expect(mirror(request([image("native:2")]), stepWorld(bare, folder))).rejects.toMatchObject({
      code: "tool/missing",
    });
  });

  test("names that are none", async () => {
    await expect(run([image("native:2")], { to: { registry: "https://registry.local" } })).rejects.toThrow(
      /no name of a registry/,
    );
  });
});

test("logins are in no file afterwards, and those of a run that was killed go", async () => {
  const dead = join(env.XDG_RUNTIME_DIR ?? "", "nimops-login-999999-abcdef");
  mkdirSync(dead);
  await run([image("native:2")]);
  expect(existsSync(dead)).toBe(false);
  expect(readdirSync(env.XDG_RUNTIME_DIR ?? "").filter((name) => name.startsWith("nimops-login"))).toEqual(
    [],
  );
});

test("a registry with its own certificate authority is trusted where that is named", async () => {
  const secured = await startRegistry(join(folder, "secured"), { tls: true });
  try {
    const to = { registry: secured.host };
    const plain = { host: outside.host, tlsVerify: false };
    await expect(run([image("native:2")], { to, registries: [plain] })).rejects.toMatchObject({
      code: "registry/certificate",
    });
    const certificateAuthority = authorityOf(join(folder, "secured"));
    const registries = [plain, { host: secured.host, certificateAuthority }];
    expect(await run([image("native:2")], { to, registries })).toMatchObject({ changed: true });
    const answer = await profiles(
      {
        images: [{ image: image("native:2"), at: `${secured.host}/nim/meta/native:2` }],
        pools: [],
        operatorVersion: "3.1.2",
        registries,
        tool: "skopeo",
        timeout: 60_000,
      },
      stepWorld(env, folder),
    );
    expect(answer.answers).toMatchObject([{ protocol: "native-v1", digest: docker.digest }]);
  } finally {
    secured.stop();
  }
});

test("survives kill -9 of nimops in the middle of a copy: the next run finishes", async () => {
  const killed = await writeStandIn(join(folder, "killed"), {
    kind: "legacy",
    weights: 8_000_000,
    mark: "killed",
  });
  pushStandIn(killed, image("killed:1"), env);
  const script = join(import.meta.dirname, "support/mirror-process.ts");
  const child = spawn(process.execPath, [script, JSON.stringify(request([image("killed:1")])), folder], {
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  await new Promise<void>((resolve) => {
    child.stdout.on("data", (data: Buffer) => {
      if (data.includes("copying")) resolve();
    });
  });
  child.kill("SIGKILL");
  await new Promise((resolve) => child.on("exit", resolve));
  expect(await run([image("killed:1")])).toMatchObject({ images: 1 });
  expect(await digestInside("killed:1")).toBe(killed.digest);
  expect(await run([image("killed:1")])).toMatchObject({ changed: false, bytesMoved: 0 });
  expect(readdirSync(env.XDG_RUNTIME_DIR ?? "").filter((name) => name.startsWith("nimops-login"))).toEqual(
    [],
  );
});

test("a run that is stopped ends soon, and the next one finishes", async () => {
  const large = await writeStandIn(join(folder, "large"), { kind: "legacy", weights: 10_000_000 });
  pushStandIn(large, image("large:1"), env);
  const controller = new AbortController();
  const world = stepWorld(env, folder, controller.signal);
  const running = mirror(request([image("large:1")]), world);
  const timer = setInterval(() => {
    if (world.told.some(({ words }) => words === "copying")) controller.abort();
  }, 5);
  await expect(running).rejects.toMatchObject({ code: "download/interrupted", retryable: true });
  clearInterval(timer);
  expect(world.told.at(-1)?.stage).toBe("stopped");
  expect(await run([image("large:1")])).toMatchObject({ changed: true });
  expect(await digestInside("large:1")).toBe(large.digest);
});

function isWrite(line: string): boolean {
  return /^(PUT|POST|PATCH|DELETE)/.test(line);
}

async function digestInside(name: string, prefix = "mirror"): Promise<string | null> {
  const [repository, tag] = name.split(":");
  const answer = await fetch(`http://${inside.host}/v2/${prefix}/nim/meta/${repository}/manifests/${tag}`, {
    headers: {
      Authorization: `Basic ${Buffer.from(`${registryUser.name}:${registryUser.password}`).toString("base64")}`,
      Accept:
        "application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json",
    },
  });
  return answer.headers.get("docker-content-digest");
}

function largestBlob(registry: string, { source }: StandIn): string {
  const layout = source.split(":")[1] ?? "";
  const blobs = join(layout, "blobs/sha256");
  const [largest = ""] = readdirSync(blobs)
    .map((name) => ({ name, size: readFileSync(join(blobs, name)).length }))
    .sort((one, other) => other.size - one.size)
    .map(({ name }) => name);
  return join(registry, "docker/registry/v2/blobs/sha256", largest.slice(0, 2), largest, "data");
}
