import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FileReader } from "../../src/manifest/file-reader.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-reader-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe.skipIf(process.platform === "win32")("a named pipe", () => {
  test("is given up where nobody writes into it", () => {
    const reader = new FileReader(1000, 30);
    expect(() => reader.read(pipe(), true)).toThrow("nobody writes into the pipe for 0.03 s");
  });

  test("waits for its writer, and is read to the end however slowly that writes", () => {
    const path = pipe();
    const writer = `exec > '${path}'; sleep 0.1; printf one; sleep 0.1; printf two`;
    spawn("sh", ["-c", `sleep 0.1; ${writer}`], { stdio: "ignore" });
    expect(new FileReader(1000).read(path, true)?.toString()).toBe("onetwo");
  });

  test("may be larger than a piece, and has a limit", () => {
    const path = pipe();
    const write = () => spawn("sh", ["-c", `head -c 600000 /dev/zero > '${path}'`], { stdio: "ignore" });
    write();
    expect(new FileReader(600_000).read(path, true)?.length).toBe(600_000);
    write();
    expect(new FileReader(599_999).read(path, true)).toBeUndefined();
  });
});

test.each([0, 1, 9, 10])("a file of %i bytes is read whole, as a file and as a stream", (size) => {
  const path = join(folder, "file");
  writeFileSync(path, "x".repeat(size));
  for (const isStream of [false, true]) {
    expect(new FileReader(10).read(path, isStream)?.length).toBe(size);
  }
});

test("of a file over the limit only that is told", () => {
  const path = join(folder, "file");
  writeFileSync(path, "x".repeat(11));
  for (const isStream of [false, true]) expect(new FileReader(10).read(path, isStream)).toBeUndefined();
});

function pipe(): string {
  const path = join(folder, "pipe");
  execFileSync("mkfifo", [path]);
  return path;
}
