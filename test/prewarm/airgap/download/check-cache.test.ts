import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkCache } from "../../../../src/prewarm/airgap/download/check-cache.ts";
import { grown } from "../../../../src/prewarm/airgap/download/grown.ts";
import { safetensorsFault } from "../../../../src/prewarm/airgap/download/safetensors.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-cache-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const expected = [{ model: "nim/meta/x", version: "1.0+", files: ["config.json", "a/model.safetensors"] }];
const hub = "ngc/hub/models--nim--meta--x";

function put(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

function link(path: string, target: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  symlinkSync(target, join(folder, path));
}

/** A file of weights as long as its header says. */
function weights(size: number): Buffer {
  const header = Buffer.from(JSON.stringify({ w: { dtype: "U8", shape: [size], data_offsets: [0, size] } }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(size)]);
}

function fill(top = ""): void {
  put(`${top}${hub}/blobs/1`, "{}");
  put(`${top}${hub}/blobs/2`, weights(1000));
  link(`${top}${hub}/snapshots/1.0+/config.json`, "../../blobs/1");
  link(`${top}${hub}/snapshots/1.0+/a/model.safetensors`, "../../../blobs/2");
}

const codes = async (what = expected) => (await checkCache(folder, what)).problems.map(({ code }) => code);

describe("a cache", () => {
  test("is whole with all files of its profiles, wherever ngc/hub is", async () => {
    fill();
    expect(await checkCache(folder, expected)).toMatchObject({ files: 2, problems: [], leftovers: [] });
    rmSync(join(folder, "ngc"), { recursive: true });
    fill("nim-nvidia-x/");
    expect(await codes()).toEqual([]);
  });

  test("is none where nothing is in it, or nothing but empty files", async () => {
    expect(await codes()).toEqual(["download/nothing"]);
    put("refs/main", "");
    expect(await codes([])).toEqual(["download/nothing"]);
  });

  test("misses a file of a profile by its name", async () => {
    fill();
    rmSync(join(folder, hub, "snapshots/1.0+/config.json"));
    const { problems } = await checkCache(folder, expected);
    expect(problems).toMatchObject([{ code: "cache/missing", path: `${hub}/snapshots/1.0+/config.json` }]);
    expect(await codes([{ model: "nim/meta/x", version: "2.0", files: ["a", "b"] }])).toEqual([
      "cache/missing",
    ]);
  });

  test("has links that lead nowhere, out of it, or in a circle", async () => {
    fill();
    for (const target of ["../../blobs/3", "/etc/hostname", "../../../../../../etc/hostname", "b"]) {
      link(`${hub}/snapshots/1.0+/b`, target);
      expect(await codes()).toEqual(["cache/broken-link"]);
      rmSync(join(folder, hub, "snapshots/1.0+/b"));
    }
  });

  test("tells what an interrupted download left, and its own record is none of it", async () => {
    fill();
    put("ngc/hub/tmp/abc", "x");
    put("huggingface/hub/blobs/1.incomplete", "x");
    put("nim-cache.record.json", "{}");
    const { leftovers, files } = await checkCache(folder, expected);
    expect(leftovers).toEqual(["huggingface/hub/blobs/1.incomplete", "ngc/hub/tmp/abc"]);
    expect(files).toBe(4);
  });

  test("has weights that were cut off, and stubs of weights", async () => {
    fill();
    truncateSync(join(folder, hub, "blobs/2"), 800);
    const { problems } = await checkCache(folder, expected);
    expect(problems).toMatchObject([
      { code: "cache/corrupt", path: `${hub}/snapshots/1.0+/a/model.safetensors` },
    ]);
    truncateSync(join(folder, hub, "blobs/2"), 90);
    expect(await codes()).toEqual(["cache/suspicious-size"]);
    put(`${hub}/blobs/2`, "version https://git-lfs.github.com/spec/v1\n");
    expect(await codes()).toEqual(["cache/suspicious-size"]);
  });
});

test("a header of weights that is no JSON is told", async () => {
  const broken = weights(10);
  broken[8] = 0x78;
  put("a.safetensors", broken);
  const fault = await safetensorsFault(join(folder, "a.safetensors"), broken.length);
  expect(fault).toMatchObject({ code: "cache/corrupt" });
  put("b.safetensors", weights(10));
  expect(await safetensorsFault(join(folder, "b.safetensors"), weights(10).length)).toBeUndefined();
});

test("growth counts what is there, and a folder that is not there has none", async () => {
  fill();
  expect(await grown(folder)).toEqual({ files: 2, bytes: 2 + weights(1000).length });
  expect(await grown(join(folder, "absent"))).toEqual({ files: 0, bytes: 0 });
});
