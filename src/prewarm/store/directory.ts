import { constants } from "node:fs";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StepError } from "../airgap/step.ts";
import { walk } from "../record/walk.ts";
import type { Store, StoredObject } from "./store.ts";
import type { StoreOptions, StoreWorld } from "./store-options.ts";
import type { StoreAddress } from "./store-url.ts";
import { type Body, streamed } from "./streamed.ts";

/** A folder as a store: a disk that is carried over, or one that a web server serves. It must be there already. */
export async function openDirectory(
  address: StoreAddress,
  _options: StoreOptions,
  world: StoreWorld,
): Promise<Store> {
  const root = address.url;
  const fileOf = (key: string) => join(root, key);
  return {
    kind: "directory",
    url: root,
    prefix: "",
    keepsHashes: false,
    large: streamed(({ key }, body) => writeWhole(fileOf(key), body)),
    async check() {
      const found = await stat(root).catch(() => undefined);
      if (found?.isDirectory()) return;
      throw new StepError("store/no-bucket", `there is no folder ${JSON.stringify(root)}`, {
        help: "make it, or mend the path; none is made, so that a slip of the pen does not fill another disk",
      });
    },
    async head(key) {
      const found = await stat(fileOf(key)).catch(() => undefined);
      return found?.isFile() ? { key, size: found.size, modified: found.mtimeMs } : undefined;
    },
    async *list(start): AsyncGenerator<StoredObject> {
      for (const found of await walk(root, { signal: world.signal })) {
        if (found.kind !== "file" || !found.path.startsWith(start)) continue;
        yield { key: found.path, size: found.stats.size, modified: found.stats.mtimeMs };
      }
    },
    async put(object, bytes) {
      await writeWhole(fileOf(object.key), bytes);
    },
    async create(key, bytes) {
      await mkdir(dirname(fileOf(key)), { recursive: true });
      try {
        const file = await open(fileOf(key), "wx");
        try {
          await file.writeFile(bytes);
        } finally {
          await file.close();
        }
        return true;
      } catch (error) {
        if (isCoded(error, "EEXIST")) return false;
        throw failed(fileOf(key), error);
      }
    },
    async *read(key, range) {
      const file = await open(fileOf(key), constants.O_RDONLY | constants.O_NOFOLLOW).catch((error) => {
        throw failed(fileOf(key), error);
      });
      const options = range && range.end > range.start ? { start: range.start, end: range.end - 1 } : {};
      if (range && range.end <= range.start) return void (await file.close());
      for await (const piece of file.createReadStream(options)) yield piece as Uint8Array;
    },
    async remove(key) {
      await rm(fileOf(key), { force: true });
    },
    close() {},
  };
}

/** Nobody sees half a file. */
async function writeWhole(file: string, body: Body): Promise<void> {
  const unfinished = `${file}.part`;
  try {
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(
      unfinished,
      constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW,
    );
    try {
      if (body instanceof Uint8Array) await handle.writeFile(body);
      else for await (const piece of body()) await handle.writeFile(piece);
    } finally {
      await handle.close();
    }
    await rename(unfinished, file);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw failed(file, error);
  }
}

function failed(file: string, error: unknown): unknown {
  if (error instanceof StepError) return error;
  if (isCoded(error, "ENOSPC") || isCoded(error, "EDQUOT")) {
    return new StepError("disk/full", `no space left for ${JSON.stringify(file)}`, {
      help: "make room, and run it again: what is there stays",
    });
  }
  if (!(error instanceof Error) || !("code" in error)) return error;
  const code = isCoded(error, "EACCES") || isCoded(error, "EROFS") ? "store/unauthorized" : "store/failed";
  return new StepError(code, `${JSON.stringify(file)} cannot be used: ${error.message}`);
}

function isCoded(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
