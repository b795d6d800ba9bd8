import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { gitFault } from "../../../reconciler/source/git-fault.ts";
import {
  processesBelow,
  readNow,
  SourceBed,
  type SourceBedOptions,
  sourceError,
} from "../../support/source-bed.ts";
import { withinTime } from "../../support/within-time.ts";

let bed: SourceBed;

afterEach(() => bed[Symbol.asyncDispose]());

async function filledBed(options: SourceBedOptions = {}): Promise<SourceBed> {
  bed = await SourceBed.make(options);
  bed.repository.write("a.yaml", "a: 1\n");
  bed.repository.commit();
  return bed;
}

describe("T33 what a killed fetch leaves", () => {
  it("T33 half a fetch, locks and secrets of a process that was killed are gone after the first call of the next", async () => {
    await filledBed();
    const folder = join(bed.folder, "source");
    for (const part of ["fetch-abc/objects/pack", "call-abc", "0123456789abcdef0123456789abcdef01234567"]) {
      mkdirSync(join(folder, part), { recursive: true });
    }
    writeFileSync(join(folder, "fetch-abc/objects/pack/tmp_pack_x"), randomBytes(1000));
    writeFileSync(join(folder, "call-abc/.gitconfig"), "secret");
    await bed.source().look();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("T33 a fetch that is aborted leaves nothing, and the next one works", async () => {
    let hangs = true;
    await filledBed({ instead: ({ method }) => hangs && method === "POST" });
    const source = bed.source();
    hangs = false;
    const revision = await source.look();
    hangs = true;
    const leave = new AbortController();
    const reading = source.read(revision, ".", { signal: leave.signal });
    setTimeout(() => leave.abort(new Error("shutting down")), 300);
    await expect(reading).rejects.toThrow("shutting down");
    expect(readdirSync(join(bed.folder, "source"))).toEqual([]);
    expect(processesBelow(bed.folder)).toEqual([]);
    hangs = false;
    expect(await source.read(revision, ".")).toHaveLength(1);
  });

  it("T34 a stale lock in the repository of the last commit does not outlive the next commit", async () => {
    await filledBed();
    const source = bed.source();
    const { commit } = await source.look();
    await readNow(source);
    const [folder = ""] = readdirSync(join(bed.folder, "source"));
    expect(folder).toContain(commit);
    for (const lock of ["shallow.lock", "index.lock", "config.lock", "HEAD.lock"]) {
      writeFileSync(join(bed.folder, "source", folder, lock), "");
    }
    expect(await readNow(source)).toHaveLength(1);
    bed.repository.write("b.yaml", "b: 1\n");
    const next = bed.repository.commit();
    expect(await readNow(source)).toHaveLength(2);
    expect(readdirSync(join(bed.folder, "source"))).toEqual([expect.stringContaining(next)]);
  });
});

describe("T35 disk and size", () => {
  it("T35 a full disk is transient", () => {
    bed = { [Symbol.asyncDispose]: async () => {} } as SourceBed;
    const { kind, reason } = gitFault(
      "fatal: write error: No space left on device\nfatal: fetch-pack: invalid index-pack output",
      (text) => text,
    );
    expect([kind, reason]).toEqual(["transient", "DiskFull"]);
  });

  it("T35 a repository that takes more disk than it may is given up while it is fetched", async () => {
    await filledBed({ filters: false });
    bed.repository.write("weights.bin", "");
    writeFileSync(join(bed.repository.folder, "weights.bin"), randomBytes(24 * 1024 * 1024));
    bed.repository.commit();
    const source = bed.source({ limits: { diskBytes: 4 * 1024 * 1024 } });
    const { kind, reason, message } = await sourceError(readNow(source));
    expect([kind, reason]).toEqual(["permanent", "TooLarge"]);
    expect(message).toBe("one commit of the repository takes more than 4 MiB");
    expect(readdirSync(join(bed.folder, "source"))).toEqual([]);
  });

  it.each([true, false])(
    "T32 a large file is not fetched, or not read (server that filters: %s)",
    async (filters) => {
      await filledBed({ filters });
      writeFileSync(join(bed.repository.folder, "huge.bin"), Buffer.alloc(32 * 1024 * 1024));
      bed.repository.commit();
      expect((await readNow(bed.source())).map(({ path }) => path)).toEqual(["a.yaml"]);
      bed.repository.git("mv", "huge.bin", "huge.yaml");
      bed.repository.commit();
      const { kind, reason, message } = await sourceError(readNow(bed.source()));
      expect([kind, reason]).toEqual(["permanent", "TooLarge"]);
      expect(message).toBe('"huge.yaml" is larger than 1048576 bytes, which no manifest is');
    },
  );

  it("T32 a hundred thousand files: those below the path are read, all of them are too many", async () => {
    bed = await SourceBed.make();
    const blob = bed.repository.git("hash-object", "-w", "--stdin", "/dev/null").trim().split("\n")[0];
    const lines = Array.from(
      { length: 100_000 },
      (_, index) => `100644 ${blob}\tf/${index % 100}/${index}.yaml`,
    );
    execFileSync("git", ["update-index", "--index-info"], {
      cwd: bed.repository.folder,
      input: `${lines.join("\n")}\n100644 ${blob}\tmodels/a.yaml\n`,
    });
    bed.repository.git("commit", "-q", "-m", "many");
    const source = bed.source();
    expect(await readNow(source, "models")).toHaveLength(1);
    await withinTime(5000, async () => {
      const started = performance.now();
      const { reason, message } = await sourceError(readNow(source));
      const took = performance.now() - started;
      expect(reason).toBe("TooLarge");
      expect(message).toBe('"." has 100001 manifests; at most 5000 are read');
      return took;
    });
  }, 120_000);

  it("T38 many documents and many bytes have their limits too", async () => {
    await filledBed();
    bed.repository.write("many.yaml", "---\na: 1\n".repeat(9_999));
    bed.repository.commit();
    const source = bed.source();
    expect((await sourceError(readNow(source))).message).toMatch(/10000 documents; at most 5000/);
    bed.repository.write("many.yaml", "a: 1\n");
    for (let index = 0; index < 12; index++)
      bed.repository.write(`l${index}.yaml`, `${index}`.padEnd(1_000_000, "#"));
    bed.repository.commit();
    expect((await sourceError(readNow(source))).message).toMatch(
      /have 12000010 bytes; at most 5242880 are read/,
    );
  });

  it("T38 a file that is there again and again counts each time", async () => {
    await filledBed();
    for (let index = 0; index < 6; index++) bed.repository.write(`l${index}.yaml`, "".padEnd(1_000_000, "#"));
    bed.repository.commit();
    expect((await sourceError(readNow(bed.source()))).message).toMatch(/have 6000005 bytes/);
  });
});

describe("T36 a remote that hangs", () => {
  it.each(["GET", "POST"])(
    "T36 is given up after the timeout, with all of git's processes (%s)",
    async (method) => {
      await filledBed({ instead: (request) => request.method === method });
      await withinTime(4000, async () => {
        const started = performance.now();
        const { kind, reason } = await sourceError(bed.source({ timeout: 1500 }).look());
        const took = performance.now() - started;
        expect([kind, reason]).toEqual(["transient", "TimedOut"]);
        expect(processesBelow(bed.folder)).toEqual([]);
        expect(readdirSync(join(bed.folder, "source"))).toEqual([]);
        return took;
      });
    },
  );

  it("T36 one that names refs for ever, slowly, is given up as well", async () => {
    await filledBed({
      instead: ({ method }, response) => {
        if (method !== "POST") return false;
        response.writeHead(200, { "content-type": "application/x-git-upload-pack-result" });
        const drip = setInterval(() => response.write(refLine(1)), 50);
        response.on("close", () => clearInterval(drip));
        return true;
      },
    });
    const { kind, reason } = await sourceError(bed.source({ timeout: 2000 }).look());
    expect([kind, reason]).toEqual(["transient", "TimedOut"]);
    expect(processesBelow(bed.folder)).toEqual([]);
  });

  it("T36 one that has more names of refs than anybody means is refused", async () => {
    await filledBed({
      instead: ({ method }, response) => {
        if (method !== "POST") return false;
        response.writeHead(200, { "content-type": "application/x-git-upload-pack-result" });
        response.end(`${Array.from({ length: 50_000 }, (_, index) => refLine(index)).join("")}0000`);
        return true;
      },
    });
    const limits = { refBytes: 1_000_000, listingBytes: 1_000_000, totalBytes: 1_000_000, files: 10 };
    const { reason } = await sourceError(bed.source({ ref: { semver: "*" }, limits }).look());
    expect(reason).toBe("TooLarge");
  });

  it("T36 one that pours names of refs into git's memory is cut off", async () => {
    await filledBed({
      instead: ({ method }, response) => {
        if (method !== "POST") return false;
        response.writeHead(200, { "content-type": "application/x-git-upload-pack-result" });
        const some = Array.from({ length: 2000 }, (_, index) => refLine(index)).join("");
        const pour = () => {
          while (!response.destroyed) if (!response.write(some)) return;
        };
        response.on("drain", pour);
        pour();
        return true;
      },
    });
    const limits = { memoryBytes: 48 * 1024 * 1024 };
    const { kind, reason, message } = await sourceError(bed.source({ ref: { semver: "*" }, limits }).look());
    expect([kind, reason]).toEqual(["permanent", "TooLarge"]);
    expect(message).toContain("more than 48 MiB of memory");
    expect(processesBelow(bed.folder)).toEqual([]);
  });

  it("a server that is away, that has no such repository, that fails, that redirects: each has its name", async () => {
    let status = 503;
    await filledBed({
      instead: (_, response) => {
        if (status === 0) return false;
        response.writeHead(status, {
          location: "http://127.0.0.1:1/elsewhere/info/refs?service=git-upload-pack",
        });
        response.end();
        return true;
      },
    });
    const told: Record<string, string> = {};
    for (const code of [503, 500, 429, 404, 403, 401, 301, 302]) {
      status = code;
      const { kind, reason } = await sourceError(bed.source().look());
      told[code] = `${kind} ${reason}`;
    }
    const away = await sourceError(bed.source({ url: "http://127.0.0.1:1/a.git" }).look());
    told.away = `${away.kind} ${away.reason}`;
    expect(told).toEqual({
      503: "transient Unreachable",
      500: "transient Unreachable",
      429: "transient Unreachable",
      404: "permanent RepositoryNotFound",
      403: "permanent AuthenticationFailed",
      401: "permanent AuthenticationFailed",
      301: "permanent Redirected",
      302: "permanent Redirected",
      away: "transient Unreachable",
    });
  });
});

describe("T32 nothing in a repository is executed", () => {
  it("hooks, filters, alternates and settings of what is served change nothing here", async () => {
    await filledBed();
    const { repository } = bed;
    const witness = join(bed.folder, "witness");
    const evil = `#!/bin/sh\ntouch ${witness}\n`;
    repository.write("hooks/post-checkout", evil);
    repository.write(".gitattributes", "* filter=evil merge=evil diff=evil\n");
    repository.write(
      ".gitmodules",
      `[submodule "x"]\n\tpath = x\n\turl = ext::sh -c "touch ${witness}"\n\tupdate = !touch ${witness}\n`,
    );
    repository.write(
      ".gitconfig",
      `[filter "evil"]\n\tsmudge = touch ${witness}\n[core]\n\tfsmonitor = touch ${witness}\n`,
    );
    repository.write(".lfsconfig", "[lfs]\n\turl = http://169.254.169.254/\n");
    repository.write("objects/info/alternates", "/work\n");
    repository.write("config", `[core]\n\tfsmonitor = touch ${witness}\n`);
    repository.write("HEAD", "ref: refs/heads/main\n");
    repository.write("refs/keep", "");
    repository.commit();
    expect(await readNow(bed.source())).toHaveLength(1);
    expect(existsSync(witness)).toBe(false);
  });
});

/** One of protocol 2's answers to ls-refs: a length, a commit, a name. */
function refLine(index: number): string {
  const text = `${"0".repeat(39)}1 refs/tags/v${index}.0.0\n`;
  return (text.length + 4).toString(16).padStart(4, "0") + text;
}
