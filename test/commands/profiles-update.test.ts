import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseInvocation } from "../../src/commands/command.ts";
import { profilesUpdateCommand } from "../../src/commands/profiles-update.ts";
import { lockedModelManifest, lockedProfiles } from "../../src/nim/profile/lock/locked.ts";
import { parseLock } from "../../src/nim/profile/lock/parse.ts";
import { UserError } from "../../src/user-error.ts";
import { localServer } from "../support/local-server.ts";

const image = "nvcr.io/nim/meta/llama:1.8.4";
const [one, two] = ["a".repeat(64), "b".repeat(64)];
const cache = `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata: {name: llama}
spec:
  source: {ngc: {modelPuller: "${image}", pullSecret: ngc, authSecret: key}}
  storage: {pvc: {create: true, size: 50Gi, volumeAccessMode: ReadWriteMany}}
`;
const manifest = `${one}:
  model: meta/llama
  release: '1.8.4'
  tags: {llm_engine: vllm, tp: 2, precision: bf16}
  workspace: !workspace
    components:
    - src:
        files:
        - !name a
        - !name b
`;
const list = `MODEL PROFILES\n- Compatible with system:\n  - ${two} (vllm-bf16-tp1-pp1) [requires >=18 GB/gpu]\n`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-update-"));
  write("cache.yaml", cache);
  write("manifest.yaml.txt", manifest);
  write("list.txt", list);
});
afterEach(() => rmSync(folder, { recursive: true }));

test("facts from files make a lock that answers without the network", async () => {
  const ran = await update("cache.yaml", ...given(), "--list-output", `${image}=list.txt`);
  expect(ran).toEqual({
    code: 0,
    stdout: `${image}
  list.txt: 1 profile
  manifest.yaml.txt: 1 profile
  unknown: digest, minimum GPU memory of 1 of 2 profiles, size
wrote 1 image to nimops.lock.json
`,
    stderr: "",
  });
  const lock = await readLock();
  expect(lockedModelManifest(lock, image)).toMatchObject({
    kind: "text",
    text: manifest.slice(0, manifest.indexOf("  workspace")),
  });
  expect(lockedProfiles(lock, image)).toMatchObject([
    { id: one, tensorParallelism: 2, precision: "bf16", files: 2 },
    { id: two, name: "vllm-bf16-tp1-pp1", tensorParallelism: 1, minimumGpuMemoryGB: 18 },
  ]);
});

test("a manifest of the first images is kept, though the operator stumbles over it", async () => {
  const older = `model_profile: molmim\nmanifest:\n- id: ${one}\n  tags: {backend: pytorch}\n`;
  const { code, stdout } = await update("cache.yaml", ...given(older));
  expect(code).toBe(0);
  expect(stdout).toContain("manifest.yaml.txt: 1 profile\n");
  expect(stdout).toContain(
    "manifest.yaml.txt: the operator cannot read the model manifest: yaml: unmarshal errors",
  );
  const lock = await readLock();
  expect(lockedModelManifest(lock, image)).toMatchObject({ kind: "text", text: older });
  expect(lockedProfiles(lock, image)).toMatchObject([{ id: one, backend: "pytorch" }]);
});

test("the same facts give the same bytes, and are not written twice", async () => {
  await update("cache.yaml", ...given());
  const before = lockText();
  const ran = await update("cache.yaml", ...given());
  expect(ran.stdout).toContain("nothing new for nimops.lock.json");
  expect(lockText()).toBe(before);
});

test("the endpoint is asked by default", async () => {
  const profile = {
    profile_id: one,
    min_vram_per_device_gb: 40,
    tensor_parallel_size: 2,
    tested_gpu_devices: [],
  };
  await using server = await localServer((_, response) =>
    response.end(JSON.stringify({ profiles: [profile] })),
  );
  const ran = await update("cache.yaml", "--metadata-url", server.url);
  expect(ran.code).toBe(0);
  expect(ran.stdout).toContain("  metadata endpoint: 1 profile\n  unknown: digest, model manifest, size\n");
  expect(lockedProfiles(await readLock(), image)).toEqual([
    {
      id: one,
      minimumGpuMemoryGB: 40,
      tensorParallelism: 2,
      sources: { minimumGpuMemoryGB: "metadata", tensorParallelism: "metadata" },
    },
  ]);
});

test("an image of which nobody knows anything is told, and not locked", async () => {
  await using server = await localServer((_, response) => response.writeHead(404).end());
  const ran = await update("cache.yaml", "--metadata-url", server.url);
  expect(ran).toEqual({
    code: 1,
    stdout: `${image}
  metadata endpoint: it has no metadata for this tag
  image: not read: skopeo, podman, docker are not installed
  unknown: everything
nothing new for nimops.lock.json
`,
    stderr: `nimops: nothing is known of 1 image: ${image}
  help: give what the image itself says: --list-output IMAGE=FILE or --model-manifest IMAGE=FILE
`,
  });
  expect(existsSync(join(folder, "nimops.lock.json"))).toBe(false);
});

test("sizes that were written by hand survive", async () => {
  await update("cache.yaml", ...given());
  const text = lockText().replace('"files":2,"sources":{', '"size":1000,"files":2,"sources":{"size":"hand",');
  write("nimops.lock.json", text);
  await update("cache.yaml", ...given());
  expect(lockedProfiles(await readLock(), image)?.[0]?.size).toBe(1000);
});

test("--check tells whether every image is in the lock, writes nothing and asks nobody", async () => {
  expect(await update("cache.yaml", "--check")).toMatchObject({ code: 1 });
  expect(existsSync(join(folder, "nimops.lock.json"))).toBe(false);
  await update("cache.yaml", ...given());
  expect(await update("cache.yaml", "--check")).toMatchObject({ code: 0 });
  const changed = ["--check", ...given(manifest.replace("tp: 2", "tp: 4"))];
  const ran = await update("cache.yaml", ...changed);
  expect(ran.code).toBe(1);
  expect(ran.stdout).toContain("nimops.lock.json is out of date");
});

test("images that no manifest names are told, and removed with --prune", async () => {
  await update("cache.yaml", ...given());
  write("cache.yaml", cache.replaceAll("1.8.4", "2.0.0"));
  const told = await update("cache.yaml", "--from", "given");
  expect(told.stdout).toContain(`${image}\n  no manifest names it: --prune removes it\n`);
  await update("cache.yaml", "--from", "given", "--prune");
  expect((await readLock()).images.size).toBe(0);
});

test("--image reads no manifest; a file of any kind is known by what is in it", async () => {
  for (const [name, text] of [
    ["a", manifest],
    ["b", list],
    ["c", JSON.stringify({ profiles: [{ profile_id: one }] })],
  ] as const) {
    write(name, text);
    const ran = await update("--image", "a/b:1", "--from", name);
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toContain(`  ${name}: 1 profile\n`);
  }
});

test("images of services and of pipelines count, those of other downloads do not", async () => {
  write(
    "more.yaml",
    `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata: {name: s}
spec:
  image: {repository: nvcr.io/nim/x, tag: "1"}
  authSecret: a
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMPipeline
metadata: {name: p}
spec:
  services: [{name: t, enabled: true, spec: {image: {repository: nvcr.io/nim/y, tag: "2"}, authSecret: a}}]
---
apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata: {name: hf}
spec:
  source: {hf: {endpoint: "https://huggingface.co", namespace: n, modelName: m, authSecret: a, modelPuller: "z:1", pullSecret: p}}
  storage: {pvc: {create: true, size: 50Gi, volumeAccessMode: ReadWriteMany}}
`,
  );
  const { stderr } = await update(".", "--check");
  expect(stderr).toBe(`nimops: nothing is known of 3 images: ${image}, nvcr.io/nim/x:1, nvcr.io/nim/y:2
  help: \`nimops profiles update\` asks for it
`);
});

test("a folder without any of them is told", async () => {
  write("cache.yaml", "a: 1\n");
  expect(await update("cache.yaml")).toMatchObject({ code: 3 });
});

test.each([
  [["--from", "nonsense.txt", "--image", "a/b:1"], 'cannot read "nonsense.txt": no such file or directory'],
  [
    ["--from", "cache.yaml", "--image", "a/b:1"],
    '"cache.yaml" is no model manifest that the operator can read',
  ],
  [["--from", "a", "--image", "a/b:1", "--image", "a/b:2"], "--from a is a file, and there are 2 images"],
  [["--image", "A B"], "--image A B: this is no image"],
  [["cache.yaml", "--list-output", "list.txt"], "--list-output list.txt is not of the form IMAGE=FILE"],
  [
    ["cache.yaml", "--list-output", `${image}=cache.yaml`],
    '"cache.yaml" is no output of list-model-profiles',
  ],
  [["cache.yaml", "--list-output", "nvcr.io/nim/meta/llama:1.8.5=x"], "no manifest names the image"],
  [["cache.yaml", "--tool", "buildah"], "--tool buildah is not known"],
  [["cache.yaml", "--timeout", "soon"], "--timeout soon is no number of minutes"],
  [["cache.yaml", "--metadata-url", "file:///etc/passwd"], "--metadata-url file:///etc/passwd is no address"],
  [["--image", "a/b:1", "--prune"], "--prune must know every image"],
])("%j is refused", async (args, message) => {
  await expect(update(...args)).rejects.toThrow(UserError);
  await expect(update(...args)).rejects.toThrow(message);
});

test("a broken lock is told with its place, and left alone", async () => {
  write("nimops.lock.json", '{"version": 1,\n "images": []}');
  await expect(update("cache.yaml", ...given())).rejects.toThrow("nimops.lock.json:2:12: images: ");
});

test("a link is never written through", async () => {
  write("victim", '{"version": 1, "images": {}}\n');
  symlinkSync("victim", join(folder, "nimops.lock.json"));
  await expect(update("cache.yaml", ...given())).rejects.toThrow("it is a symbolic link");
  expect(readFileSync(join(folder, "victim"), "utf8")).toBe('{"version": 1, "images": {}}\n');
});

function given(text = manifest): string[] {
  write("manifest.yaml.txt", text);
  return ["--from", "given", "--model-manifest", `${image}=manifest.yaml.txt`];
}

async function update(...args: string[]) {
  let stdout = "";
  let stderr = "";
  const output = (take: (text: string) => void) => ({ write: take, isTTY: false, columns: undefined });
  const code = await profilesUpdateCommand.run(parseInvocation(profilesUpdateCommand, args), {
    argv: [],
    cwd: folder,
    env: {},
    stdin: () => new Uint8Array(),
    stdout: output((text) => {
      stdout += text;
    }),
    stderr: output((text) => {
      stderr += text;
    }),
  });
  return { code, stdout, stderr };
}

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

function lockText(): string {
  return readFileSync(join(folder, "nimops.lock.json"), "utf8");
}

function readLock() {
  return parseLock(lockText(), "nimops.lock.json");
}
