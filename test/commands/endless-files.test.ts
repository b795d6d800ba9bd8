import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type CommandRun, runCommand } from "../support/run-command.ts";

const image = "nvcr.io/nim/meta/llama:1.8.4";
const cache = `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMCache
metadata: {name: llama}
spec:
  source: {ngc: {modelPuller: "${image}", pullSecret: pull, authSecret: key}}
  storage: {pvc: {create: true, size: 50Gi, volumeAccessMode: ReadWriteMany}}
`;

let root: string;
let folder: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "nimops-endless-"));
});
afterAll(() => rmSync(root, { recursive: true }));
beforeEach(() => {
  folder = join(root, "repository");
  mkdirSync(folder);
  writeFileSync(join(folder, "cache.yaml"), cache);
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a link to a device that never ends is refused where it is found", () => {
  test.each([
    [["render", "cache.yaml"]],
    [["profiles", "list"]],
    [["profiles", "select", "--cache", "cache.yaml"]],
    [["profiles", "update", "--from", "given", "cache.yaml"]],
  ])("as the lock of %j", async (args) => {
    symlinkSync("/dev/zero", join(folder, "nimops.lock.json"));
    const { code, stderr } = await run(...args);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('cannot read the lock file "nimops.lock.json": it is a symbolic link'),
    });
  });

  test.each([[["lint", "cache.yaml"]], [["render", "cache.yaml"]]])(
    "as the configuration of %j",
    async (args) => {
      symlinkSync("/dev/zero", join(folder, "nimops.yaml"));
      const { code, stderr } = await run(...args);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringContaining("cannot read the configuration nimops.yaml: it is no regular file"),
      });
    },
  );
});

describe("of one that is named no more is read than a file may have", () => {
  test.each([
    [["render", "--lock", "endless", "cache.yaml"], 'the lock file "endless": it has more than 64 MiB'],
    [["lint", "--config", "endless", "cache.yaml"], "the configuration endless: it has more than 1 MiB"],
    [["lint", "--baseline", "endless", "cache.yaml"], 'the baseline "endless": it has more than 64 MiB'],
    [
      ["profiles", "update", "--list-output", `${image}=endless`, "--from", "given", "cache.yaml"],
      '"endless": it has more than 16 MiB',
    ],
    [["render", "--model-manifest", `${image}=endless`, "cache.yaml"], '"endless": it has more than 32 MiB'],
  ])("%j", async (args, message) => {
    symlinkSync("/dev/zero", join(folder, "endless"));
    const { code, stderr } = await run(...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });
});

test("a lock that is named may be a link", async () => {
  writeFileSync(join(folder, "other.json"), '{"version": 1, "images": {}}\n');
  symlinkSync("other.json", join(folder, "lock.json"));
  const { code, stderr } = await run("render", "--lock", "lock.json", "cache.yaml");
  expect(code).toBe(0);
  expect(stderr).not.toContain("cannot read");
});

test("a lock that leads nowhere is no lock that is missing", async () => {
  symlinkSync("nowhere.json", join(folder, "nimops.lock.json"));
  const { code, stderr } = await run("render", "cache.yaml");
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("it is a symbolic link") });
});

function run(...args: string[]): Promise<CommandRun> {
  return runCommand(args, { cwd: folder });
}
