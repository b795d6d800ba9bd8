import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type ImageQuestion,
  type ProfilesRequest,
  profiles,
} from "../../src/prewarm/airgap/profiles/profiles.ts";
import { containerTools, removeTools } from "./support/container-tools.ts";
import { type Registry, registryUser, startRegistry } from "./support/registry.ts";
import { pushStandIn, type StandIn, writeStandIn } from "./support/stand-in-nim.ts";
import { stepWorld } from "./support/step-world.ts";

// Stand-ins of NIM images, read by the real skopeo and run by the real podman.
// Debian: apt-get install skopeo podman runc docker-registry busybox-static

const folder = mkdtempSync(join(tmpdir(), "nimops-profiles-"));
const h100 = [{ name: "h100", product: "NVIDIA-H100-80GB-HBM3", gpusPerNode: 8 }];
let registry: Registry;
let env: Record<string, string> = {};
let legacy: StandIn;

beforeAll(async () => {
  registry = await startRegistry(join(folder, "registry"), { auth: true });
  env = {
    ...containerTools(folder, []),
    NGC_API_KEY: "nvapi-0123456789abcdef",
    MIRROR_PASSWORD: registryUser.password,
  };
  legacy = await writeStandIn(join(folder, "legacy"), { kind: "legacy" });
  const push = (standIn: StandIn, name: string) =>
    pushStandIn(standIn, image(name), env, "--dest-creds", `${registryUser.name}:${registryUser.password}`);
  push(legacy, "legacy:1");
  push(await writeStandIn(join(folder, "native"), { kind: "native" }), "native:1");
  push(await writeStandIn(join(folder, "free"), { kind: "model-free" }), "free:1");
  push(await writeStandIn(join(folder, "other"), { kind: "no-nim" }), "postgres:16");
});

afterAll(() => {
  registry.stop();
  removeTools(folder, env);
});

const image = (name: string) => `${registry.host}/nim/meta/${name}`;
const ids = () => legacy.profiles.map(({ id }) => id);

function ask(
  question: Omit<ImageQuestion, "image"> & { image?: string },
  changes: Partial<ProfilesRequest> = {},
) {
  const access = {
    host: registry.host,
    tlsVerify: false,
    user: registryUser.name,
    passwordVariable: "MIRROR_PASSWORD",
  };
  const request: ProfilesRequest = {
    images: [{ image: image("legacy:1"), ...question }],
    pools: h100,
    operatorVersion: "3.1.2",
    registries: [access],
    timeout: 60_000,
    ...changes,
  };
  return profiles(request, stepWorld(env, folder));
}

describe("without a GPU", () => {
  test("what the inventory's GPUs can run is selected, and what each profile downloads is known", async () => {
    const { answers, warnings } = await ask({});
    const [any, forH100] = ids();
    expect(answers[0]).toMatchObject({ protocol: "legacy", digest: legacy.digest, selected: [any, forH100] });
    expect(answers[0]?.profiles[2]).toMatchObject({ selected: false, why: expect.stringContaining("A100") });
    expect(answers[0]?.profiles[0]?.models).toEqual([
      {
        model: "nim/meta/stand-in",
        version: "hf-e9f8eff-nim1.5+",
        files: legacy.profiles[0]?.files.map(({ path }) => path),
      },
    ]);
    expect(warnings).toEqual([]);
  });

  test("the operator's filter counts too", async () => {
    const { answers } = await ask({ filter: { engine: "vllm", precision: "bf16" } });
    expect(answers[0]?.selected).toEqual([ids()[0]]);
  });

  test("an image of the protocol native-v1, and one that takes any model, have none", async () => {
    const { answers } = await ask({}, { images: [{ image: image("native:1") }, { image: image("free:1") }] });
    expect(answers).toMatchObject([
      { protocol: "native-v1", profiles: [], selected: [] },
      { protocol: "model-free", profiles: [], selected: [] },
    ]);
  });

  test("an image that is no NIM is refused by its name", async () => {
    await expect(ask({ image: image("postgres:16") })).rejects.toMatchObject({
      code: "image/not-nim",
      message: expect.stringContaining("postgres:16"),
    });
  });

  test("an image is read where it was mirrored to, and called as the manifests call it", async () => {
    const { answers } = await ask({ image: "nvcr.io/nim/meta/stand-in:1", at: image("legacy:1") });
    expect(answers[0]).toMatchObject({ image: "nvcr.io/nim/meta/stand-in:1", digest: legacy.digest });
  });

  test("podman reads the same", async () => {
    const { answers } = await ask({}, { tool: "podman" });
    expect(answers[0]?.selected).toEqual(ids().slice(0, 2));
  });

  test("a registry that wants another login says so", async () => {
    const registries = [{ host: registry.host, tlsVerify: false }];
    await expect(ask({}, { registries, tool: "skopeo" })).rejects.toMatchObject({
      code: "registry/unauthorized",
    });
    await expect(ask({ image: image("absent:1") }, { tool: "skopeo" })).rejects.toMatchObject({
      code: "registry/not-found",
    });
  });
});

describe("with a GPU host", () => {
  test.each(["json", "text"])("the image's own list is used and compared (%s)", async (form) => {
    const variant = await writeStandIn(join(folder, `list-${form}`), {
      kind: "legacy",
      mark: form,
      list: form,
    });
    pushStandIn(
      variant,
      image(`list:${form}`),
      env,
      "--dest-creds",
      `${registryUser.name}:${registryUser.password}`,
    );
    // The stand-in believes to be on an H100, whatever the inventory says.
    const { answers, warnings } = await ask(
      { image: image(`list:${form}`) },
      {
        host: { engine: "podman" },
        pools: [{ name: "a100", product: "NVIDIA-A100-SXM4-80GB", gpusPerNode: 8 }],
      },
    );
    const [any, forH100, forA100] = ids();
    expect(answers[0]?.selected).toEqual([any, forH100]);
    expect(answers[0]?.profiles.map(({ host }) => host)).toEqual(
      form === "json"
        ? ["compatible", "compatible", "incompatible"]
        : ["runnable", "runnable", "incompatible"],
    );
    expect(warnings).toEqual([
      expect.stringContaining(`profile ${forH100}: the GPU host can run it`),
      expect.stringContaining(`profile ${forA100}: the GPU host cannot run it`),
    ]);
  });

  test("a name from the list stands for its profile", async () => {
    const { answers } = await ask(
      { image: image("list:text"), profiles: ["vllm-bf16-tp1-pp1"] },
      { host: { engine: "podman" } },
    );
    expect(answers[0]?.selected).toEqual([ids()[0]]);
  });
});
