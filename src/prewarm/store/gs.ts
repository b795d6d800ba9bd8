import { type Bucket, IdempotencyStrategy, Storage } from "@google-cloud/storage";
import { UserError } from "../../user-error.ts";
import { StepError } from "../airgap/step.ts";
import { failureOf, storeError } from "./failure.ts";
import { gsSessions } from "./gs-sessions.ts";
import { HttpClient } from "./http-client.ts";
import type { Store, StoredObject } from "./store.ts";
import type { StoreOptions, StoreWorld } from "./store-options.ts";
import type { StoreAddress } from "./store-url.ts";

/** Google Cloud Storage. Credentials: Application Default Credentials (GOOGLE_APPLICATION_CREDENTIALS, `gcloud auth`, workload identity). */
export async function openGs(
  { bucket: name, prefix, url }: StoreAddress,
  options: StoreOptions,
  world: StoreWorld,
): Promise<Store> {
  if (options.caFile !== undefined) {
    throw new UserError("the client of Google Cloud Storage takes no file with certificates", {
      help: "name the file in NODE_EXTRA_CA_CERTS in place of --ca-file",
    });
  }
  const bucket = bucketFor(name, options);
  const http = new HttpClient(options, world);
  const at = (key: string) => bucket.file(`${prefix}${key}`);
  const failed = (key: string, did: string) => (error: unknown) => {
    throw gsError(name, `${url}${key} ${did}`, error, world);
  };
  return {
    kind: "gs",
    url,
    prefix,
    keepsHashes: true,
    large: gsSessions({ at, http, failed, env: world.env }),
    async check() {
      // A list and not the bucket's own data, which those who may only use its objects may not see.
      await bucket.getFiles({ prefix, maxResults: 1, autoPaginate: false }).catch((error) => {
        if (failureOf(error).status === 404) throw noBucket(name);
        throw gsError(name, `the bucket ${JSON.stringify(name)} cannot be used`, error, world);
      });
    },
    async head(key) {
      world.signal?.throwIfAborted();
      try {
        const [found] = await at(key).getMetadata();
        return { ...objectOf(key, found) };
      } catch (error) {
        if (failureOf(error).status === 404) return undefined;
        return failed(key, "cannot be looked at")(error);
      }
    },
    async *list(start): AsyncGenerator<StoredObject> {
      let pageToken: string | undefined;
      do {
        world.signal?.throwIfAborted();
        const [files, next] = await bucket
          .getFiles({
            prefix: `${prefix}${start}`,
            autoPaginate: false,
            ...(pageToken === undefined ? {} : { pageToken }),
          })
          .catch(failed(start, "cannot be listed"));
        for (const file of files) yield objectOf(file.name.slice(prefix.length), file.metadata);
        pageToken = tokenOf(next);
      } while (pageToken !== undefined);
    },
    async put({ key, sha256 }, bytes) {
      world.signal?.throwIfAborted();
      await at(key)
        .save(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
          resumable: false,
          validation: "md5",
          contentType: "application/octet-stream",
          metadata: { metadata: { sha256 } },
        })
        .catch(failed(key, "cannot be written"));
    },
    async create(key, bytes) {
      try {
        await at(key).save(Buffer.from(bytes), {
          resumable: false,
          validation: "md5",
          preconditionOpts: { ifGenerationMatch: 0 },
        });
        return true;
      } catch (error) {
        if (failureOf(error).status === 412) return false;
        return failed(key, "cannot be written")(error);
      }
    },
    async *read(key, range) {
      if (range && range.end <= range.start) return;
      const stream = at(key).createReadStream({
        validation: false,
        decompress: false,
        ...(range && { start: range.start, end: range.end - 1 }),
      });
      try {
        for await (const piece of stream) {
          world.signal?.throwIfAborted();
          yield piece as Uint8Array;
        }
      } catch (error) {
        failed(key, "cannot be read")(error);
      }
    },
    async remove(key) {
      await at(key).delete({ ignoreNotFound: true }).catch(failed(key, "cannot be removed"));
    },
    close: () => http.close(),
  };
}

function bucketFor(name: string, { endpoint }: StoreOptions): Bucket {
  const storage = new Storage({
    ...(endpoint === undefined ? {} : { apiEndpoint: endpoint }),
    retryOptions: {
      autoRetry: true,
      maxRetries: 5,
      // What is written is the same whenever it is written, and lies under its own name.
      idempotencyStrategy: IdempotencyStrategy.RetryAlways,
    },
  });
  return storage.bucket(name);
}

interface FileFields {
  readonly size?: string | number | undefined;
  readonly updated?: string | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

function objectOf(key: string, { size = 0, updated, metadata }: FileFields): StoredObject {
  const modified = updated === undefined ? Number.NaN : Date.parse(updated);
  return {
    key,
    size: Number(size),
    ...(typeof metadata?.sha256 === "string" ? { sha256: metadata.sha256 } : {}),
    ...(Number.isNaN(modified) ? {} : { modified }),
  };
}

function tokenOf(next: unknown): string | undefined {
  if (typeof next !== "object" || next === null || !("pageToken" in next)) return undefined;
  return typeof next.pageToken === "string" && next.pageToken !== "" ? next.pageToken : undefined;
}

function noBucket(name: string): StepError {
  return new StepError(
    "store/no-bucket",
    `there is no bucket ${JSON.stringify(name)}, or not for these credentials`,
    {
      help: "mend its name, or make it; none is made, so that a slip of the pen does not make one",
    },
  );
}

function gsError(bucket: string, what: string, error: unknown, { env, signal }: StoreWorld): StepError {
  signal?.throwIfAborted();
  if (error instanceof StepError) return error;
  const failure = failureOf(error);
  if (/bucket (?:does not exist|not found)/i.test(failure.message)) return noBucket(bucket);
  return storeError(what, failure, env);
}
