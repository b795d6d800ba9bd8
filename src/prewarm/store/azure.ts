import { createHash, randomBytes } from "node:crypto";
import {
  AnonymousCredential,
  BlobServiceClient,
  StorageRetryPolicyType,
  StorageSharedKeyCredential,
} from "@azure/storage-blob";
import { UserError } from "../../user-error.ts";
import { StepError } from "../airgap/step.ts";
import { storeAgents } from "./agents.ts";
import { failureOf, storeError } from "./failure.ts";
import type { PartedWriter, Store, StoredObject } from "./store.ts";
import type { StoreOptions, StoreWorld } from "./store-options.ts";
import { refuseBadProxy } from "./store-proxy.ts";
import type { StoreAddress } from "./store-url.ts";
import { trusted } from "./trusted.ts";

/**
 * Azure Blob Storage. Credentials: AZURE_STORAGE_CONNECTION_STRING, AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN in the
 * environment, else those of azure-identity (managed identity, `az login`, AZURE_CLIENT_ID …).
 */
export async function openAzure(
  address: StoreAddress,
  options: StoreOptions,
  world: StoreWorld,
): Promise<Store> {
  const { bucket, prefix, url } = address;
  const container = (await serviceFor(address, options, world)).getContainerClient(bucket);
  const abort = world.signal === undefined ? {} : { abortSignal: world.signal };
  const at = (key: string) => container.getBlockBlobClient(`${prefix}${key}`);
  const failed = (key: string, did: string) => (error: unknown) => {
    throw azureError(bucket, `${url}${key} ${did}`, error, world);
  };
  const parts: PartedWriter = {
    by: "parts",
    inOrder: false,
    // learn.microsoft.com, "Scalability and performance targets for Blob storage".
    limits: { smallestPart: 1, largestPart: 4000 * mebi, mostParts: 50_000, multipleOf: 1 },
    async begin() {
      return randomBytes(8).toString("hex");
    },
    async parts({ key }, upload) {
      try {
        const { uncommittedBlocks = [] } = await at(key).getBlockList("uncommitted", abort);
        return uncommittedBlocks.flatMap(({ name, size }) => {
          const number = partOf(upload, name);
          return number === undefined ? [] : [{ number, size: Number(size), receipt: name }];
        });
      } catch (error) {
        if (failureOf(error).status === 404) return undefined;
        return failed(key, "cannot be resumed")(error);
      }
    },
    async putPart({ key }, upload, { number, bytes }) {
      const id = blockId(upload, number);
      await at(key)
        .stageBlock(id, bytes, bytes.length, { ...abort, transactionalContentMD5: md5(bytes) })
        .catch(failed(key, `part ${number} cannot be written`));
      return id;
    },
    async finish({ key, sha256 }, _upload, receipts) {
      await at(key)
        .commitBlockList([...receipts], { ...abort, metadata: { sha256 }, blobHTTPHeaders: contentType })
        .catch(failed(key, "cannot be put together"));
    },
    async abort() {
      // Blocks that were not committed cannot be removed alone; the service does it after a week.
    },
  };
  return {
    kind: "azure",
    url,
    prefix,
    keepsHashes: true,
    large: parts,
    async check() {
      const exists = await container.exists(abort).catch((error) => {
        throw azureError(bucket, `the container ${JSON.stringify(bucket)} cannot be used`, error, world);
      });
      if (!exists) throw noContainer(bucket);
    },
    async head(key) {
      try {
        const found = await at(key).getProperties(abort);
        return {
          key,
          size: found.contentLength ?? 0,
          ...(found.metadata?.sha256 === undefined ? {} : { sha256: found.metadata.sha256 }),
          ...(found.lastModified === undefined ? {} : { modified: found.lastModified.getTime() }),
        };
      } catch (error) {
        if (failureOf(error).status === 404) return undefined;
        return failed(key, "cannot be looked at")(error);
      }
    },
    async *list(start): AsyncGenerator<StoredObject> {
      try {
        const pages = container.listBlobsFlat({
          ...abort,
          prefix: `${prefix}${start}`,
          includeMetadata: true,
        });
        for await (const { name, properties, metadata } of pages) {
          yield {
            key: name.slice(prefix.length),
            size: properties.contentLength ?? 0,
            modified: properties.lastModified.getTime(),
            ...(metadata?.sha256 === undefined ? {} : { sha256: metadata.sha256 }),
          };
        }
      } catch (error) {
        failed(start, "cannot be listed")(error);
      }
    },
    async put({ key, size, sha256 }, bytes) {
      await at(key)
        .upload(bytes, size, {
          ...abort,
          metadata: { sha256 },
          blobHTTPHeaders: { ...contentType, blobContentMD5: md5(bytes) },
          // The service compares it with what came.
          transactionalContentMD5: md5(bytes),
        })
        .catch(failed(key, "cannot be written"));
    },
    async create(key, bytes) {
      try {
        await at(key).upload(bytes, bytes.length, { ...abort, conditions: { ifNoneMatch: "*" } });
        return true;
      } catch (error) {
        const { status } = failureOf(error);
        if (status === 409 || status === 412) return false;
        return failed(key, "cannot be written")(error);
      }
    },
    async *read(key, range) {
      const length = range && range.end - range.start;
      if (length !== undefined && length <= 0) return;
      const found = await at(key)
        .download(range?.start ?? 0, length, { ...abort, maxRetryRequests: 5 })
        .catch(failed(key, "cannot be read"));
      try {
        for await (const piece of found.readableStreamBody ?? []) yield Buffer.from(piece);
      } catch (error) {
        failed(key, "cannot be read")(error);
      }
    },
    async remove(key) {
      await at(key).deleteIfExists(abort).catch(failed(key, "cannot be removed"));
    },
    close() {},
  };
}

const mebi = 1024 * 1024;
const contentType = { blobContentType: "application/octet-stream" };

function md5(bytes: Uint8Array): Uint8Array {
  return createHash("md5").update(bytes).digest();
}

/** All of a blob's blocks need ids of one length. */
function blockId(upload: string, number: number): string {
  return Buffer.from(`${upload}-${String(number).padStart(6, "0")}`).toString("base64");
}

function partOf(upload: string, id: string): number | undefined {
  const [, name, number] =
    /^([0-9a-f]{16})-(\d{6})$/.exec(Buffer.from(id, "base64").toString("latin1")) ?? [];
  return name === upload ? Number(number) : undefined;
}

async function serviceFor(
  { server }: StoreAddress,
  { endpoint, caFile }: StoreOptions,
  { env }: StoreWorld,
): Promise<BlobServiceClient> {
  const connection = env.AZURE_STORAGE_CONNECTION_STRING;
  const address = connection
    ? BlobServiceClient.fromConnectionString(connection, { proxyOptions: ownProxy }).url
    : (endpoint ?? server);
  refuseBadProxy(address, env);
  const agents = storeAgents({ env, ca: caFile === undefined ? undefined : trusted(caFile) });
  const options = {
    // Goes before the proxy that the SDK finds by itself, with which it would forget the certificates, and open a connection
    // for each request. Source: @typespec/ts-http-runtime, proxyPolicy.
    proxyOptions: ownProxy,
    agent: address.startsWith("http:") ? agents.httpAgent : agents.httpsAgent,
    retryOptions: {
      maxTries: 6,
      retryPolicyType: StorageRetryPolicyType.EXPONENTIAL,
      // Otherwise it waits for a minute in all where nobody is there.
      retryDelayInMs: 250,
      maxRetryDelayInMs: 20_000,
    },
  };
  if (connection) return BlobServiceClient.fromConnectionString(connection, options);
  const account = new URL(server).hostname.split(".")[0] ?? "";
  if (env.AZURE_STORAGE_KEY) {
    return new BlobServiceClient(
      address,
      new StorageSharedKeyCredential(account, env.AZURE_STORAGE_KEY),
      options,
    );
  }
  if (env.AZURE_STORAGE_SAS_TOKEN) {
    const signature = env.AZURE_STORAGE_SAS_TOKEN.replace(/^\?/, "");
    return new BlobServiceClient(`${address}?${signature}`, new AnonymousCredential(), options);
  }
  const { azureCredential } = await import("./azure-identity.ts");
  return new BlobServiceClient(address, azureCredential(agents, ownProxy), options);
}

/** Never asked, as our connections go before it: the SDK is kept from reading HTTPS_PROXY, and from failing where that has no `http://`. */
const ownProxy = { host: "http://127.0.0.1", port: 9 };

function noContainer(container: string): StepError {
  return new StepError("store/no-bucket", `there is no container ${JSON.stringify(container)}`, {
    help: "mend its name, or make it; none is made, so that a slip of the pen does not make one",
  });
}

function azureError(container: string, what: string, error: unknown, { env, signal }: StoreWorld): UserError {
  signal?.throwIfAborted();
  if (error instanceof UserError) return error;
  const failure = failureOf(error);
  return failure.word?.includes("ContainerNotFound")
    ? noContainer(container)
    : storeError(what, failure, env);
}
