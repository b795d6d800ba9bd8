import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { failureOf } from "./failure.ts";
import { s3Error } from "./s3-error.ts";
import type { PartedWriter, StoredPart } from "./store.ts";
import type { StoreWorld } from "./store-options.ts";

/** Uploads of S3 in parts. Each part's bytes are covered by the request's signature, so that the server sees what is garbled. */
export function s3Parts({
  client,
  bucket,
  prefix,
  url,
  world,
}: {
  client: S3Client;
  bucket: string;
  prefix: string;
  url: string;
  world: StoreWorld;
}): PartedWriter {
  const abort = world.signal === undefined ? {} : { abortSignal: world.signal };
  const at = (key: string) => ({ Bucket: bucket, Key: `${prefix}${key}` });
  const failed = (key: string, did: string) => (error: unknown) => {
    throw s3Error(bucket, `${url}${key} ${did}`, error, world);
  };
  return {
    by: "parts",
    inOrder: false,
    // docs.aws.amazon.com, "Amazon S3 multipart upload limits".
    limits: { smallestPart: 5 * mebi, largestPart: 5 * 1024 * mebi, mostParts: 10_000, multipleOf: 1 },
    async begin({ key, sha256 }) {
      const { UploadId } = await client
        .send(new CreateMultipartUploadCommand({ ...at(key), Metadata: { sha256 } }), abort)
        .catch(failed(key, "cannot be begun"));
      return UploadId ?? "";
    },
    async parts({ key }, upload) {
      const parts: StoredPart[] = [];
      let after: string | undefined;
      do {
        try {
          const page = await client.send(
            new ListPartsCommand({
              ...at(key),
              UploadId: upload,
              ...(after === undefined ? {} : { PartNumberMarker: after }),
            }),
            abort,
          );
          for (const { PartNumber = 0, Size = 0, ETag = "" } of page.Parts ?? []) {
            parts.push({ number: PartNumber, size: Size, receipt: ETag });
          }
          after = page.IsTruncated ? page.NextPartNumberMarker : undefined;
        } catch (error) {
          const { status } = failureOf(error);
          // Gone, or a server that cannot tell: the journal alone is not enough to trust that nothing is lost.
          if (status === 404 || status === 405 || status === 501) return undefined;
          return failed(key, "cannot be resumed")(error);
        }
      } while (after !== undefined);
      return parts;
    },
    async putPart({ key }, upload, { number, bytes }) {
      const { ETag } = await client
        .send(
          new UploadPartCommand({
            ...at(key),
            UploadId: upload,
            PartNumber: number,
            Body: bytes,
            ContentLength: bytes.length,
          }),
          abort,
        )
        .catch(failed(key, `part ${number} cannot be written`));
      return ETag ?? "";
    },
    async finish({ key }, upload, receipts) {
      await client
        .send(
          new CompleteMultipartUploadCommand({
            ...at(key),
            UploadId: upload,
            MultipartUpload: { Parts: receipts.map((ETag, index) => ({ ETag, PartNumber: index + 1 })) },
          }),
          abort,
        )
        .catch(failed(key, "cannot be put together"));
    },
    async abort({ key }, upload) {
      await client
        .send(new AbortMultipartUploadCommand({ ...at(key), UploadId: upload }), abort)
        .catch((error) => {
          if (failureOf(error).status !== 404) failed(key, "cannot be given up")(error);
        });
    },
    async *unfinished(start) {
      let marker: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
      while (marker !== undefined) {
        let page: Awaited<ReturnType<typeof list>>;
        try {
          page = await list(marker);
        } catch (error) {
          const { status } = failureOf(error);
          // Not everybody may ask, and not every server knows.
          if (status === 403 || status === 404 || status === 405 || status === 501) return;
          return failed(start, "cannot be asked for unfinished uploads")(error);
        }
        for (const { Key, UploadId } of page.Uploads ?? []) {
          if (Key?.startsWith(prefix) && UploadId) yield { key: Key.slice(prefix.length), upload: UploadId };
        }
        marker = page.IsTruncated
          ? {
              ...(page.NextKeyMarker === undefined ? {} : { KeyMarker: page.NextKeyMarker }),
              ...(page.NextUploadIdMarker === undefined ? {} : { UploadIdMarker: page.NextUploadIdMarker }),
            }
          : undefined;
      }
      function list(from: { KeyMarker?: string; UploadIdMarker?: string }) {
        return client.send(
          new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: `${prefix}${start}`, ...from }),
          abort,
        );
      }
    },
  };
}

const mebi = 1024 * 1024;
