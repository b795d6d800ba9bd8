import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStore } from "../../src/prewarm/store/open-store.ts";
import type { Store } from "../../src/prewarm/store/store.ts";
import { makeCertificates } from "../cluster/certificates.ts";
import { freePort } from "../support/free-port.ts";
import { behindTls } from "./support/stores/behind-tls.ts";
import type { ServerProcess } from "./support/stores/server-process.ts";
import {
  azureAccount,
  s3Credentials,
  startAzurite,
  startGcs,
  startS3,
  startWebDav,
} from "./support/stores/servers.ts";

const folder = mkdtempSync(join(tmpdir(), "nimops-stores-"));
const servers: ServerProcess[] = [];
let s3: ServerProcess;
let azure: ServerProcess;
let gcs: ServerProcess;
let dav: ServerProcess;
const azureEnv = { AZURE_STORAGE_KEY: azureAccount.key };

beforeAll(async () => {
  Object.assign(process.env, s3Credentials);
  s3 = await startS3(join(folder, "s3"), ["models"]);
  servers.push(s3);
  azure = await startAzurite();
  servers.push(azure);
  gcs = await startGcs(join(folder, "gcs"), ["models"]);
  servers.push(gcs);
  dav = await startWebDav(join(folder, "dav"));
  servers.push(dav);
  const account = new StorageSharedKeyCredential(azureAccount.name, azureAccount.key);
  await new BlobServiceClient(`${azure.url}/${azureAccount.name}`, account)
    .getContainerClient("models")
    .create();
});
afterAll(async () => {
  for (const server of servers) await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const azureUrl = `https://${azureAccount.name}.blob.core.windows.net`;

const stores: readonly { name: string; open: (bucket: string) => Promise<Store>; lists: boolean }[] = [
  {
    name: "S3 (versitygw)",
    lists: true,
    open: (bucket) => openStore(`s3://${bucket}/llama`, { endpoint: s3.url }, { env: process.env }),
  },
  {
    name: "Azure (azurite)",
    lists: true,
    open: (bucket) =>
      openStore(
        `${azureUrl}/${bucket}/llama`,
        { endpoint: `${azure.url}/${azureAccount.name}` },
        { env: azureEnv },
      ),
  },
  {
    name: "GCS (fake-gcs-server)",
    lists: true,
    open: (bucket) => openStore(`gs://${bucket}/llama`, { endpoint: gcs.url }, { env: {} }),
  },
  {
    name: "WebDAV (rclone)",
    lists: false,
    open: (bucket) => openStore(`${dav.url}/${bucket === "models" ? "" : bucket}`, {}, { env: {} }),
  },
];

describe.each(stores)("$name", ({ open, lists }) => {
  const bytes = Buffer.from("one two three four");
  const object = (key: string, content: Uint8Array) => ({
    key,
    size: content.length,
    sha256: createHash("sha256").update(content).digest("hex"),
  });

  test("keeps what it is given under the very key, with its hash where it can", async () => {
    const store = await open("models");
    await store.check();
    // Each of these is a trap of some store or client.
    const mirrored = "nim%2Fmeta%3Ahf%3Ffile%3Dconfig.json";
    // A WebDAV server takes the `%2F` of a mirror's key for a slash, as every file server does.
    const keys = [...(lists ? [mirrored] : []), "plus+blank and ümlaut.bin", "a=b&c.bin", "100%25 of it.bin"];
    for (const key of keys) {
      expect(await store.head(key)).toBeUndefined();
      await store.put(object(key, bytes), bytes);
      expect(await store.head(key)).toMatchObject({
        size: bytes.length,
        ...(store.keepsHashes ? { sha256: object(key, bytes).sha256 } : {}),
      });
      expect(await contentOf(store, key)).toEqual(bytes);
      expect(await contentOf(store, key, { start: 4, end: 7 })).toEqual(Buffer.from("two"));
    }
    if (store.list) {
      const listed: string[] = [];
      for await (const { key } of store.list("")) listed.push(key);
      expect(listed.sort()).toEqual([...keys].sort());
    } else expect(lists).toBe(false);
    for (const key of keys) {
      await store.remove(key);
      await store.remove(key);
      expect(await store.head(key)).toBeUndefined();
    }
    store.close();
  });

  test("keeps files of no size", async () => {
    const store = await open("models");
    await store.put(object("empty.txt", Buffer.alloc(0)), Buffer.alloc(0));
    expect(await store.head("empty.txt")).toMatchObject({ size: 0 });
    expect(await contentOf(store, "empty.txt", { start: 0, end: 0 })).toEqual(Buffer.alloc(0));
    await store.remove("empty.txt");
    store.close();
  });

  test("lets only one make an object, where it can promise that", async () => {
    const store = await open("models");
    const answers = [await store.create("lease", bytes), await store.create("lease", bytes)];
    expect(answers).toEqual(store.kind === "https" ? [undefined, undefined] : [true, false]);
    await store.remove("lease");
    store.close();
  });

  test("is not found where its name is wrong, and is not made", async () => {
    const store = await open("modles");
    const failure = async () => {
      await store.check();
      await store.put(object("a/b", bytes), bytes);
    };
    if (store.kind === "https") return;
    await expect(failure()).rejects.toMatchObject({ code: "store/no-bucket" });
    for (const name of ["s3", "gcs"]) {
      const made = existsSync(join(folder, name)) ? readdirSync(join(folder, name)) : [];
      expect(made).not.toContain("modles");
    }
    store.close();
  });
});

test("wrong credentials are told as such, without the credentials", async () => {
  const wrong = { AZURE_STORAGE_KEY: Buffer.from("a wrong key that nobody may see").toString("base64") };
  const store = await openStore(
    `${azureUrl}/models/llama`,
    { endpoint: `${azure.url}/${azureAccount.name}` },
    { env: wrong },
  );
  const failure = await store.check().catch((error) => error);
  expect(failure).toMatchObject({ code: "store/unauthorized" });
  expect(failure.message).not.toContain(wrong.AZURE_STORAGE_KEY);
  const { AWS_SECRET_ACCESS_KEY } = s3Credentials;
  process.env.AWS_SECRET_ACCESS_KEY = "another-secret-that-nobody-may-see";
  try {
    const bucket = await openStore("s3://models/llama", { endpoint: s3.url }, { env: process.env });
    const refusal = await bucket.check().catch((error) => error);
    expect(refusal).toMatchObject({ code: "store/unauthorized" });
    expect(refusal.message).not.toContain("another-secret");
  } finally {
    process.env.AWS_SECRET_ACCESS_KEY = AWS_SECRET_ACCESS_KEY;
  }
});

test("a profile of ~/.aws is taken before what the environment has", async () => {
  const file = join(folder, "credentials");
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = s3Credentials;
  writeFileSync(file, `[team]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`);
  Object.assign(process.env, {
    AWS_SHARED_CREDENTIALS_FILE: file,
    AWS_ACCESS_KEY_ID: "somebody",
    AWS_SECRET_ACCESS_KEY: "somebody-else",
  });
  try {
    const store = await openStore(
      "s3://models",
      { endpoint: s3.url, awsProfile: "team" },
      { env: process.env },
    );
    await store.check();
    const nobody = await openStore(
      "s3://models",
      { endpoint: s3.url, awsProfile: "teem" },
      { env: process.env },
    );
    await expect(nobody.check()).rejects.toMatchObject({ code: "store/unauthorized" });
  } finally {
    delete process.env.AWS_SHARED_CREDENTIALS_FILE;
    Object.assign(process.env, s3Credentials);
  }
});

test("a certificate of one's own authority is trusted when its file is named, and only then", async () => {
  const certificates = join(folder, "certificates");
  mkdirSync(certificates);
  await makeCertificates(certificates, ["127.0.0.1"]);
  const caFile = join(certificates, "ca.crt");
  for (const [server, url, options] of [
    [s3, "s3://models", (endpoint: string) => ({ endpoint })],
    [azure, `${azureUrl}/models`, (endpoint: string) => ({ endpoint: `${endpoint}/${azureAccount.name}` })],
    [dav, "", () => ({})],
  ] as const) {
    await using tls = await behindTls(server.url, certificates);
    const at = url === "" ? `${tls.url}/` : url;
    const env = { ...process.env, ...azureEnv };
    const trusting = await openStore(at, { ...options(tls.url), caFile }, { env });
    await trusting.check();
    const doubting = await openStore(at, options(tls.url), { env, pause: async () => {} });
    await expect(doubting.check(), at).rejects.toMatchObject({
      code: "store/unreachable",
      help: expect.stringContaining("--ca-file"),
    });
  }
});

test("a server that is not there is told as such", async () => {
  const port = await freePort();
  for (const [url, options] of [
    ["s3://models/llama", { endpoint: `http://127.0.0.1:${port}` }],
    [`http://127.0.0.1:${port}/models/`, {}],
    [`webhdfs://127.0.0.1:${port}/models/llama`, {}],
  ] as const) {
    const store = await openStore(url, options, { env: process.env, pause: async () => {} });
    await expect(store.check(), url).rejects.toMatchObject({ code: "store/unreachable", retryable: true });
  }
});

async function contentOf(store: Store, key: string, range?: { start: number; end: number }): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of store.read(key, range)) pieces.push(piece);
  return Buffer.concat(pieces);
}
