import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Journal } from "../../../../src/prewarm/airgap/upload/journal.ts";

const folder = mkdtempSync(join(tmpdir(), "nimops-journal-"));
afterAll(() => rmSync(folder, { recursive: true }));

const about = { from: "/caches/llama", to: "s3://models/llama/" };
const sha256 = "ab".repeat(32);
const state = { size: 7, mtime: 1.5, ctime: 2.5, inode: 9 };
const begun = { begun: "big.bin", upload: "upload-1", size: 20, sha256, partSize: 8 };

test("what was told is known to the process that goes on", async () => {
  const file = join(folder, "a.jsonl");
  const first = await Journal.open(file, about);
  await first.tell({ hashed: "a.bin", ...state, sha256 });
  await first.tell(begun);
  await Promise.all(
    [2, 1].map((number) => first.tell({ part: "big.bin", number, receipt: `etag-${number}` })),
  );
  await first.tell({ stored: "a.bin", size: 7, sha256 });
  await first.close();
  const second = await Journal.open(file, about);
  expect(second.id).toBe(first.id);
  expect(second.state.hashOf("a.bin", state)).toBe(sha256);
  expect(second.state.hashOf("a.bin", { ...state, mtime: 3 })).toBeUndefined();
  expect(second.state.begun("big.bin")).toMatchObject({ upload: "upload-1", partSize: 8 });
  expect(second.state.begun("big.bin")?.receipts).toEqual(
    new Map([
      [1, "etag-1"],
      [2, "etag-2"],
    ]),
  );
  expect(second.state.stored("a.bin")).toEqual({ size: 7, sha256 });
  await second.close();
});

test("a line that was cut off by a kill is not believed, and all before it is", async () => {
  const file = join(folder, "torn.jsonl");
  const first = await Journal.open(file, about);
  await first.tell(begun);
  await first.tell({ part: "big.bin", number: 1, receipt: "etag-1" });
  await first.close();
  const text = readFileSync(file, "utf8");
  for (let length = text.length - 1; length > text.indexOf("\n"); length -= 7) {
    writeFileSync(file, text.slice(0, length));
    const again = await Journal.open(file, about);
    const receipts = again.state.begun("big.bin")?.receipts.size ?? 0;
    expect(receipts).toBeLessThanOrEqual(1);
    await again.close();
    writeFileSync(file, text);
  }
});

test("it does not grow from run to run, and nobody else may read it", async () => {
  const file = join(folder, "small.jsonl");
  for (let run = 0; run < 5; run += 1) {
    const journal = await Journal.open(file, about);
    await journal.tell(begun);
    for (let number = 1; number < 9; number += 1)
      await journal.tell({ part: "big.bin", number, receipt: "r" });
    await journal.tell({ stored: "big.bin", size: 20, sha256 });
    await journal.close();
  }
  const journal = await Journal.open(file, about);
  await journal.close();
  expect(readFileSync(file, "utf8").trimEnd().split("\n")).toHaveLength(2);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("one of another upload is begun anew, and a file that is none is left alone", async () => {
  const file = join(folder, "other.jsonl");
  const first = await Journal.open(file, about);
  await first.tell({ stored: "a.bin", size: 7, sha256 });
  await first.close();
  const other = await Journal.open(file, { ...about, to: "s3://other/" });
  expect(other.id).not.toBe(first.id);
  expect(other.state.stored("a.bin")).toBeUndefined();
  await other.close();
  for (const text of ["kind: NIMCache\n", '{"nimopsUpload":2}\n', "\u0000\u0000\n"]) {
    const theirs = join(folder, "theirs.yaml");
    writeFileSync(theirs, text);
    await expect(Journal.open(theirs, about)).rejects.toThrow("its first line is not that of a journal");
    expect(readFileSync(theirs, "utf8")).toBe(text);
  }
});
