import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openStore } from "../../src/prewarm/store/open-store.ts";
import type { StoreOptions } from "../../src/prewarm/store/store-options.ts";
import { cacheFolder, model, version } from "../support/stores/cache-folder.ts";
import { type TestUpload, uploadHere, uploadKilled } from "../support/stores/uploader.ts";
import { type CountingProxy, countingProxy } from "./support/stores/counting-proxy.ts";
import type { ServerProcess } from "./support/stores/server-process.ts";
import {
  azureAccount,
  s3Credentials,
  startAzurite,
  startGcs,
  startS3,
  startWebDav,
} from "./support/stores/servers.ts";

const folder = mkdtempSync(join(tmpdir(), "nimops-uploads-"));
const running: AsyncDisposable[] = [];
const started = <T extends AsyncDisposable>(server: T): T => {
  running.push(server);
  return server;
};

const mebi = 1024 * 1024;
const sizes = {
  "config.json": 700,
  "empty.txt": 0,
  "model-1.safetensors": 40 * mebi + 5,
  "z/tokenizer.bin": 3 * mebi,
};
const cache = cacheFolder(join(folder, "llama"), sizes);
/** With the name of the version, which has one byte. */
const total = Object.values(sizes).reduce((sum, size) => sum + size, 1);
const snapshot = `${model}/snapshots/${version}`;

let s3: ServerProcess;
let azure: ServerProcess;
let gcs: ServerProcess;
let s3Proxy: CountingProxy;
let azureProxy: CountingProxy;
let gcsProxy: CountingProxy;
let davProxy: CountingProxy;

beforeAll(async () => {
  Object.assign(process.env, s3Credentials);
  s3 = started(await startS3(join(folder, "s3"), ["models", "mirror"]));
  azure = started(await startAzurite());
  gcs = started(await startGcs(join(folder, "gcs"), ["models"]));
  s3Proxy = started(await countingProxy(s3.url));
  azureProxy = started(await countingProxy(azure.url));
  gcsProxy = started(await countingProxy(gcs.url));
  davProxy = started(await countingProxy(started(await startWebDav(join(folder, "dav"))).url));
  const account = new StorageSharedKeyCredential(azureAccount.name, azureAccount.key);
  await new BlobServiceClient(`${azure.url}/${azureAccount.name}`, account)
    .getContainerClient("models")
    .create();
});
afterAll(async () => {
  for (const server of running.reverse()) await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const azureUrl = `https://${azureAccount.name}.blob.core.windows.net/models`;

interface Target {
  readonly name: string;
  readonly to: string;
  readonly env: Readonly<Record<string, string>>;
  readonly store: () => StoreOptions;
  readonly proxy: () => CountingProxy;
}

const targets: readonly Target[] = [
  {
    name: "S3",
    to: "s3://models",
    env: s3Credentials,
    store: () => ({ endpoint: s3Proxy.url }),
    proxy: () => s3Proxy,
  },
  {
    name: "Azure",
    to: azureUrl,
    env: { AZURE_STORAGE_KEY: azureAccount.key },
    store: () => ({ endpoint: `${azureProxy.url}/${azureAccount.name}` }),
    proxy: () => azureProxy,
  },
];

describe.each(targets)("to $name", ({ to, env, store, proxy }) => {
  // A second try finds nothing of the first.
  let turn = 0;
  beforeEach(() => {
    turn += 1;
  });
  const request = (name: string): TestUpload => ({
    from: cache.folder,
    to: `${to}/${name}`,
    layout: "tree",
    links: "flatten",
    store: store(),
    state: join(folder, `${name}-${to.length}.jsonl`),
  });

  const assertThere = async (name: string) => {
    const opened = await openStore(`${to}/${name}`, store(), { env });
    const objects = new Map<string, number>();
    for await (const { key, size } of opened.list?.("") ?? []) objects.set(key, size);
    expect([...objects.keys()].sort()).toEqual(
      [
        ...[...cache.files.keys()].map((file) => `${snapshot}/${file}`),
        `${model}/refs/${version}`,
        "nim-cache.record.json",
      ].sort(),
    );
    for (const [file, bytes] of cache.files) {
      const pieces: Uint8Array[] = [];
      if (bytes.length > 0) for await (const piece of opened.read(`${snapshot}/${file}`)) pieces.push(piece);
      expect(Buffer.concat(pieces).equals(bytes), file).toBe(true);
    }
    opened.close();
  };

  test("all arrives, the second run sends no data and writes nothing", async () => {
    const name = `twice-${turn}`;
    const first = await uploadHere(request(name), env);
    expect(first).toMatchObject({ changed: true, bytesMoved: total, bytesThere: 0, files: 5 });
    await assertThere(name);
    proxy().reset();
    const second = await uploadHere(request(name), env);
    expect(second).toMatchObject({ changed: false, bytesMoved: 0, bytesThere: total });
    expect(proxy().sent).toBe(0);
    expect(proxy().requests.filter((line) => !/^(?:GET|HEAD) /.test(line))).toEqual([]);
    // One list, a look at each object at most, and the record.
    expect(proxy().requests.length).toBeLessThanOrEqual(5 + 4);
    // Without the journal: what the store keeps is enough.
    const third = await uploadHere(
      { ...request(name), state: join(folder, `third-${turn}-${to.length}.jsonl`) },
      env,
    );
    expect(third).toMatchObject({ changed: false, bytesMoved: 0 });
  });

  test.each([6, 20, 36])("killed after %i MiB it goes on where it was", async (reached) => {
    const name = `killed-${reached}-${turn}`;
    proxy().reset();
    await uploadKilled(request(name), env, (kill) => proxy().at(reached * mebi, kill));
    const opened = await openStore(`${to}/${name}`, store(), { env });
    expect(await opened.head(`${snapshot}/model-1.safetensors`)).toBeUndefined();
    expect(await opened.head("nim-cache.record.json")).toBeUndefined();
    proxy().reset();
    const second = await uploadHere(request(name), env);
    expect(second.changed).toBe(true);
    expect(second.bytesMoved + second.bytesThere).toBe(total);
    // At most eight parts of 8 MiB were under way.
    if (reached === 36) expect(second).toMatchObject({ resumed: 1 });
    // What a busy machine makes the SDK send twice is no more than a part.
    expect(proxy().sent).toBeLessThan(second.bytesMoved + 9 * mebi);
    await assertThere(name);
    proxy().reset();
    expect(await uploadHere(request(name), env)).toMatchObject({ changed: false, bytesMoved: 0 });
    expect(proxy().sent).toBe(0);
  });

  test("a file that was exchanged after the kill starts anew", async () => {
    const other = cacheFolder(join(folder, `other-${turn}-${to.length}`), {
      "model-1.safetensors": 40 * mebi,
    });
    const wanted = { ...request(`exchanged-${turn}`), from: other.folder };
    proxy().reset();
    await uploadKilled(wanted, env, (kill) => proxy().at(36 * mebi, kill));
    const blob = join(other.folder, model, "blobs", "0".padStart(32, "c"));
    const bytes = readFileSync(blob);
    bytes[7] = (bytes[7] ?? 0) ^ 1;
    writeFileSync(blob, bytes);
    const second = await uploadHere(wanted, env);
    expect(second.resumed).toBe(0);
    expect(second.bytesMoved).toBeGreaterThanOrEqual(40 * mebi);
  });

  test("while one uploads, another is told who does, and a dead one gives way when it is told to", async () => {
    const name = `leased-${turn}`;
    proxy().reset();
    await uploadKilled(request(name), env, (kill) => proxy().at(20 * mebi, kill));
    const elsewhere = { ...request(name), state: join(folder, `elsewhere-${turn}-${to.length}.jsonl`) };
    await expect(uploadHere(elsewhere, env)).rejects.toMatchObject({ code: "store/busy" });
    await expect(uploadHere({ ...elsewhere, breakLease: true }, env)).rejects.toMatchObject({
      code: "store/busy",
    });
    const later = { now: () => Date.now() + 11 * 60_000 };
    const told = await uploadHere(elsewhere, env, later).catch((error) => error);
    expect(told).toMatchObject({ code: "store/busy", help: expect.stringContaining("--break-lease") });
    const result = await uploadHere({ ...elsewhere, breakLease: true }, env, later);
    expect(result).toMatchObject({ changed: true, resumed: 0 });
    await assertThere(name);
  });

  test("a dry run says what would move, and writes nothing", async () => {
    proxy().reset();
    const result = await uploadHere({ ...request(`dry-${turn}`), dryRun: true }, env);
    expect(result).toMatchObject({ changed: false, bytesMoved: total, bytesThere: 0 });
    expect(proxy().requests.filter((line) => !/^(?:GET|HEAD) /.test(line))).toEqual([]);
  });
});

test("an archive in S3 that was cut off goes on where it was, though no archive is on disk", async () => {
  const request: TestUpload = {
    from: cache.folder,
    to: "s3://models/archives/llama.tar",
    layout: "tar",
    store: { endpoint: s3Proxy.url },
    // So that some parts are whole when it is killed.
    parallel: 2,
    state: join(folder, "archive.jsonl"),
  };
  s3Proxy.reset();
  await uploadKilled(request, s3Credentials, (kill) => s3Proxy.at(36 * mebi, kill));
  const result = await uploadHere(request);
  expect(result).toMatchObject({ changed: true, resumed: 1, readerUrl: request.to });
  expect(result.bytesThere).toBeGreaterThanOrEqual(8 * mebi);
  const archive = readFileSync(join(folder, "s3/models/archives/llama.tar"));
  const store = await openStore("s3://models/archives", { endpoint: s3.url }, { env: process.env });
  const sha256 = createHash("sha256").update(archive).digest("hex");
  expect(await store.head("llama.tar")).toMatchObject({ size: archive.length, sha256 });
  expect(await uploadHere(request)).toMatchObject({ changed: false, bytesMoved: 0 });
});

test("an appliance that knows neither lists of parts nor conditions still gets all, file by file anew after a kill", async () => {
  await using old = await countingProxy(s3.url);
  old.intercept = (method, url, headers) => {
    if (method === "GET" && /[?&]uploadId=/.test(url)) return 405;
    if (method === "GET" && /[?&]uploads/.test(url)) return 501;
    return headers["if-none-match"] === undefined ? undefined : 501;
  };
  const request: TestUpload = {
    from: cache.folder,
    to: "s3://models/old",
    layout: "tree",
    links: "flatten",
    store: { endpoint: old.url },
    state: join(folder, "old.jsonl"),
  };
  await uploadKilled(request, s3Credentials, (kill) => old.at(36 * mebi, kill));
  const result = await uploadHere(request);
  expect(result).toMatchObject({ changed: true, resumed: 0 });
  expect(result.warnings).toContainEqual(expect.stringContaining("cannot keep two uploads apart"));
  expect(await uploadHere(request)).toMatchObject({ changed: false, bytesMoved: 0 });
});

test("an appliance that keeps no hashes, or garbles what it gets, is found out", async () => {
  await using bad = await countingProxy(s3.url);
  const request: TestUpload = {
    from: cache.folder,
    to: "s3://models/bad",
    layout: "tree",
    store: { endpoint: bad.url },
    state: join(folder, "bad.jsonl"),
  };
  bad.strip = "x-amz-meta-sha256";
  await expect(uploadHere(request)).rejects.toMatchObject({
    code: "store/corrupt",
    message: expect.stringContaining("the SHA-256 that was sent along was not kept"),
  });
});

test("parts that an earlier upload left in S3 without a journal are removed", async () => {
  const request: TestUpload = {
    from: cache.folder,
    to: "s3://models/orphans",
    layout: "tree",
    store: { endpoint: s3Proxy.url },
    state: join(folder, "orphans.jsonl"),
  };
  s3Proxy.reset();
  await uploadKilled(request, s3Credentials, (kill) => s3Proxy.at(30 * mebi, kill));
  const store = await openStore(request.to, { endpoint: s3.url }, { env: process.env });
  const unfinished = async () => {
    const keys: string[] = [];
    if (store.large.by === "parts")
      for await (const { key } of store.large.unfinished?.("") ?? []) keys.push(key);
    return keys;
  };
  expect(await unfinished()).not.toEqual([]);
  rmSync(join(folder, "orphans.jsonl"));
  const later = { now: () => Date.now() + 11 * 60_000 };
  await uploadHere({ ...request, breakLease: true }, s3Credentials, later);
  expect(await unfinished()).toEqual([]);
});

test("a mirror lies at the root of its bucket under the keys that NIM computes, and a prefix is refused", async () => {
  const request: TestUpload = {
    from: cache.folder,
    to: "s3://mirror",
    layout: "nim-mirror",
    store: { endpoint: s3.url },
    state: join(folder, "mirror.jsonl"),
  };
  await expect(uploadHere({ ...request, to: "s3://mirror/llama" })).rejects.toThrow(
    "at the bucket's root only",
  );
  const result = await uploadHere(request);
  expect(result.readerUrl).toBe("s3://mirror/");
  const store = await openStore("s3://mirror", { endpoint: s3.url }, { env: process.env });
  // As NIM does it: the source's URI, encoded, is the key.
  for (const [file, bytes] of cache.files) {
    const key = encodeURIComponent(`nim/meta/llama3-8b-instruct:${version}?file=${file}`);
    const pieces: Uint8Array[] = [];
    if (bytes.length > 0) for await (const piece of store.read(key)) pieces.push(piece);
    expect((await store.head(key))?.size, key).toBe(bytes.length);
    expect(Buffer.concat(pieces).equals(bytes), key).toBe(true);
  }
});

test("to GCS (fake-gcs-server) all arrives, and the second run sends no data", async () => {
  const request: TestUpload = {
    from: cache.folder,
    to: "gs://models/llama",
    layout: "tree",
    store: { endpoint: gcsProxy.url },
    state: join(folder, "gcs.jsonl"),
  };
  const doubled = 2 * total - 1;
  expect(await uploadHere(request)).toMatchObject({
    changed: true,
    bytesMoved: doubled,
    doubledBytes: total - 1,
  });
  gcsProxy.reset();
  expect(await uploadHere(request)).toMatchObject({ changed: false, bytesMoved: 0, bytesThere: doubled });
  expect(gcsProxy.sent).toBe(0);
});

test("to a WebDAV server one archive arrives; killed, it is sent again and ends the same", async () => {
  const request: TestUpload = {
    from: cache.folder,
    to: `${davProxy.url}/llama.tar`,
    layout: "tar",
    state: join(folder, "dav.jsonl"),
  };
  davProxy.reset();
  await uploadKilled(request, {}, (kill) => davProxy.at(20 * mebi, kill));
  const first = await uploadHere(request);
  expect(first).toMatchObject({ changed: true, files: 1, bytesThere: 0 });
  davProxy.reset();
  expect(await uploadHere(request)).toMatchObject({
    changed: false,
    bytesMoved: 0,
    bytesThere: first.bytesMoved,
  });
  expect(davProxy.sent).toBe(0);
});
