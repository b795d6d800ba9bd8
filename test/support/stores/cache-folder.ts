import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface SmallCache {
  readonly folder: string;
  /** What a snapshot's file holds, by its name. */
  readonly files: ReadonlyMap<string, Buffer>;
}

export const model = "ngc/hub/models--nim--meta--llama3-8b-instruct";
export const version = "hf-1d54af3-nim1.5+";

/** A cache in the way of NGC's client: content in blobs, links to it in a snapshot. `files` are sizes by name. */
export function cacheFolder(folder: string, sizes: Readonly<Record<string, number>>): SmallCache {
  const files = new Map<string, Buffer>();
  mkdirSync(join(folder, model, "blobs"), { recursive: true });
  mkdirSync(join(folder, model, "refs"), { recursive: true });
  writeFileSync(join(folder, model, "refs", version), "1");
  for (const [index, [name, size]] of Object.entries(sizes).entries()) {
    const bytes = noise(size, index + 1);
    const blob = index.toString(16).padStart(32, "c");
    writeFileSync(join(folder, model, "blobs", blob), bytes);
    const link = join(folder, model, "snapshots", version, name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(`${"../".repeat(name.split("/").length + 1)}blobs/${blob}`, link);
    files.set(name, bytes);
  }
  return { folder, files };
}

/** Bytes that do not repeat and are the same each time (xorshift32). */
function noise(size: number, seed: number): Buffer {
  const words = new Uint32Array(Math.ceil(size / 4));
  let state = seed * 2654435761;
  for (let index = 0; index < words.length; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state >>> 0;
  }
  return Buffer.from(words.buffer, 0, size);
}
