import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { CacheRecord } from "../../../../src/prewarm/record/schema.ts";
import { cacheFolder, model, version } from "../../../support/stores/cache-folder.ts";
import { gcsStandIn } from "../../../support/stores/gcs.ts";
import { putServer } from "../../../support/stores/put-server.ts";
import { type TestUpload, uploadHere, uploadKilled } from "../../../support/stores/uploader.ts";
import { webHdfsStandIn } from "../../../support/stores/webhdfs.ts";

const folder = mkdtempSync(join(tmpdir(), "nimops-upload-"));
afterAll(() => rmSync(folder, { recursive: true }));

const mebi = 1024 * 1024;
const sizes = {
  "config.json": 700,
  "empty.txt": 0,
  "parts/model-1.safetensors": 20 * mebi + 5,
  "b.bin": 3 * mebi,
};
const small = cacheFolder(join(folder, "small"), sizes);
const total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
const snapshot = `${model}/snapshots/${version}`;

describe("to GCS", () => {
  test("a cache is uploaded, and a second run sends nothing", async () => {
    await using gcs = await gcsStandIn("models");
    const request = {
      from: small.folder,
      to: "gs://models/llama",
      layout: "tree",
      links: "flatten",
      store: { endpoint: gcs.url },
      state: join(folder, "gcs.jsonl"),
    } as const;
    const first = await uploadHere(request);
    expect(first).toMatchObject({ changed: true, bytesMoved: total + 1, bytesThere: 0, files: 5 });
    for (const [name, bytes] of small.files) {
      expect(gcs.objects.get(`llama/${snapshot}/${name}`)?.equals(bytes), name).toBe(true);
    }
    const requests = gcs.requests.length;
    const sent = gcs.sent;
    const second = await uploadHere(request);
    expect(second).toMatchObject({ changed: false, bytesMoved: 0, bytesThere: total + 1 });
    expect(gcs.sent).toBe(sent);
    expect(gcs.requests.slice(requests).filter((line) => !line.startsWith("GET "))).toEqual([]);
  });

  test("an upload that was killed goes on in the same session where the store says", async () => {
    await using gcs = await gcsStandIn("models");
    const request = {
      from: small.folder,
      to: "gs://models/llama",
      layout: "tree",
      links: "flatten",
      store: { endpoint: gcs.url },
      state: join(folder, "gcs-killed.jsonl"),
    } as const;
    await uploadKilled(request, {}, (kill) => gcs.at(18 * mebi, kill));
    expect(gcs.objects.has(`llama/${snapshot}/parts/model-1.safetensors`)).toBe(false);
    const before = gcs.sent;
    const second = await uploadHere(request);
    expect(second).toMatchObject({ changed: true, resumed: 1 });
    expect(second.bytesThere).toBeGreaterThanOrEqual(8 * mebi);
    expect(gcs.sent - before).toBeLessThan(total - 8 * mebi + 100_000);
    for (const [name, bytes] of small.files) {
      expect(gcs.objects.get(`llama/${snapshot}/${name}`)?.equals(bytes), name).toBe(true);
    }
    expect(gcs.objects.has("llama/nim-cache.record.json")).toBe(true);
    expect([...gcs.objects.keys()].filter((key) => key.endsWith(".lease"))).toEqual([]);
  });

  test("a bucket that is not there is named, and none is made", async () => {
    await using gcs = await gcsStandIn("models");
    const request = {
      from: small.folder,
      to: "gs://modles/llama",
      layout: "tree",
      store: { endpoint: gcs.url },
    } as const;
    await expect(uploadHere(request)).rejects.toMatchObject({
      code: "store/no-bucket",
      message: expect.stringContaining('there is no bucket "modles"'),
    });
    expect(gcs.requests.filter((line) => !line.startsWith("GET "))).toEqual([]);
  });
});

describe("to HDFS", () => {
  test("data goes to the data node only, files get their names when they are whole, and a second run sends nothing", async () => {
    await using hdfs = await webHdfsStandIn(["/models"]);
    const request = {
      from: small.folder,
      to: hdfs.url.replace("http:", "webhdfs:").concat("/models/llama"),
      layout: "tree",
      links: "flatten",
      state: join(folder, "hdfs.jsonl"),
    } as const;
    expect(await uploadHere(request)).toMatchObject({ changed: true, bytesMoved: total + 1 });
    for (const [name, bytes] of small.files) {
      expect(hdfs.objects.get(`/models/llama/${snapshot}/${name}`)?.equals(bytes), name).toBe(true);
    }
    expect([...hdfs.objects.keys()].filter((path) => path.endsWith(".part"))).toEqual([]);
    const { sent } = hdfs;
    expect(await uploadHere(request)).toMatchObject({ changed: false, bytesMoved: 0, bytesThere: total + 1 });
    expect(hdfs.sent).toBe(sent);
  });

  test("without its journal, the store's own record says what is there", async () => {
    await using hdfs = await webHdfsStandIn(["/models"]);
    const to = hdfs.url.replace("http:", "webhdfs:").concat("/models/llama");
    const request = { from: small.folder, to, layout: "tree", links: "flatten" } as const;
    await uploadHere({ ...request, state: join(folder, "hdfs-1.jsonl") });
    const second = await uploadHere({ ...request, state: join(folder, "hdfs-2.jsonl") });
    expect(second).toMatchObject({ changed: false, bytesMoved: 0 });
  });

  test("a data node that dies in the middle is asked for anew", async () => {
    await using hdfs = await webHdfsStandIn(["/models"]);
    hdfs.faults.writes = 2;
    const to = hdfs.url.replace("http:", "webhdfs:").concat("/models/llama");
    const result = await uploadHere({
      from: small.folder,
      to,
      layout: "tree",
      state: join(folder, "hdfs-3.jsonl"),
    });
    expect(result.bytesMoved).toBe(2 * total + 1);
  });

  test("an upload that was killed sends again only what was under way", async () => {
    await using hdfs = await webHdfsStandIn(["/models"]);
    const request = {
      from: small.folder,
      to: hdfs.url.replace("http:", "webhdfs:").concat("/models/llama"),
      layout: "tree",
      links: "flatten",
      parallel: 1,
      state: join(folder, "hdfs-killed.jsonl"),
    } as const;
    await uploadKilled(request, {}, (kill) => hdfs.at(18 * mebi, kill));
    const second = await uploadHere(request);
    // `b.bin` and `config.json` come before `parts/`.
    expect(second).toMatchObject({ changed: true, bytesMoved: sizes["parts/model-1.safetensors"] });
    expect(second.bytesThere).toBe(total + 1 - second.bytesMoved);
  });

  test("hdfs:// goes to the name node that is told, and says so where none is", async () => {
    await using hdfs = await webHdfsStandIn(["/models"]);
    const request = { from: small.folder, to: "hdfs:///models/llama", layout: "tree" } as const;
    await expect(uploadHere(request)).rejects.toThrow("does not say where the name node answers HTTP");
    await uploadHere({ ...request, store: { namenode: hdfs.url, hdfsUser: "nim" } });
    expect(hdfs.objects.has("/models/llama/nim-cache.record.json")).toBe(true);
  });

  test("a folder that is not there is named, and none is made", async () => {
    await using hdfs = await webHdfsStandIn(["/models"]);
    const to = hdfs.url.replace("http:", "webhdfs:").concat("/modles/llama");
    await expect(uploadHere({ from: small.folder, to, layout: "tree" })).rejects.toMatchObject({
      code: "store/no-bucket",
      message: expect.stringContaining('there is no folder "/modles"'),
    });
    expect(hdfs.objects.size).toBe(0);
  });
});

describe("over HTTPS", () => {
  test("one archive goes over with its sum beside it, and a second run sends nothing", async () => {
    await using server = await putServer();
    const request = {
      from: small.folder,
      to: `${server.url}/models/llama.tar`,
      layout: "tar",
      state: join(folder, "put.jsonl"),
    } as const;
    const first = await uploadHere(request);
    expect(first).toMatchObject({ changed: true, files: 1, readerUrl: `${server.url}/models/llama.tar` });
    expect([...server.objects.keys()].sort()).toEqual([
      "/models/llama.record.json",
      "/models/llama.tar",
      "/models/llama.tar.sha256",
    ]);
    expect(server.objects.get("/models/llama.tar.sha256")?.toString()).toMatch(
      /^[0-9a-f]{64} {2}llama\.tar\n$/,
    );
    expect(server.objects.get("/models/llama.tar")?.length).toBe(first.bytesMoved);
    const { sent } = server;
    for (const state of ["put.jsonl", "put-2.jsonl"]) {
      const again = await uploadHere({ ...request, state: join(folder, state) });
      expect(again).toMatchObject({ changed: false, bytesMoved: 0, bytesThere: first.bytesMoved });
    }
    expect(server.sent).toBe(sent);
  });

  test("a mirror's keys stay as NIM will ask for them", async () => {
    await using server = await putServer();
    const result = await uploadHere({
      from: small.folder,
      to: `${server.url}/`,
      layout: "nim-mirror",
      state: join(folder, "m.jsonl"),
    });
    expect(
      server.objects.has("/nim%2Fmeta%2Fllama3-8b-instruct%3Ahf-1d54af3-nim1.5%2B%3Ffile%3Dconfig.json"),
    ).toBe(true);
    expect(server.objects.has("/nim-cache.records/small.json")).toBe(true);
    expect(result.warnings).toContainEqual(expect.stringContaining("the names of versions"));
    expect(result.warnings).toContainEqual(expect.stringContaining("cannot keep two uploads apart"));
  });

  test("layouts of many files are refused: a reader fetches one", async () => {
    await using server = await putServer();
    const request = { from: small.folder, to: `${server.url}/models/`, layout: "tree" } as const;
    await expect(uploadHere(request)).rejects.toThrow("over HTTPS a reader fetches one file");
  });

  test("a folder that is not there is told, and credentials go where they are not seen", async () => {
    await using server = await putServer();
    const request = { from: small.folder, to: `${server.url}/missing/llama.tar`, layout: "tar" } as const;
    const env = { NIMOPS_HTTP_USER: "nim", NIMOPS_HTTP_PASSWORD: "hunter-2-hunter-2" };
    const failure = await uploadHere({ ...request, state: join(folder, "missing.jsonl") }, env).catch(
      (error) => error,
    );
    expect(failure).toMatchObject({ code: "store/no-bucket" });
    expect(new Set(server.authorizations)).toEqual(new Set([`Basic ${btoa("nim:hunter-2-hunter-2")}`]));
    expect(JSON.stringify([failure.message, failure.help])).not.toContain("hunter");
    expect(readFileSync(join(folder, "missing.jsonl"), "utf8")).not.toContain("hunter");
  });
});

test("a cache that is not what its record says is not uploaded", async () => {
  await using hdfs = await webHdfsStandIn(["/models"]);
  const cache = cacheFolder(join(folder, "recorded"), { "config.json": 100, "model.bin": 9 * mebi });
  const to = hdfs.url.replace("http:", "webhdfs:").concat("/models/llama");
  const { contents } = await uploadHere({
    from: cache.folder,
    to,
    layout: "tree",
    state: join(folder, "r1.jsonl"),
  });
  const record: CacheRecord = {
    version: 1,
    tool: "nimops 0.0.0",
    image: { reference: "nvcr.io/nim/meta/llama3-8b-instruct:1.8" },
    protocol: "legacy",
    profiles: [{ id: "a".repeat(64) }],
    files: [...contents],
    totals: {},
  };
  const blob = contents.find((file) => file.kind === "file" && file.size === 9 * mebi)?.path ?? "";
  const bytes = readFileSync(join(cache.folder, blob));
  bytes[4_000_000] = (bytes[4_000_000] ?? 0) ^ 1;
  writeFileSync(join(cache.folder, blob), bytes);
  const again: TestUpload = {
    from: cache.folder,
    to,
    layout: "tree",
    record,
  };
  await expect(uploadHere({ ...again, state: join(folder, "r1.jsonl") })).rejects.toMatchObject({
    code: "cache/corrupt",
    message: `${JSON.stringify(blob)} is not what the cache's record says: its bytes are others`,
  });
  writeFileSync(join(cache.folder, blob), bytes.subarray(0, 1000));
  await expect(uploadHere({ ...again, state: join(folder, "r1.jsonl") })).rejects.toMatchObject({
    message: `${JSON.stringify(blob)} is not what the cache's record says: it has 1000 bytes, not ${9 * mebi}`,
  });
  rmSync(join(cache.folder, blob));
  await expect(uploadHere({ ...again, state: join(folder, "r1.jsonl") })).rejects.toMatchObject({
    code: "cache/missing",
  });
});
