import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { readNow, SourceBed, sourceError } from "../support/source-bed.ts";

let bed: SourceBed;

const mayMount = tryMount();

afterEach(() => bed[Symbol.asyncDispose]());

it("T32 a file of 1 GiB: bounded memory and disk, whether the server filters or not, and a clear word where it is a manifest", async () => {
  bed = await SourceBed.make();
  const { repository } = bed;
  execFileSync("truncate", ["-s", "1G", join(repository.folder, "huge.bin")]);
  repository.write("a.yaml", "a: 1\n");
  repository.git("-c", "core.bigFileThreshold=1m", "-c", "core.compression=1", "add", "-A");
  repository.git("commit", "-q", "-m", "huge");
  const told: Record<string, unknown> = {};
  for (const filters of [true, false]) {
    repository.git("config", "uploadpack.allowFilter", `${filters}`);
    const watch = new PeakWatch(bed.folder);
    const before = process.memoryUsage().rss;
    const started = performance.now();
    expect((await readNow(bed.source({ timeout: 120_000 }))).map(({ path }) => path)).toEqual(["a.yaml"]);
    const seconds = (performance.now() - started) / 1000;
    const { memory, disk } = watch.end();
    told[filters ? "filtered" : "whole"] = {
      seconds: seconds.toFixed(1),
      gitMiB: memory >> 20,
      diskMiB: disk >> 20,
    };
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
    expect(memory).toBeLessThan(150 * 1024 * 1024);
    expect(disk).toBeLessThan(64 * 1024 * 1024);
  }
  console.log(JSON.stringify(told));
  repository.git("mv", "huge.bin", "huge.yaml");
  repository.git("commit", "-q", "-m", "huge manifest");
  const { reason } = await sourceError(readNow(bed.source({ timeout: 120_000 })));
  expect(reason).toBe("TooLarge");
});

it("T32 small deltas that unpack into large objects: git is ended when it takes too much memory", async () => {
  bed = await SourceBed.make({ filters: false });
  const { repository } = bed;
  for (const name of ["one", "two", "three"]) {
    writeFileSync(
      join(repository.folder, `${name}.bin`),
      Buffer.concat([Buffer.alloc(96 * 1024 * 1024, "nimops"), Buffer.from(name)]),
    );
  }
  repository.commit();
  repository.git("repack", "-q", "-a", "-d", "-f", "--depth=10", "--window=5");
  const pack = join(repository.folder, ".git/objects/pack");
  const packed = readdirSync(pack).reduce((sum, name) => sum + statSync(join(pack, name)).size, 0);
  expect(packed).toBeLessThan(4 * 1024 * 1024);
  const source = bed.source({ limits: { memoryBytes: 64 * 1024 * 1024 } });
  const { kind, reason, message } = await sourceError(readNow(source));
  expect([kind, reason]).toEqual(["permanent", "TooLarge"]);
  expect(message).toContain("more than 64 MiB of memory");
  expect(readdirSync(join(bed.folder, "source"))).toEqual([]);
});

it.skipIf(!mayMount)(
  "T35 a disk that is full while a commit is fetched is transient, and room that was made is used",
  async () => {
    bed = await SourceBed.make({ filters: false });
    bed.repository.write("a.yaml", "a: 1\n");
    writeFileSync(join(bed.repository.folder, "weights.bin"), randomBytes(4 * 1024 * 1024));
    bed.repository.commit();
    const folder = join(bed.folder, "source");
    mkdirSync(folder);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=2m", "none", folder]);
    try {
      const source = bed.source();
      const { kind, reason } = await sourceError(readNow(source));
      expect([kind, reason]).toEqual(["transient", "DiskFull"]);
      expect(readdirSync(folder)).toEqual([]);
      bed.repository.git("rm", "-q", "weights.bin");
      bed.repository.commit();
      expect(await readNow(source)).toHaveLength(1);
    } finally {
      execFileSync("umount", [folder]);
    }
  },
);

/** The most memory that one process of git took, and the most disk, looked at again and again. */
class PeakWatch {
  #memory = 0;
  #disk = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(folder: string) {
    this.#timer = setInterval(() => {
      for (const id of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
        try {
          if (!readFileSync(`/proc/${id}/environ`, "latin1").includes(`HOME=${folder}`)) continue;
          // Mapped packs do not count: they are the kernel's to let go.
          const own = /RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "latin1"))?.[1];
          this.#memory = Math.max(this.#memory, Number(own ?? 0) * 1024);
        } catch {
          // It has ended.
        }
      }
      this.#disk = Math.max(this.#disk, bytesBelow(folder));
    }, 50);
  }

  end(): { memory: number; disk: number } {
    clearInterval(this.#timer);
    return { memory: this.#memory, disk: this.#disk };
  }
}

/** A small disk of its own takes root, with the right to mount. */
function tryMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "nimops-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "none", folder], { stdio: "ignore" });
    execFileSync("umount", [folder]);
    return true;
  } catch {
    console.error("skipped: nothing may be mounted here, so no disk can be full");
    return false;
  } finally {
    rmdirSync(folder);
  }
}

/** Git makes folders and takes them away meanwhile. */
function bytesBelow(folder: string): number {
  try {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
    const sizes = files.map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0);
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch {
    return 0;
  }
}
