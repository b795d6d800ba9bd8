import { Storage } from "@google-cloud/storage";
import { UserError } from "../../user-error.ts";
import { StepError } from "../airgap/step.ts";
import { storeAgents } from "./agents.ts";
import { failureOf, storeError } from "./failure.ts";
import { GsCalls, type GsResource } from "./gs-calls.ts";
import { keepMetadataFromProxy } from "./gs-metadata.ts";
import { gsSessions } from "./gs-sessions.ts";
import { HttpClient } from "./http-client.ts";
import type { Store, StoredObject } from "./store.ts";
import type { StoreOptions, StoreWorld } from "./store-options.ts";
import { refuseBadProxy } from "./store-proxy.ts";
import type { StoreAddress } from "./store-url.ts";
import { trusted } from "./trusted.ts";

/** Google Cloud Storage. Credentials: Application Default Credentials (GOOGLE_APPLICATION_CREDENTIALS, `gcloud auth`, workload identity). */
export async function openGs(
  { bucket: name, prefix, url }: StoreAddress,
  options: StoreOptions,
  world: StoreWorld,
): Promise<Store> {
  const storage = storageFor(options, world);
  refuseBadProxy(storage.apiEndpoint, world.env);
  const http = new HttpClient(options, world);
  const calls = new GsCalls(http, storage, name);
  const nameOf = (key: string) => `${prefix}${key}`;
  const failed = (key: string, did: string) => (error: unknown) => {
    throw gsError(name, `${url}${key} ${did}`, error, world);
  };
  return {
    kind: "gs",
    url,
    prefix,
    keepsHashes: true,
    large: gsSessions({
      begin: (key, sha256) => calls.begin(nameOf(key), sha256),
      http,
      failed,
      env: world.env,
    }),
    async check() {
      // A list and not the bucket's own data, which those who may only use its objects may not see.
      await calls.list({ prefix, maxResults: "1" }).catch((error) => {
        if (failureOf(error).status === 404) throw noBucket(name);
        throw gsError(name, `the bucket ${JSON.stringify(name)} cannot be used`, error, world);
      });
    },
    async head(key) {
      try {
        return objectOf(key, await calls.resource(nameOf(key)));
      } catch (error) {
        if (failureOf(error).status === 404) return undefined;
        return failed(key, "cannot be looked at")(error);
      }
    },
    async *list(start): AsyncGenerator<StoredObject> {
      let from: string | undefined;
      do {
        const page = await calls
          .list({ prefix: nameOf(start), ...(from === undefined ? {} : { pageToken: from }) })
          .catch(failed(start, "cannot be listed"));
        for (const item of page.items) yield objectOf(item.name.slice(prefix.length), item);
        from = page.nextPageToken;
      } while (from);
    },
    async put({ key, sha256 }, bytes) {
      await calls.insert(nameOf(key), bytes, sha256).catch(failed(key, "cannot be written"));
    },
    async create(key, bytes) {
      try {
        await calls.insert(nameOf(key), bytes, undefined, { ifGenerationMatch: "0" });
        return true;
      } catch (error) {
        if (failureOf(error).status === 412) return false;
        return failed(key, "cannot be written")(error);
      }
    },
    async *read(key, range) {
      if (range && range.end <= range.start) return;
      try {
        yield* await calls.read(nameOf(key), range);
      } catch (error) {
        failed(key, "cannot be read")(error);
      }
    },
    async remove(key) {
      await calls.remove(nameOf(key)).catch(failed(key, "cannot be removed"));
    },
    close: () => http.close(),
  };
}

/** Google's client, of which we take the address of the server, and the credentials, which it asks for through the same proxy. */
function storageFor({ endpoint, caFile }: StoreOptions, { env }: StoreWorld): Storage {
  const { httpAgent, httpsAgent } = storeAgents({
    env,
    ca: caFile === undefined ? undefined : trusted(caFile),
  });
  keepMetadataFromProxy();
  return new Storage({
    ...(endpoint === undefined ? {} : { apiEndpoint: endpoint }),
    clientOptions: {
      transporterOptions: { agent: ({ protocol }) => (protocol === "http:" ? httpAgent : httpsAgent) },
    },
  });
}

function objectOf(key: string, { size, updated, metadata }: GsResource): StoredObject {
  const modified = updated === undefined ? Number.NaN : Date.parse(updated);
  return {
    key,
    size,
    ...(metadata?.sha256 === undefined ? {} : { sha256: metadata.sha256 }),
    ...(Number.isNaN(modified) ? {} : { modified }),
  };
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

function gsError(bucket: string, what: string, error: unknown, { env, signal }: StoreWorld): UserError {
  signal?.throwIfAborted();
  if (error instanceof UserError) return error;
  const failure = failureOf(error);
  if (/bucket (?:does not exist|not found)/i.test(failure.message)) return noBucket(bucket);
  return storeError(what, failure, env);
}
