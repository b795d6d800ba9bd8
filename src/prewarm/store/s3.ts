import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { storeAgents } from "./agents.ts";
import { failureOf } from "./failure.ts";
import { s3Error } from "./s3-error.ts";
import { s3Parts } from "./s3-parts.ts";
import { withoutVersionWarning } from "./s3-warning.ts";
import type { Store, StoredObject } from "./store.ts";
import type { StoreOptions, StoreWorld } from "./store-options.ts";
import { refuseBadProxy } from "./store-proxy.ts";
import type { StoreAddress } from "./store-url.ts";
import { trusted } from "./trusted.ts";

/** Amazon's S3, and what speaks its language. Credentials come through the SDK's own chain. */
export async function openS3(
  { bucket, prefix, url }: StoreAddress,
  options: StoreOptions,
  world: StoreWorld,
): Promise<Store> {
  const client = clientFor(options, world);
  const abort = world.signal === undefined ? {} : { abortSignal: world.signal };
  const at = (key: string) => ({ Bucket: bucket, Key: `${prefix}${key}` });
  const failed = (key: string, did: string) => (error: unknown) => {
    throw s3Error(bucket, `${url}${key} ${did}`, error, world);
  };
  return {
    kind: "s3",
    url,
    prefix,
    keepsHashes: true,
    large: s3Parts({ client, bucket, prefix, url, world }),
    async check() {
      await client.send(new HeadBucketCommand({ Bucket: bucket }), abort).catch((error) => {
        throw s3Error(bucket, `the bucket ${JSON.stringify(bucket)} cannot be used`, error, world);
      });
    },
    async head(key) {
      try {
        const found = await client.send(new HeadObjectCommand(at(key)), abort);
        return {
          key,
          size: found.ContentLength ?? 0,
          ...(found.Metadata?.sha256 === undefined ? {} : { sha256: found.Metadata.sha256 }),
          ...(found.LastModified === undefined ? {} : { modified: found.LastModified.getTime() }),
        };
      } catch (error) {
        if (failureOf(error).status === 404) return undefined;
        return failed(key, "cannot be looked at")(error);
      }
    },
    async *list(start): AsyncGenerator<StoredObject> {
      let from: string | undefined;
      do {
        const page = await client
          .send(
            new ListObjectsV2Command({
              Bucket: bucket,
              Prefix: `${prefix}${start}`,
              ...(from === undefined ? {} : { ContinuationToken: from }),
            }),
            abort,
          )
          .catch(failed(start, "cannot be listed"));
        for (const { Key, Size = 0, LastModified } of page.Contents ?? []) {
          if (Key === undefined) continue;
          yield {
            key: Key.slice(prefix.length),
            size: Size,
            ...(LastModified === undefined ? {} : { modified: LastModified.getTime() }),
          };
        }
        from = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (from !== undefined);
    },
    async put({ key, size, sha256 }, bytes) {
      // A buffer, so that its length and hash are known: what streams is sent in a framing that old appliances store.
      const command = new PutObjectCommand({
        ...at(key),
        Body: bytes,
        ContentLength: size,
        Metadata: { sha256 },
      });
      // What is signed as the hash of the body is the one that we know, so that it need not be made a second time, and the
      // server compares what it got with that.
      command.middlewareStack.add(
        (next) => (args) => {
          const { request } = args;
          if (typeof request === "object" && request !== null && "headers" in request) {
            Object.assign(request.headers as Record<string, string>, { "x-amz-content-sha256": sha256 });
          }
          return next(args);
        },
        { step: "build", name: "nimopsContentHash" },
      );
      await client.send(command, abort).catch(failed(key, "cannot be written"));
    },
    async create(key, bytes) {
      try {
        await client.send(
          new PutObjectCommand({ ...at(key), Body: bytes, ContentLength: bytes.length, IfNoneMatch: "*" }),
          abort,
        );
        return true;
      } catch (error) {
        const { status } = failureOf(error);
        if (status === 412 || status === 409) return false;
        // Older servers know no conditions.
        if (status === 501 || status === 400) return undefined;
        return failed(key, "cannot be written")(error);
      }
    },
    async *read(key, range) {
      if (range && range.end <= range.start) return;
      const found = await client
        .send(
          new GetObjectCommand({
            ...at(key),
            ...(range && { Range: `bytes=${range.start}-${range.end - 1}` }),
          }),
          abort,
        )
        .catch(failed(key, "cannot be read"));
      try {
        for await (const piece of found.Body as AsyncIterable<Uint8Array>) yield piece;
      } catch (error) {
        failed(key, "cannot be read")(error);
      }
    },
    async remove(key) {
      await client.send(new DeleteObjectCommand(at(key)), abort).catch(failed(key, "cannot be removed"));
    },
    close: () => client.destroy(),
  };
}

function clientFor({ caFile, region, ...options }: StoreOptions, { env }: StoreWorld): S3Client {
  const endpoint = options.endpoint ?? env.AWS_ENDPOINT_URL_S3 ?? env.AWS_ENDPOINT_URL;
  const profile = options.awsProfile;
  refuseBadProxy(endpoint ?? "https://s3.amazonaws.com", env);
  const caBundle = caFile ?? env.AWS_CA_BUNDLE;
  const where = region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  const requestHandler = {
    ...storeAgents({ env, ca: caBundle === undefined ? undefined : trusted(caBundle) }, { maxSockets: 64 }),
    connectionTimeout: 10_000,
    requestTimeout: 300_000,
  };
  return withoutVersionWarning(
    () =>
      new S3Client({
        ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: options.pathStyle ?? true }),
        ...(endpoint === undefined && options.pathStyle ? { forcePathStyle: true } : {}),
        // Servers other than Amazon's mostly take any; without one the SDK gives up.
        ...(where !== undefined ? { region: where } : endpoint !== undefined ? { region: "us-east-1" } : {}),
        // The profile's region is taken from it by the SDK.
        ...(profile === undefined ? {} : { profile }),
        credentials: async (identity) => {
          const { s3Credentials } = await import("./s3-credentials.ts");
          return s3Credentials(profile, requestHandler)(identity);
        },
        // Bytes of checksums that trail a body are kept as content by old appliances; the signature covers the body anyway.
        requestChecksumCalculation: endpoint === undefined ? "WHEN_SUPPORTED" : "WHEN_REQUIRED",
        responseChecksumValidation: "WHEN_REQUIRED",
        // With it the head of a request would be written before its agent can have it asked of a proxy.
        expectContinueHeader: false,
        followRegionRedirects: true,
        maxAttempts: 6,
        requestHandler,
      }),
  );
}
