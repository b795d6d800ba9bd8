import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { imageReader } from "../../src/registry/read-image.ts";

// What the real tools do when all is well is in test/images.

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-engine-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const id = "0123456789ab";

test("a tool that is not there says so", async () => {
  await expect(read("podman", folder)).rejects.toThrow("it is not installed");
  await expect(read("skopeo", folder)).rejects.toThrow("it is not installed");
});

test("what the registry answered is told, without the tool's own wrapping", async () => {
  tool("docker", 'echo "unauthorized: authentication required" >&2; exit 1');
  await expect(read("docker")).rejects.toThrow(/^unauthorized: authentication required$/);
  tool("skopeo", `echo 'time="2026-01-01T00:00:00Z" level=fatal msg="reading \\"x\\": denied"' >&2; exit 1`);
  await expect(read("skopeo")).rejects.toThrow(/^reading "x": denied$/);
});

test("a copy on this machine is read where the registry cannot be reached, and that is told", async () => {
  tool(
    "docker",
    `case "$*" in
      "create --pull always"*) echo "no route to host" >&2; exit 1;;
      create*) echo ${id};;
      "image inspect"*) echo '[{"RepoDigests": [], "Config": {"Labels": null}}]';;
      cp*) echo "Error: no such file or directory" >&2; exit 1;;
    esac`,
  );
  expect(await read("docker")).toEqual({
    digest: undefined,
    native: false,
    manifest: undefined,
    remarks: ["the copy on this machine was read, since it could not be pulled: no route to host"],
  });
});

test("a container is removed also when copying fails", async () => {
  tool(
    "podman",
    `echo "$*" >> ${join(folder, "calls")}
    case "$*" in
      create*) echo ${id};;
      "image inspect"*) echo '[{}]';;
      cp*) echo "disk full" >&2; exit 125;;
    esac`,
  );
  await expect(read("podman")).rejects.toThrow(/could not be copied: disk full/);
  const { readFileSync } = await import("node:fs");
  expect(readFileSync(join(folder, "calls"), "utf8")).toContain(`rm --force --volumes ${id}`);
});

test("a tool that never ends is killed", async () => {
  tool("podman", "exec sleep 60");
  await expect(imageReader("podman", { env: env(), timeout: 200 }).read("a/b:1")).rejects.toThrow(
    "took too long",
  );
});

test("a tool that prints nonsense is not believed", async () => {
  tool("podman", "echo --privileged");
  await expect(read("podman")).rejects.toThrow("it named no container");
  tool("skopeo", "echo nonsense");
  await expect(read("skopeo")).rejects.toThrow();
});

function env() {
  return { PATH: `${folder}:/usr/bin:/bin` };
}

function read(
  name: "podman" | "docker" | "skopeo",
  path = name === "docker" ? env().PATH : `${folder}:/bin`,
) {
  return imageReader(name, { env: { PATH: path }, timeout: 60_000 }).read("nvcr.io/nim/meta/llama:1");
}

function tool(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
}
