import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "../../src/prewarm/store/open-store.ts";
import { cacheFolder, model, version } from "../support/stores/cache-folder.ts";
import { putServer } from "../support/stores/put-server.ts";
import { uploadHere } from "../support/stores/uploader.ts";
import type { ServerProcess } from "./support/stores/server-process.ts";
import { s3Credentials, startS3 } from "./support/stores/servers.ts";

const folder = mkdtempSync(join(tmpdir(), "nimops-readers-"));
const cache = cacheFolder(join(folder, "llama"), {
  "config.json": 700,
  "a/model-1.safetensors": 9 * 1024 * 1024,
});
const neighbour = cacheFolder(join(folder, "llama-2"), { "config.json": 50 });
const snapshot = `${model}/snapshots/${version}`;
let s3: ServerProcess;

beforeAll(async () => {
  Object.assign(process.env, s3Credentials);
  s3 = await startS3(join(folder, "s3"), ["models"]);
});
afterAll(async () => {
  await s3[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

/**
 * What KServe's storage initializer does with an s3:// URI (kserve_storage.py, _download_s3): everything whose key starts with the text,
 * without what is empty or ends in a slash; an exact key alone; an archive that is alone is unpacked.
 */
async function kserveReads(uri: string, into: string): Promise<void> {
  const [, bucket, path = ""] = /^s3:\/\/([^/]+)\/(.*)$/.exec(uri) ?? [];
  const store = await openStore(`s3://${bucket}`, { endpoint: s3.url }, { env: process.env });
  const targets: string[] = [];
  const found: { key: string; size: number }[] = [];
  for await (const object of store.list?.(path) ?? []) found.push(object);
  for (const { key, size } of found.sort((one, other) => (one.key < other.key ? -1 : 1))) {
    if (key.endsWith("/") || size === 0) continue;
    const isExact = key === path;
    const target = join(into, isExact ? basename(key) : key.slice(path.length).replace(/^\/+/, ""));
    mkdirSync(dirname(target), { recursive: true });
    const pieces: Uint8Array[] = [];
    for await (const piece of store.read(key)) pieces.push(piece);
    writeFileSync(target, Buffer.concat(pieces));
    targets.push(target);
    if (isExact) break;
  }
  const [only] = targets;
  if (targets.length === 1 && only?.endsWith(".tar")) unpack(only, into);
}

/** `tarfile.extractall(filter="data")`, which refuses what leaves the folder, devices and the like. */
function unpack(archive: string, into: string): void {
  const script = "import sys, tarfile; tarfile.open(sys.argv[1]).extractall(sys.argv[2], filter='data')";
  const { status, stderr } = spawnSync("python3", ["-c", script, archive, into], { encoding: "utf8" });
  if (status !== 0) throw new Error(`python3 (3.11.4 or newer) cannot unpack it: ${stderr}`);
  rmSync(archive);
}

const assertSnapshot = (into: string) => {
  for (const [name, bytes] of cache.files) {
    expect(readFileSync(join(into, snapshot, name)).equals(bytes), name).toBe(true);
  }
};

test.each(["dup", "flatten"] as const)(
  "KServe finds every file of a tree (%s) where it was",
  async (links) => {
    const to = `s3://models/${links}/llama`;
    const { readerUrl } = await uploadHere({
      from: cache.folder,
      to,
      layout: "tree",
      links,
      store: { endpoint: s3.url },
    });
    await uploadHere({ from: neighbour.folder, to: `${to}-2`, layout: "tree", store: { endpoint: s3.url } });
    const into = join(folder, `read-${links}`);
    await kserveReads(readerUrl, into);
    assertSnapshot(into);
    expect(readFileSync(join(into, "nim-cache.record.json"), "utf8")).toContain(`"layout": "tree"`);
  },
);

test("KServe unpacks an archive in S3, links and all, though its record lies beside it", async () => {
  const to = "s3://models/tar/llama.tar";
  const { readerUrl } = await uploadHere({
    from: cache.folder,
    to,
    layout: "tar",
    store: { endpoint: s3.url },
  });
  expect(readerUrl).toBe(to);
  const into = join(folder, "read-tar");
  await kserveReads(readerUrl, into);
  assertSnapshot(into);
});

test("KServe unpacks an archive that it fetches over HTTP", async () => {
  await using server = await putServer();
  const to = `${server.url}/llama.tar`;
  const { readerUrl } = await uploadHere({
    from: cache.folder,
    to,
    layout: "tar",
    state: join(folder, "http.jsonl"),
  });
  const into = join(folder, "read-http");
  mkdirSync(into);
  const archive = join(into, "llama.tar");
  writeFileSync(archive, Buffer.from(await (await fetch(readerUrl)).arrayBuffer()));
  unpack(archive, into);
  assertSnapshot(into);
});

test("who gives KServe the URL without its slash reads the neighbour too, and that is told", async () => {
  const to = "s3://models/near/llama";
  const store = { endpoint: s3.url };
  await uploadHere({ from: neighbour.folder, to: `${to}-2`, layout: "tree", store });
  const { warnings, readerUrl } = await uploadHere({ from: cache.folder, to, layout: "tree", store });
  expect(readerUrl).toBe(`${to}/`);
  expect(warnings).toContainEqual(expect.stringContaining("s3://models/near/llama-2/"));
  const into = join(folder, "read-near");
  await kserveReads(to, into);
  // Its files lie under a wrong name: this is what the warning is for.
  expect(() => readFileSync(join(into, "-2", snapshot, "config.json"))).not.toThrow();
});
