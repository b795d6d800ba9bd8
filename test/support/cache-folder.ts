import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { filesIn, totalsOf } from "../../src/prewarm/record/of-folder.ts";
import type { CacheRecord } from "../../src/prewarm/record/schema.ts";
import { writeRecord } from "../../src/prewarm/record/write.ts";

export const profileId = "1".repeat(64);
export const imageDigest = `sha256:${"a".repeat(64)}`;

/** A folder for the time of a test; `cache` in it is like one that a NIM fills. */
export class CacheFolder implements Disposable {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), "nimops-cache-")));
  readonly cache = join(this.root, "cache");

  constructor() {
    this.write("cache/ngc/hub/models--nim--meta--llama/blobs/aa", "weights ".repeat(100));
    this.write("cache/ngc/hub/models--nim--meta--llama/blobs/bb", "{}");
    this.write("cache/ngc/hub/models--nim--meta--llama/refs/v1+x", "v1+x");
    this.write("cache/ngc/hub/models--nim--meta--llama/blobs/empty", "");
    this.link(`cache/${snapshot}/model.safetensors`, "../../blobs/aa");
    this.link(`cache/${snapshot}/config.json`, "../../blobs/bb");
    this.link(`cache/${snapshot}/__init__.py`, "../../blobs/empty");
  }

  write(path: string, text: string): string {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  link(path: string, target: string): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    symlinkSync(target, file);
  }

  /** Of what the cache holds now. */
  async record(differs: Partial<CacheRecord> = {}): Promise<CacheRecord> {
    const files = await filesIn(this.cache);
    return {
      version: 1,
      tool: "nimops test",
      image: { reference: "nvcr.io/nim/meta/llama:1.0", digest: imageDigest },
      protocol: "legacy",
      profiles: [{ id: profileId, tags: { llm_engine: "vllm" } }],
      files,
      totals: totalsOf(files),
      ...differs,
    };
  }

  /** Writes the record of what the cache holds now. */
  async recorded(differs: Partial<CacheRecord> = {}): Promise<CacheRecord> {
    const record = await this.record(differs);
    await writeRecord(this.cache, record);
    return record;
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

export const snapshot = "ngc/hub/models--nim--meta--llama/snapshots/v1+x";
export const blobs = "ngc/hub/models--nim--meta--llama/blobs";
