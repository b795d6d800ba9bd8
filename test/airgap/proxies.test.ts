import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { connectToProxy } from "../../src/kube/proxy-connection.ts";
import { openTunnel } from "../../src/kube/proxy-tunnel.ts";
import { verifyStore } from "../../src/prewarm/airgap/verify/store.ts";
import { openStore } from "../../src/prewarm/store/open-store.ts";
import type { Store } from "../../src/prewarm/store/store.ts";
import type { StoreOptions } from "../../src/prewarm/store/store-options.ts";
import { silentProgress } from "../../src/report/progress.ts";
import { makeCertificates } from "../cluster/certificates.ts";
import { connectProxy } from "../support/connect-proxy.ts";
import { freePort } from "../support/free-port.ts";
import { cacheFolder } from "../support/stores/cache-folder.ts";
import { uploadHere } from "../support/stores/uploader.ts";
import { webHdfsStandIn } from "../support/stores/webhdfs.ts";
import { behindTls } from "./support/stores/behind-tls.ts";
import {
  azureAccount,
  s3Credentials,
  startAzurite,
  startGcs,
  startS3,
  startWebDav,
} from "./support/stores/servers.ts";

const folder = mkdtempSync(join(tmpdir(), "nimops-proxies-"));
const running: AsyncDisposable[] = [];
const ports = { s3: 0, azure: 0, gcs: 0, dav: 0, hdfs: 0 };
/** Small ones, and one of several parts. */
const cache = cacheFolder(join(folder, "llama"), { "config.json": 700, "model.safetensors": 20_000_000 });

beforeAll(async () => {
  const started = <T extends AsyncDisposable & { readonly url: string }>(server: T): number => {
    running.push(server);
    return Number(new URL(server.url).port);
  };
  ports.s3 = started(await startS3(join(folder, "s3"), ["models"]));
  ports.azure = started(await startAzurite());
  ports.gcs = started(await startGcs(join(folder, "gcs"), ["models"]));
  ports.dav = started(await startWebDav(join(folder, "dav")));
  ports.hdfs = started(await webHdfsStandIn(["/models"]));
  const account = new StorageSharedKeyCredential(azureAccount.name, azureAccount.key);
  await new BlobServiceClient(`http://127.0.0.1:${ports.azure}/${azureAccount.name}`, account)
    .getContainerClient("models")
    .create();
});
afterAll(async () => {
  for (const server of running) await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

// The clients of Amazon and Google read the environment of the process.
beforeEach(() => {
  for (const name of ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"]) {
    vi.stubEnv(name, undefined);
    vi.stubEnv(name.toLowerCase(), undefined);
  }
  for (const [name, value] of Object.entries(s3Credentials)) vi.stubEnv(name, value);
  vi.stubEnv("AZURE_STORAGE_KEY", azureAccount.key);
});
afterEach(() => void vi.unstubAllEnvs());

interface Place {
  readonly name: string;
  /** @param host `store.test`, `0.0.0.0` */
  readonly at: (host: string) => { readonly to: string; readonly store: StoreOptions };
}

const azureUrl = `https://${azureAccount.name}.blob.core.windows.net`;

const places: readonly Place[] = [
  {
    name: "S3",
    at: (host) => ({ to: "s3://models/llama", store: { endpoint: `http://${host}:${ports.s3}` } }),
  },
  {
    name: "Azure",
    at: (host) => ({
      to: `${azureUrl}/models/llama`,
      store: { endpoint: `http://${host}:${ports.azure}/${azureAccount.name}` },
    }),
  },
  {
    name: "GCS",
    at: (host) => ({ to: "gs://models/llama", store: { endpoint: `http://${host}:${ports.gcs}` } }),
  },
  { name: "HTTP", at: (host) => ({ to: `http://${host}:${ports.dav}/`, store: {} }) },
  { name: "HDFS", at: (host) => ({ to: `webhdfs://${host}:${ports.hdfs}/models/llama`, store: {} }) },
];

/** Uploads a cache, looks what would be uploaded now, and reads all of it back. */
async function thereAndBack(place: ReturnType<Place["at"]>, name: string): Promise<void> {
  const env = Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
  const layout = place.to.startsWith("http:") ? "tar" : "tree";
  const request = {
    from: cache.folder,
    layout,
    ...place,
    state: join(folder, `${name}.jsonl`),
  } as const;
  expect(await uploadHere(request, env)).toMatchObject({ changed: true });
  expect(await uploadHere({ ...request, dryRun: true }, env)).toMatchObject({ bytesMoved: 0 });
  const store = await openStore(place.to, place.store, { env });
  const { problems } = await verifyStore(
    { store, layout, name: "llama", deep: true },
    { progress: silentProgress, task: "t" },
  );
  expect(problems).toEqual([]);
  for (const key of await keysOf(store)) await store.remove(key);
  store.close();
}

async function keysOf({ list }: Store): Promise<readonly string[]> {
  if (list === undefined) return readdirSync(join(folder, "dav"));
  const keys: string[] = [];
  for await (const { key } of list("")) keys.push(key);
  return keys;
}

async function contentOf(store: Store, key: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of store.read(key)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

function sha256Of(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

describe.each(places)("$name", ({ name, at }) => {
  test("is reached through the proxy alone, with all that is asked of it", async () => {
    await using proxy = await connectProxy("robot:secr3t!");
    vi.stubEnv("HTTP_PROXY", `http://robot:secr3t!@${proxy.host}`);
    await thereAndBack(at("store.test"), `${name}-through`);
    expect(proxy.asked.length).toBeGreaterThan(0);
    // In absolute form, as many proxies let nobody through to a plain server with CONNECT.
    expect(proxy.asked.filter((line) => !/^[A-Z]+ http:\/\/store\.test:/.test(line))).toEqual([]);
    expect(proxy.asked.filter((line) => line.startsWith("CONNECT"))).toEqual([]);
  });

  test("is reached around the proxy where NO_PROXY names it, and not otherwise", async () => {
    await using proxy = await connectProxy();
    vi.stubEnv("HTTP_PROXY", `http://${proxy.host}`);
    vi.stubEnv("NO_PROXY", "other.test,0.0.0.0");
    // An address of this machine that is no loopback address, to which no proxy is ever asked.
    await thereAndBack(at("0.0.0.0"), `${name}-around`);
    expect(proxy.asked).toEqual([]);
    vi.stubEnv("NO_PROXY", "other.test");
    const { to, store } = at("0.0.0.0");
    const opened = await openStore(to, store, { env: process.env });
    await opened.check();
    opened.close();
    expect(proxy.asked.length).toBeGreaterThan(0);
  });
});

async function failureAt({ to, store }: ReturnType<Place["at"]>, env = process.env) {
  let opened: Store | undefined;
  try {
    opened = await openStore(to, store, { env, pause: async () => {} });
    await opened.check();
    return undefined;
  } catch (error) {
    return error;
  } finally {
    opened?.close();
  }
}

describe.each(places)("$name, of a proxy in the way", ({ at }) => {
  test("that wants another login, is told without the password", async () => {
    await using proxy = await connectProxy(undefined, { refuses: 407 });
    vi.stubEnv("HTTP_PROXY", `http://robot:secr3t!word@${proxy.host}`);
    const error = await failureAt(at("store.test"));
    expect(error).toMatchObject({
      code: "store/unreachable",
      retryable: false,
      message: expect.stringMatching(/the proxy .*does not let us .*: it answers 407/),
      help: expect.stringContaining("NO_PROXY"),
    });
    expect(JSON.stringify(error) + String(error)).not.toContain("secr3t");
    // Asked once: who is refused is so the next time.
    expect(proxy.asked).toHaveLength(1);
  });

  test("that is not a proxy of HTTP, or no address, is told before anything is tried", async () => {
    vi.stubEnv("HTTP_PROXY", "socks5://10.0.0.1:1080");
    expect(String(await failureAt(at("store.test")))).toContain("a proxy of the form socks5://");
    vi.stubEnv("HTTP_PROXY", "ftp://robot:secr3t!word@10.0.0.1");
    const malformed = String(await failureAt(at("store.test")));
    expect(malformed).toContain("HTTP_PROXY is not the address of a proxy");
    expect(malformed).not.toContain("secr3t");
  });
});

test.each(places)(
  "$name, of a proxy that is not there: it is told by its name, without its password",
  async ({ at }) => {
    const host = `127.0.0.1:${await freePort()}`;
    vi.stubEnv("HTTP_PROXY", `http://robot:secr3t!word@${host}`);
    const error = await failureAt(at("store.test"));
    expect(error).toMatchObject({
      code: "store/unreachable",
      retryable: true,
      message: expect.stringContaining(`cannot reach the proxy http://${host}: connect ECONNREFUSED`),
      help: expect.stringContaining("HTTPS_PROXY"),
    });
    expect(JSON.stringify(error) + String(error)).not.toContain("secr3t");
  },
  // Milliseconds: longer than any client goes on trying.
  20_000,
);

const spokenToOverTls = places.filter(({ name }) => name !== "HDFS");

describe.each(spokenToOverTls)("$name over TLS, of a proxy that lets nobody through", ({ at }) => {
  test.each([407, 403])("and answers %i: it is told by its name, without its password", async (status) => {
    await using proxy = await connectProxy(undefined, { refuses: status });
    vi.stubEnv("HTTPS_PROXY", `http://robot:secr3t!word@${proxy.host}`);
    const error = await failureAt(JSON.parse(JSON.stringify(at("store.test")).replaceAll("http:", "https:")));
    expect(error).toMatchObject({
      code: "store/unreachable",
      retryable: false,
      message: expect.stringMatching(
        `the proxy http://${proxy.host} does not let us to store.test:[0-9]+: it answers ${status}`,
      ),
      help: expect.stringContaining("NO_PROXY"),
    });
    expect(JSON.stringify(error) + String(error)).not.toContain("secr3t");
    // Asked once: who is refused is so the next time.
    expect(proxy.asked).toHaveLength(1);
  });
});

describe("behind TLS", () => {
  const certificates = join(folder, "certificates");
  const read = (name: string) => readFileSync(join(certificates, name), "utf8");
  beforeAll(async () => {
    mkdirSync(certificates);
    await makeCertificates(certificates, ["0.0.0.0", "127.0.0.1"]);
  });

  test.each(spokenToOverTls)(
    "$name is reached through the proxy with the certificates of a file, over connections that are kept",
    async ({ at }) => {
      const directly = at("127.0.0.1");
      await using tls = await behindTls(serverOf(directly), certificates);
      await using proxy = await connectProxy("robot:secr3t!");
      vi.stubEnv("HTTPS_PROXY", `http://robot:secr3t!@${proxy.host}`);
      const server = tls.url.replace("127.0.0.1", "0.0.0.0");
      const { to, store } = JSON.parse(JSON.stringify(directly).replaceAll(serverOf(directly), server));
      const writer = await openStore(directly.to, directly.store, { env: process.env });
      await writer.put({ key: "a", size: 1, sha256: sha256Of("a") }, Buffer.from("a"));
      writer.close();
      const reader = await openStore(
        to,
        { ...store, caFile: join(certificates, "ca.crt") },
        { env: process.env },
      );
      await reader.check();
      for (let call = 0; call < 20; call += 1) expect(await contentOf(reader, "a")).toBe("a");
      reader.close();
      expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${new URL(server).host}`]));
      // One is enough; undici ends a connection after a HEAD.
      expect(proxy.asked.length).toBeLessThan(5);
      expect(await failureAt({ to, store })).toMatchObject({
        code: "store/unreachable",
        help: expect.stringContaining("--ca-file"),
      });
    },
  );

  test("the proxy itself is trusted by its name, with the certificates of the file, and only then", async () => {
    const server = createServer({ cert: read("apiserver.crt"), key: read("apiserver.key") });
    server.on("connect", (_request, socket) => socket.end("HTTP/1.1 200 OK\r\n\r\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const proxy = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const asked = { proxy, target: "store.test:443", timeout: 60_000 };
    for (const open of [openTunnel, connectToProxy]) {
      (await open({ ...asked, ca: [read("ca.crt")] })).destroy();
      await expect(open(asked)).rejects.toThrow(`cannot reach the proxy ${proxy.origin}:`);
    }
    server.close();
  });
});

describe("credentials are asked for through the proxy", () => {
  const google = join(folder, "google.json");
  const refusedBy = async (place: ReturnType<Place["at"]>) => {
    await using proxy = await connectProxy(undefined, { refuses: 403 });
    vi.stubEnv("HTTPS_PROXY", `http://${proxy.host}`);
    const error = await failureAt(place);
    expect(error).toMatchObject({
      code: "store/unreachable",
      message: expect.stringContaining(`the proxy http://${proxy.host} does not let us to`),
    });
    return new Set(proxy.asked);
  };

  test("of Google", async () => {
    const user = { client_id: "nimops", client_secret: "secret", refresh_token: "token" };
    writeFileSync(google, JSON.stringify({ type: "authorized_user", ...user }));
    vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", google);
    const asked = await refusedBy({ to: "gs://models/llama", store: {} });
    expect(asked).toEqual(new Set(["CONNECT oauth2.googleapis.com:443"]));
  });

  test("of Azure", async () => {
    vi.stubEnv("AZURE_STORAGE_KEY", undefined);
    for (const name of ["TENANT_ID", "CLIENT_ID", "CLIENT_SECRET"]) vi.stubEnv(`AZURE_${name}`, "nimops");
    vi.stubEnv("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential");
    const asked = await refusedBy({ to: `${azureUrl}/models/llama`, store: {} });
    expect(asked).toEqual(new Set(["CONNECT login.microsoftonline.com:443"]));
  });
});

function serverOf({ to, store }: ReturnType<Place["at"]>): string {
  return new URL(store.endpoint ?? to).origin;
}
