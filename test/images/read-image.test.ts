import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { imageReader } from "../../src/registry/read-image.ts";
import { freePort } from "../support/free-port.ts";
import { writeOciImage } from "../support/oci-image.ts";

// Real skopeo and podman against a real registry. Debian: apt-get install skopeo podman runc docker-registry

const folder = mkdtempSync(join(tmpdir(), "nimops-images-"));
const manifest = "schema_version: '2.0'\nprofiles: []\n";
const label = "com.nvidia.nim.model_download_protocol";
const path = "opt/nim/etc/default/model_manifest.yaml";
const digests = new Map<string, string>();
let env: Record<string, string> = {};
let port = 0;
let registry: ReturnType<typeof spawn> | undefined;

beforeAll(async () => {
  port = await freePort();
  env = { ...toolFolders(), ...configuration() };
  registry = startRegistry();
  await listening();
  push("plain", [
    { architecture: "amd64", layers: [[{ path: "base", content: "x" }], [{ path, content: manifest }]] },
  ]);
  push("index", [
    { architecture: "arm64", layers: [[{ path, content: "of arm64\n" }]] },
    {
      architecture: "amd64",
      layers: [
        [{ path, content: "old\n" }],
        [
          { path: "etc/real.yaml", content: manifest },
          { path, type: "symbolic link", target: "/etc/real.yaml" },
        ],
      ],
    },
  ]);
  push("second-path", [
    {
      architecture: "amd64",
      layers: [
        [
          { path, content: "deleted\n" },
          { path: "etc/nim/config/model_manifest.yaml", content: manifest },
        ],
        [{ path: "opt/nim/etc/default/.wh.model_manifest.yaml" }],
      ],
    },
  ]);
  push("native", [
    { architecture: "amd64", labels: { [label]: "native-v1" }, layers: [[{ path: "a" }]] },
    { architecture: "arm64", labels: { [label]: "native-v1" }, layers: [[{ path: "a" }]] },
  ]);
  push("half-native", [
    { architecture: "amd64", labels: { [label]: "native-v1" }, layers: [[{ path, content: manifest }]] },
    { architecture: "arm64", layers: [[{ path, content: manifest }]] },
  ]);
  push("model-free", [{ architecture: "amd64", layers: [[{ path: "bin/serve", content: "x" }]] }]);
  // An absolute link to a file of this machine must be read in the image, or not at all.
  push("hostile", [
    { architecture: "amd64", layers: [[{ path, type: "symbolic link", target: "/etc/hostname-of-nobody" }]] },
  ]);
});

afterAll(() => {
  registry?.kill();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(["skopeo", "podman"] as const)("%s", (tool) => {
  const read = (name: string) => imageReader(tool, { env, timeout: 60_000 }).read(image(name));

  test("copies the manifest out of an image", async () => {
    expect(await read("plain")).toEqual({
      digest: digests.get("plain"),
      native: false,
      manifest,
      remarks: [],
    });
  });

  test("takes our platform of an index, and follows a link inside the image", async () => {
    expect((await read("index")).manifest).toBe(manifest);
  });

  test("finds the second path where the first was deleted in a newer layer", async () => {
    expect((await read("second-path")).manifest).toBe(manifest);
  });

  test("sees that an image downloads its model itself", async () => {
    expect(await read("native")).toMatchObject({ native: true, manifest: undefined });
  });

  test("sees that an image has no manifest", async () => {
    expect(await read("model-free")).toMatchObject({ native: false, manifest: undefined });
    expect((await read("hostile")).manifest).toBeUndefined();
  });

  test("says why an image cannot be read", async () => {
    await expect(read("nobody")).rejects.toThrow(/manifest unknown/);
  });

  test("leaves nothing behind", async () => {
    await read("plain");
    if (tool === "podman") expect(execFileSync("podman", ["ps", "-aq"], { env }).toString()).toBe("");
  });
});

test("skopeo tells the digest of an index, and the label of all its platforms, without the layers", async () => {
  const { inspect } = imageReader("skopeo", { env, timeout: 60_000 });
  expect(await inspect(image("index"))).toEqual({ digest: digests.get("index"), native: false, remarks: [] });
  expect(await inspect(image("native"))).toMatchObject({ digest: digests.get("native"), native: true });
  expect(await inspect(image("half-native"))).toMatchObject({
    native: false,
    remarks: ["its platforms declare different download protocols"],
  });
});

test("an image that is named by its digest is read at that digest", async () => {
  const pinned = `localhost:${port}/nim/index@${digests.get("index")}`;
  const read = await imageReader("skopeo", { env, timeout: 60_000 }).read(pinned);
  expect(read).toMatchObject({ digest: digests.get("index"), manifest });
});

function image(name: string): string {
  return `localhost:${port}/nim/${name}:1`;
}

function push(name: string, platforms: Parameters<typeof writeOciImage>[1]): void {
  const layout = join(folder, name);
  digests.set(name, writeOciImage(layout, platforms));
  const args = [
    "copy",
    "--quiet",
    "--all",
    "--dest-tls-verify=false",
    `oci:${layout}:latest`,
    `docker://${image(name)}`,
  ];
  execFileSync("skopeo", args, { env });
}

/** What the tools need that is not in an image: a policy, a registry without TLS, storage of their own. */
function configuration(): Record<string, string> {
  const home = join(folder, "home");
  mkdirSync(join(home, ".config/containers"), { recursive: true });
  const file = (name: string, text: string) => {
    writeFileSync(join(home, name), text);
    return join(home, name);
  };
  file(
    ".config/containers/registries.conf",
    `[[registry]]\nlocation = "localhost:${port}"\ninsecure = true\n`,
  );
  file(".config/containers/policy.json", '{"default": [{"type": "insecureAcceptAnything"}]}');
  return {
    HOME: home,
    TMPDIR: folder,
    XDG_RUNTIME_DIR: home,
    CONTAINERS_CONF: file(
      "containers.conf",
      '[containers]\ndefault_ulimits = ["nofile=1000:1000"]\nnetns = "host"\n[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\n',
    ),
    CONTAINERS_STORAGE_CONF: file(
      "storage.conf",
      `[storage]\ndriver = "vfs"\nrunroot = "${folder}/run"\ngraphroot = "${folder}/graph"\n`,
    ),
  };
}

function toolFolders(): Record<string, string> {
  const { PATH = "", LD_LIBRARY_PATH = "" } = process.env;
  return { PATH, LD_LIBRARY_PATH };
}

function startRegistry() {
  const file = join(folder, "registry.yml");
  const settings = {
    version: 0.1,
    storage: { filesystem: { rootdirectory: join(folder, "registry") } },
    http: { addr: `127.0.0.1:${port}` },
  };
  writeFileSync(file, JSON.stringify(settings));
  return spawn("docker-registry", ["serve", file], { stdio: "ignore" });
}

async function listening(): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const answer = await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("docker-registry does not start; apt-get install docker-registry");
}
