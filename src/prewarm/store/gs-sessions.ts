import { createMD5, type IHasher } from "hash-wasm";
import { StepError } from "../airgap/step.ts";
import { storeError } from "./failure.ts";
import type { HttpAnswer, HttpClient } from "./http-client.ts";
import type { PartedWriter, StoredPart } from "./store.ts";
import type { StoreWorld } from "./store-options.ts";

/**
 * Resumable uploads of GCS: one session an object, whose address is as good as a password, and chunks in their order.
 * Source: cloud.google.com/storage/docs/performing-resumable-uploads.
 *
 * A chunk's receipt is the state of the MD5 after it, so that the process that goes on can compare the whole with what GCS says.
 */
export function gsSessions({
  begin,
  http,
  failed,
  env,
}: {
  begin: (key: string, sha256: string) => Promise<string>;
  http: HttpClient;
  failed: (key: string, did: string) => (error: unknown) => never;
  env: StoreWorld["env"];
}): PartedWriter {
  const put = (session: string, headers: Record<string, string>, body?: Uint8Array) =>
    http.send({
      method: "PUT",
      url: session,
      headers: { "content-length": String(body?.length ?? 0), ...headers },
      ...(body === undefined ? {} : { body }),
    });
  return {
    by: "parts",
    inOrder: true,
    limits: {
      smallestPart: quantum,
      largestPart: 1024 * 1024 * 1024,
      mostParts: Number.MAX_SAFE_INTEGER,
      multipleOf: quantum,
    },
    async begin({ key, sha256 }) {
      return begin(key, sha256).catch(failed(key, "cannot be begun"));
    },
    async parts({ key, size }, session, partSize) {
      const answer = await put(session, { "content-range": `bytes */${size}` }).catch(
        failed(key, "cannot be resumed"),
      );
      await answer.drop();
      // Ended already, only that nobody heard of it.
      if (answer.status === 200 || answer.status === 201) return wholeParts(size, size, partSize);
      if (answer.status !== 308) return undefined;
      return wholeParts(received(answer), size, partSize);
    },
    async putPart(object, session, { number, offset, bytes, isLast, before }) {
      const { key, size } = object;
      const hasher = await hasherAfter(number, before);
      hasher?.update(bytes);
      let answer: HttpAnswer;
      let sent = 0;
      for (let attempt = 1; ; attempt += 1) {
        const from = offset + sent;
        const end = offset + bytes.length;
        answer = await put(
          session,
          { "content-range": `bytes ${from}-${end - 1}/${size}` },
          bytes.subarray(sent),
        ).catch(failed(key, `part ${number} cannot be written`));
        if (answer.status !== 308) break;
        await answer.drop();
        // It may keep less than it was sent; then the rest is sent once more.
        const kept = received(answer) - offset;
        if (kept === bytes.length && !isLast) return receiptOf(hasher);
        if (kept < sent || kept > bytes.length || attempt === 10) throw confused(key);
        sent = kept;
      }
      if (answer.status === 404 || answer.status === 410) {
        await answer.drop();
        throw new StepError("store/failed", `the upload of ${JSON.stringify(key)} is not known any more`, {
          help: "run it again: this file starts anew",
          retryable: true,
        });
      }
      const text = await answer.text();
      if (answer.status !== 200 && answer.status !== 201) {
        return failed(
          key,
          "cannot be written",
        )(
          storeError(
            `part ${number} of ${JSON.stringify(key)}`,
            { status: answer.status, message: text },
            env,
          ),
        );
      }
      if (!isLast) throw confused(key);
      const md5 = md5In(text);
      const ours = hasher && Buffer.from(hasher.digest("binary")).toString("base64");
      if (md5 !== undefined && ours !== undefined && md5 !== ours) {
        throw new StepError(
          "store/corrupt",
          `${JSON.stringify(key)} is not what was uploaded: its MD5 is another`,
        );
      }
      return "";
    },
    async finish() {
      // The last chunk did it.
    },
    async abort(_object, session) {
      const answer = await http.send({ method: "DELETE", url: session, headers: { "content-length": "0" } });
      // 499 means that it is cancelled.
      await answer.drop();
    },
  };
}

/** Chunks but the last are multiples of this. */
const quantum = 256 * 1024;

/** How many bytes the store has: `Range: bytes=0-N` names the last one; without it there is none. */
function received(answer: HttpAnswer): number {
  const last = /^bytes=0-(\d+)$/.exec(answer.header("range") ?? "")?.[1];
  return last === undefined ? 0 : Number(last) + 1;
}

/** A part that is there in part only is sent once more. */
function wholeParts(bytes: number, size: number, partSize: number): StoredPart[] {
  const count = bytes === size ? Math.ceil(size / partSize) : Math.floor(bytes / partSize);
  return Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    size: Math.min(partSize, size - index * partSize),
    receipt: "",
  }));
}

/** Undefined where the journal does not know how the hash was: then the size and the connection have to do. */
async function hasherAfter(number: number, before: string): Promise<IHasher | undefined> {
  const hasher = await createMD5();
  if (number === 1) return hasher.init();
  if (before === "") return undefined;
  try {
    return hasher.load(Buffer.from(before, "base64"));
  } catch {
    return undefined;
  }
}

function receiptOf(hasher: IHasher | undefined): string {
  return hasher === undefined ? "" : Buffer.from(hasher.save()).toString("base64");
}

function md5In(text: string): string | undefined {
  try {
    const { md5Hash } = JSON.parse(text) as { md5Hash?: unknown };
    return typeof md5Hash === "string" ? md5Hash : undefined;
  } catch {
    return undefined;
  }
}

function confused(key: string): StepError {
  return new StepError(
    "store/failed",
    `the store says of ${JSON.stringify(key)} that it has bytes that it was not sent`,
    {
      help: "remove the journal and run it again: this file starts anew",
    },
  );
}
