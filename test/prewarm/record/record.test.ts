import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { blake3 } from "hash-wasm";
import { describe, expect, test } from "vitest";
import { filesIn } from "../../../src/prewarm/record/of-folder.ts";
import { parseRecord, readRecord } from "../../../src/prewarm/record/read.ts";
import { type CacheRecord, recordFileName } from "../../../src/prewarm/record/schema.ts";
import { recordText } from "../../../src/prewarm/record/text.ts";
import { walk } from "../../../src/prewarm/record/walk.ts";
import { writeRecord } from "../../../src/prewarm/record/write.ts";
import { blobs, CacheFolder, snapshot } from "../../support/cache-folder.ts";

describe("the record of a cache", () => {
  test("names every file and link, sorted, and not itself", async () => {
    using folder = new CacheFolder();
    const { files = [], totals } = await folder.recorded();
    expect(files.map(({ path, kind }) => `${kind} ${path}`)).toEqual([
      `file ${blobs}/aa`,
      `file ${blobs}/bb`,
      `file ${blobs}/empty`,
      "file ngc/hub/models--nim--meta--llama/refs/v1+x",
      `link ${snapshot}/__init__.py`,
      `link ${snapshot}/config.json`,
      `link ${snapshot}/model.safetensors`,
    ]);
    expect(totals).toEqual({ files: 4, bytes: 806 });
    expect(await filesIn(folder.cache)).toEqual(files);
  });

  test("has the vendor's own hashes of the files that checksums.blake3 lists, and only where they are right", async () => {
    using folder = new CacheFolder();
    const weights = await blake3("weights ".repeat(100));
    const listed = `${weights}  model.safetensors\n${await blake3("x")}  never-downloaded.json\nno line of a list\n${"0".repeat(64)}  ../../../../../../outside\n`;
    folder.write(`cache/${blobs}/cc`, listed);
    folder.link(`cache/${snapshot}/checksums.blake3`, "../../blobs/cc");
    const files = await filesIn(folder.cache);
    expect(
      files.flatMap((file) => (file.kind === "file" && file.blake3 ? [file.path, file.blake3] : [])),
    ).toEqual([`${blobs}/aa`, weights]);
    const known = await filesIn(folder.cache, {
      known: ({ path }) => files.filter((file) => file.kind === "file").find((file) => file.path === path),
      onBytes: () => expect.unreachable("nothing is read again"),
    });
    expect(known).toEqual(files);
    folder.write(`cache/${blobs}/aa`, "Weights ".repeat(100));
    await expect(filesIn(folder.cache)).rejects.toThrow(
      `"${blobs}/aa" is not what its vendor says: BLAKE3 ${await blake3("Weights ".repeat(100))}, and ${snapshot}/checksums.blake3 lists ${weights}`,
    );
  });

  test("reads back as it was written, and is written only where it says something else", async () => {
    using folder = new CacheFolder();
    const record = await folder.record();
    expect(await writeRecord(folder.cache, record)).toBe(true);
    expect(await readRecord(folder.cache)).toEqual(record);
    expect(await writeRecord(folder.cache, record)).toBe(false);
    expect(readdirSync(folder.cache).sort()).toEqual(["ngc", recordFileName].sort());
  });

  test("is the same bytes in whatever order its parts come", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(["b", "a", "c/d", "c"], { minLength: 4 }), (paths) => {
        const files = paths.map((path) => ({ path, kind: "file" as const, size: 1, sha256: "0".repeat(64) }));
        const profiles = paths.map((id) => ({
          id,
          tags: Object.fromEntries(paths.map((tag) => [tag, "x"])),
        }));
        expect(recordText(recordOf({ files, profiles }))).toBe(
          recordText(recordOf({ files: files.toReversed(), profiles: profiles.toReversed() })),
        );
      }),
    );
  });

  test("holds no time: the same cache is the same record", async () => {
    using one = new CacheFolder();
    using other = new CacheFolder();
    expect(recordText(await one.record())).toBe(recordText(await other.record()));
  });

  test.each([
    ["half of it", (text: string) => text.slice(0, text.length / 2), /not JSON/],
    ["another version", (text: string) => text.replace('"version": 1', '"version": 2'), /version/],
    [
      "a path that leaves the cache",
      (text: string) => text.replace(`${blobs}/aa`, "../../etc/passwd"),
      /\.\./,
    ],
    ["an absolute path", (text: string) => text.replace(`${blobs}/aa`, "/etc/passwd"), /relative path/],
    [
      "a hash that is none",
      (text: string) => text.replace(/"sha256": "[0-9a-f]+"/, '"sha256": "x"'),
      /hexadecimal/,
    ],
    ["a file twice", (text: string) => text.replace(`${blobs}/bb`, `${blobs}/aa`), /twice/],
    [
      "a tag that a schema skips",
      (text: string) => text.replace('"profiles": [', '"profiles": [{"id": "x", "tags": {"__proto__": ""}},'),
      /profiles\[0\]\.tags\.__proto__: there is no such field/,
    ],
    ["a setting that nobody knows", (text: string) => text.replace('"tool"', '"__proto__": {}, "tool"'), /./],
  ])("is refused with %s", async (_what, change, why) => {
    using folder = new CacheFolder();
    const text = change(recordText(await folder.record()));
    expect(() => parseRecord(text, "record.json")).toThrow(why);
    writeFileSync(join(folder.cache, recordFileName), text);
    await expect(readRecord(folder.cache)).rejects.toMatchObject({ code: "record/invalid" });
  });

  test("is not read through a link", async () => {
    using folder = new CacheFolder();
    const elsewhere = folder.write("elsewhere.json", recordText(await folder.record()));
    symlinkSync(elsewhere, join(folder.cache, recordFileName));
    await expect(readRecord(folder.cache)).rejects.toMatchObject({ code: "record/invalid" });
  });

  test("is absent where nobody wrote one", async () => {
    using folder = new CacheFolder();
    expect(await readRecord(folder.cache)).toBeUndefined();
  });
});

describe("a walk through a folder", () => {
  test("refuses a socket, which no store can hold", async () => {
    using folder = new CacheFolder();
    const server = createServer().listen(join(folder.cache, "s"));
    await new Promise((resolve) => server.once("listening", resolve));
    await expect(walk(folder.cache)).rejects.toMatchObject({ code: "cache/unsafe" });
    server.close();
  });

  test("has an end, however deep or wide the folder is", async () => {
    using folder = new CacheFolder();
    await expect(walk(folder.cache, { most: 3 })).rejects.toMatchObject({ code: "cache/unsafe" });
    mkdirSync(join(folder.cache, ...new Array(70).fill("d")), { recursive: true });
    await expect(walk(folder.cache)).rejects.toThrow(/deeper/);
  });

  test("tells links and does not follow them", async () => {
    using folder = new CacheFolder();
    folder.link("cache/loop", ".");
    const found = await walk(folder.cache);
    expect(found.find(({ path }) => path === "loop")).toEqual({ path: "loop", kind: "link", target: "." });
  });
});

function recordOf(differs: Partial<CacheRecord>): CacheRecord {
  return {
    version: 1,
    tool: "nimops test",
    image: { reference: "nvcr.io/nim/meta/llama:1.0" },
    protocol: "legacy",
    profiles: [],
    totals: {},
    ...differs,
  };
}
