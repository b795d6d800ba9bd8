import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "../../../../src/kube/clock.ts";
import { type DownloadRequest, download } from "../../../../src/prewarm/airgap/download/download.ts";
import type { Run } from "../../../../src/prewarm/containers/run.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-download-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const hub = "ngc/hub/models--nim--x/snapshots/1";
const expected = [{ model: "nim/x", version: "1", files: ["config.json"] }];

/** podman, with an image that does what it is told. */
function engine({ help = "usage: download-to-cache [--profiles P]", code = 0, log = "", file = "{}" } = {}) {
  const calls: string[] = [];
  const run: Run = async (_command, args, { onLine }) => {
    calls.push(args.join(" "));
    const nothing = { code: 0, stdout: "", stderr: "" };
    if (args[0] === "inspect") return { ...nothing, code: 1 };
    if (args[0] !== "run") return nothing;
    if (args.at(-1) === "-h") return { ...nothing, stdout: help };
    for (const line of log.split("\n").filter((line) => line !== "")) onLine?.(line);
    if (file !== "") {
      mkdirSync(join(folder, "cache", hub), { recursive: true });
      writeFileSync(join(folder, "cache", hub, "config.json"), file);
    }
    return { code, stdout: log, stderr: code === 2 ? "error: unrecognized arguments" : "" };
  };
  return { run, calls, containers: () => calls.filter((call) => call.startsWith("run ")) };
}

function downloadWith(run: Run, changes: Partial<DownloadRequest> = {}) {
  const request: DownloadRequest = {
    image: "registry.local/nim/x:1",
    protocol: "legacy",
    profiles: ["a".repeat(64)],
    expected,
    name: "x",
    to: "cache",
    host: { engine: "podman" },
    registries: [],
    dryRun: false,
    timeout: 1000,
    ...changes,
  };
  const progress = { tell() {}, note() {}, end() {} };
  const env = { NGC_API_KEY: "nvapi-very-secret", XDG_RUNTIME_DIR: folder };
  return download(request, { env, cwd: folder, clock: systemClock, progress, run });
}

test("the image is asked how it downloads, and then runs once; a second time not at all", async () => {
  const podman = engine({ help: "usage: [--profiles P] [--use-cache] [--verify-checksums]" });
  const result = await downloadWith(podman.run);
  expect(result).toMatchObject({ changed: true, files: 1, bytesMoved: 2, form: "profiles" });
  expect(podman.containers()).toHaveLength(2);
  expect(podman.containers()[1]).toMatch(/--profiles a{64} --use-cache --verify-checksums$/);
  expect(podman.calls.join()).not.toContain("secret");
  expect(podman.containers()[1]).toContain("--env NGC_API_KEY");
  const again = engine();
  expect(await downloadWith(again.run)).toMatchObject({ changed: false, bytesThere: 2, commands: [] });
  expect(again.calls).toEqual([]);
});

test("an image whose -h says nothing is tried, and asked one by one where it is an older one", async () => {
  const podman = engine({ help: "", code: 2 });
  await expect(
    downloadWith(podman.run, { profiles: ["a".repeat(64), "b".repeat(64)] }),
  ).rejects.toMatchObject({
    code: "download/failed",
  });
  expect(podman.containers().map((call) => / --profiles? /.exec(call)?.[0]?.trim())).toEqual([
    undefined,
    "--profiles",
    "--profile",
  ]);
});

test("exit code 0 is not believed where files are missing; the log tells why", async () => {
  await expect(downloadWith(engine({ file: "" }).run)).rejects.toMatchObject({ code: "download/nothing" });
  await expect(
    downloadWith(engine({ file: "", log: "ERROR: Authentication Error" }).run),
  ).rejects.toMatchObject({ code: "auth/missing-key", message: expect.stringContaining("exit code 0") });
  await expect(
    downloadWith(engine().run, { expected: [{ model: "nim/x", version: "2", files: ["a"] }] }),
  ).rejects.toMatchObject({ code: "cache/missing" });
});

test("a dry run says what it would run, and runs nothing", async () => {
  const podman = engine();
  const result = await downloadWith(podman.run, { dryRun: true, plannedBytes: 5000 });
  expect(result).toMatchObject({ changed: false, bytesMoved: 5000 });
  expect(result.commands[0]).toMatch(/^podman run .*download-to-cache --profiles a{64}$/);
  expect(podman.calls).toEqual([]);
});

test("what must hold before is looked at before anything is pulled", async () => {
  const podman = engine();
  await expect(downloadWith(podman.run, { plannedBytes: 2 ** 60 })).rejects.toMatchObject({
    code: "disk/full",
  });
  await expect(downloadWith(podman.run, { to: "a,b" })).rejects.toMatchObject({ code: "cache/not-writable" });
  await expect(downloadWith(podman.run, { image: "--privileged" })).rejects.toThrow(/no name of an image/);
  writeFileSync(join(folder, "file"), "");
  await expect(downloadWith(podman.run, { to: "file" })).rejects.toMatchObject({
    code: "cache/not-writable",
  });
  expect(podman.calls).toEqual([]);
});
