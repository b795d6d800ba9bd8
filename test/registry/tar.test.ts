import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type TarEntry, tarEntries } from "../../src/registry/tar.ts";
import { tarArchive } from "../support/tar-archive.ts";

test("entries are read whatever the chunks are", async () => {
  const entry = fc.record({
    path: fc.stringMatching(/^[a-z]{1,20}$/),
    content: fc.string({ maxLength: 1500 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(entry, { maxLength: 5 }),
      fc.integer({ min: 1, max: 700 }),
      async (files, size) => {
        const archive = tarArchive(files);
        const chunks = Array.from({ length: Math.ceil(archive.length / size) }, (_, index) =>
          archive.subarray(index * size, (index + 1) * size),
        );
        const read = await all(chunks);
        expect(read.map(({ path, content }) => ({ path, content: content?.toString() }))).toEqual(files);
      },
    ),
    { numRuns: 100 },
  );
});

test.each(["gnu", "pax", "ustar"])("an archive of GNU tar in the format %s is read", async (format) => {
  const folder = mkdtempSync(join(tmpdir(), "nimops-tar-"));
  try {
    const long =
      format === "ustar" ? `${"d".repeat(90)}/${"f".repeat(90)}` : `${"d".repeat(120)}/${"f".repeat(150)}`;
    mkdirSync(join(folder, "in", long, ".."), { recursive: true });
    writeFileSync(join(folder, "in", long), "content");
    symlinkSync(format === "ustar" ? "x" : "t".repeat(140), join(folder, "in/link"));
    execFileSync("tar", ["--format", format, "-cf", "a.tar", "-C", "in", "."], { cwd: folder });
    const archive = execFileSync("cat", ["a.tar"], { cwd: folder });
    const read = await all([archive]);
    expect(read.find(({ path }) => path === long)).toMatchObject({
      type: "file",
      content: Buffer.from("content"),
    });
    expect(read.find(({ path }) => path === "link")).toMatchObject({
      type: "symbolic link",
      target: format === "ustar" ? "x" : "t".repeat(140),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  ["no archive", Buffer.alloc(600, "x"), "is no tar archive"],
  [
    "a cut archive",
    tarArchive([{ path: "a", content: "x".repeat(2000) }]).subarray(0, 1200),
    "ends in the middle",
  ],
  ["a large file", tarArchive([{ path: "a", content: "x".repeat(5000) }]), "too many to be read"],
])("%s is refused", async (_, bytes, message) => {
  await expect(all([bytes], 4096)).rejects.toThrow(message);
});

test("the value of a pax record may have line ends, and brings no record of its own", async () => {
  const comment = "x\n14 path=other\ny";
  const records = paxRecord("comment", comment) + paxRecord("path", "long/ä\nname");
  const [entry, ...others] = await all([
    tarArchive([
      { path: "PaxHeaders/a", type: "pax", content: records },
      { path: "a", content: "b" },
    ]),
  ]);
  expect(entry).toMatchObject({ path: "long/ä\nname", content: Buffer.from("b") });
  expect(others).toEqual([]);
});

test.each(["path=a\n", "99 path=a\n", "9 path=a", "0 path=a\n", "12 path=ab\nxx"])(
  "the pax header %j is refused",
  async (content) => {
    const archive = tarArchive([{ path: "PaxHeaders/a", type: "pax", content }, { path: "a" }]);
    await expect(all([archive])).rejects.toThrow("has a pax header that is broken");
  },
);

function paxRecord(key: string, value: string): string {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  const guess = rest + String(rest).length;
  const length = rest + String(guess).length;
  return `${length} ${key}=${value}\n`;
}

async function all(chunks: readonly Uint8Array[], maxContent = 100_000): Promise<TarEntry[]> {
  const entries: TarEntry[] = [];
  for await (const entry of tarEntries(Readable.from(chunks), { wants: () => true, maxContent }))
    entries.push(entry);
  return entries;
}
