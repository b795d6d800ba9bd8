import { spawnSync } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { LayoutFile } from "../../../../src/prewarm/airgap/layout/layout.ts";
import { archiveOf, archiveSize } from "../../../../src/prewarm/airgap/layout/tar-archive.ts";
import { archiveContent } from "../../../../src/prewarm/airgap/upload/archive-content.ts";
import { fileContent, fileState } from "../../../../src/prewarm/airgap/upload/file-content.ts";

const folder = mkdtempSync(join(tmpdir(), "nimops-tar-"));
afterAll(() => rmSync(folder, { recursive: true }));

const long = `${"folder-with-a-long-name/".repeat(8)}file.bin`;
const longest = `${"one-part-that-is-longer-than-ustar-has-room-for-".repeat(4)}.bin`;
const contents: Readonly<Record<string, string>> = {
  "a/config.json": "{}",
  "a/empty": "",
  "a/b c+%41.bin": "x".repeat(512),
  "ünï/cödé-€.txt": "y".repeat(513),
  [long]: "long",
  [longest]: "longest",
};
const links: Readonly<Record<string, string>> = {
  "s/link": "../a/config.json",
  "s/far": `../${long}`,
  "s/ü": "../ünï/cödé-€.txt",
};

const source = join(folder, "source");
const entries: LayoutFile[] = [];
for (const [path, content] of Object.entries(contents)) {
  mkdirSync(dirname(join(source, path)), { recursive: true });
  writeFileSync(join(source, path), content);
  entries.push({ path, kind: "file", size: Buffer.byteLength(content) });
}
for (const [path, target] of Object.entries(links)) {
  mkdirSync(dirname(join(source, path)), { recursive: true });
  symlinkSync(target, join(source, path));
  entries.push({ path, kind: "link", target });
}
const content = archiveContent(entries, async (path) =>
  fileContent(join(source, path), await fileState(join(source, path))),
);
const read = async (start: number, end: number) => {
  const pieces: Uint8Array[] = [];
  for await (const piece of content.read(start, end)) pieces.push(piece);
  return Buffer.concat(pieces);
};

test("tar unpacks what was packed, with long names, other alphabets and links", async () => {
  const archive = join(folder, "a.tar");
  const bytes = await read(0, content.size);
  expect(bytes.length).toBe(archiveSize(entries));
  writeFileSync(archive, bytes);
  const into = join(folder, "out");
  mkdirSync(into);
  const tar = spawnSync("tar", ["-xf", archive, "-C", into], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C.UTF-8" },
  });
  expect(tar.stderr).toBe("");
  for (const [path, text] of Object.entries(contents))
    expect(readFileSync(join(into, path), "utf8"), path).toBe(text);
  for (const [path, target] of Object.entries(links)) {
    expect(lstatSync(join(into, path)).isSymbolicLink(), path).toBe(true);
    expect(readlinkSync(join(into, path))).toBe(target);
  }
});

test("any part of it can be read alone, and is the same each time", async () => {
  const whole = await read(0, content.size);
  await fc.assert(
    fc.asyncProperty(fc.nat(content.size), fc.nat(content.size), async (one, other) => {
      const [start, end] = [Math.min(one, other), Math.max(one, other)];
      expect((await read(start, end)).equals(whole.subarray(start, end))).toBe(true);
      const into = Buffer.alloc(end - start);
      await content.load(into, start);
      expect(into.equals(whole.subarray(start, end))).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test("a file of more than eight GiB has its size in a pax header", () => {
  const size = 9 * 1024 ** 3;
  const [first] = archiveOf([{ path: "big.bin", kind: "file", size }]);
  expect(first?.kind === "bytes" && Buffer.from(first.bytes).includes(`size=${size}\n`)).toBe(true);
  expect(archiveSize([{ path: "big.bin", kind: "file", size }])).toBe(size + 512 * 3 + 1024);
});
