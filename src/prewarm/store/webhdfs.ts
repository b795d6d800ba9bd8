import { randomBytes } from "node:crypto";
import { StepError } from "../airgap/step.ts";
import { failureOf } from "./failure.ts";
import { HttpClient } from "./http-client.ts";
import type { NewObject, Store, StoredObject } from "./store.ts";
import type { StoreOptions, StoreWorld } from "./store-options.ts";
import type { StoreAddress } from "./store-url.ts";
import { type Body, streamed } from "./streamed.ts";
import { WebHdfsCalls } from "./webhdfs-calls.ts";

/**
 * HDFS through WebHDFS or HttpFS. Credentials: the option `hdfsUser` or HADOOP_USER_NAME, and a delegation token in
 * HDFS_DELEGATION_TOKEN; no Kerberos of its own.
 * Source: hadoop.apache.org, "WebHDFS REST API".
 */
export async function openWebHdfs(
  { server, prefix, url }: StoreAddress,
  options: StoreOptions,
  world: StoreWorld,
): Promise<Store> {
  const http = new HttpClient(options, world);
  const calls = new WebHdfsCalls(http, {
    server,
    root: prefix,
    url,
    user: options.hdfsUser ?? world.env.HADOOP_USER_NAME,
    delegation: world.env.HDFS_DELEGATION_TOKEN,
    signal: world.signal,
    env: world.env,
  });

  /** A data node that dies takes the file with it; the name node then names another one. */
  const writeUnder = async (key: string, size: number, body: Body) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await calls.create(key, size, body);
      } catch (error) {
        if (!(error instanceof StepError) || !error.retryable || attempt === 3) throw error;
      }
    }
  };

  /** Nobody sees half a file: it gets its name when it is whole. */
  const write = async ({ key, size }: NewObject, body: Body) => {
    const unfinished = `${key}.part`;
    await writeUnder(unfinished, size, body);
    if (await calls.rename(unfinished, key)) return;
    await calls.remove(key);
    if (await calls.rename(unfinished, key)) return;
    throw new StepError("store/failed", `${url}${key}.part cannot be given its name`, {
      help: "look whether somebody else writes to the same place",
    });
  };

  return {
    kind: "webhdfs",
    url,
    prefix,
    keepsHashes: false,
    large: streamed(write),
    async check() {
      const above = prefix.split("/").slice(0, -2).join("/");
      const found = await calls.status(`/${above}`);
      if (found?.type === "DIRECTORY") return;
      throw new StepError(
        "store/no-bucket",
        `there is no folder ${JSON.stringify(`/${above}`)} in ${server}`,
        {
          help: "mend the path, or make the folder; only the last part of the path is made",
        },
      );
    },
    async head(key) {
      const found = await calls.status(`/${prefix}${key}`);
      return found?.type === "FILE"
        ? { key, size: found.length, modified: found.modificationTime }
        : undefined;
    },
    async *list(start): AsyncGenerator<StoredObject> {
      const folders = [""];
      for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
        for (const { pathSuffix, type, length, modificationTime } of await calls.children(folder)) {
          const key = `${folder}${pathSuffix}`;
          if (type === "DIRECTORY") folders.push(`${key}/`);
          else if (key.startsWith(start)) yield { key, size: length, modified: modificationTime };
        }
      }
    },
    put: (object, bytes) => write(object, bytes),
    async create(key, bytes) {
      // A name that is taken is never given away by RENAME.
      const unfinished = `${key}.${randomBytes(6).toString("hex")}`;
      await writeUnder(unfinished, bytes.length, bytes);
      if (await calls.rename(unfinished, key)) return true;
      await calls.remove(unfinished);
      return false;
    },
    async *read(key, range) {
      if (range && range.end <= range.start) return;
      const query = range && { offset: String(range.start), length: String(range.end - range.start) };
      const { body } = await calls.open(key, query ?? {});
      try {
        yield* body;
      } catch (error) {
        throw calls.failed(`${url}${key} cannot be read`, failureOf(error));
      }
    },
    async remove(key) {
      await calls.remove(key);
    },
    close: () => http.close(),
  };
}
