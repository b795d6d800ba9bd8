import { readFileSync, rmSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { verifyDisk } from "../../../../src/prewarm/airgap/verify/disk.ts";
import { recordProblems } from "../../../../src/prewarm/airgap/verify/records.ts";
import { silentProgress } from "../../../../src/report/progress.ts";
import { blobs, CacheFolder, imageDigest, profileId, snapshot } from "../../../support/cache-folder.ts";

async function problems(folder: CacheFolder, spoil: () => void, full = false) {
  const record = await folder.recorded();
  spoil();
  const found = await verifyDisk(folder.cache, record, { full, progress: silentProgress, task: "t" });
  return found.problems.map(({ code, path }) => `${code} ${path}`);
}

describe("a cache on disk, against its record", () => {
  test("is right as it was recorded, however closely one looks", async () => {
    using folder = new CacheFolder();
    expect(await problems(folder, () => {})).toEqual([]);
    expect(await problems(folder, () => {}, true)).toEqual([]);
  });

  test("a flipped byte is named when every file is read, and not before", async () => {
    using folder = new CacheFolder();
    const file = join(folder.cache, blobs, "aa");
    const flip = () => {
      const bytes = readFileSync(file);
      bytes[17] = (bytes[17] ?? 0) ^ 1;
      writeFileSync(file, bytes);
    };
    expect(await problems(folder, flip, false)).toEqual([]);
    flip();
    expect(await problems(folder, flip, true)).toEqual([`cache/corrupt ${blobs}/aa`]);
  });

  test("a file that was cut off is named", async () => {
    using folder = new CacheFolder();
    const cut = () => truncateSync(join(folder.cache, blobs, "aa"), 100);
    expect(await problems(folder, cut)).toEqual([`cache/corrupt ${blobs}/aa`]);
  });

  test("a missing file is named, and the link that leads to it", async () => {
    using folder = new CacheFolder();
    expect(await problems(folder, () => unlinkSync(join(folder.cache, blobs, "bb")))).toEqual([
      `cache/missing ${blobs}/bb`,
      `cache/broken-link ${snapshot}/config.json`,
    ]);
  });

  test("a link that leads elsewhere, out, or became a file is named", async () => {
    using folder = new CacheFolder();
    const turned = await problems(folder, () => {
      unlinkSync(join(folder.cache, snapshot, "config.json"));
      folder.link(`cache/${snapshot}/config.json`, "../../blobs/aa");
      unlinkSync(join(folder.cache, snapshot, "__init__.py"));
      folder.write(`cache/${snapshot}/__init__.py`, "");
    });
    expect(turned).toEqual([
      `cache/broken-link ${snapshot}/__init__.py`,
      `cache/broken-link ${snapshot}/config.json`,
    ]);
    using out = new CacheFolder();
    out.write("secret", "s");
    out.link("cache/out", "../secret");
    expect(await problems(out, () => {})).toEqual(["cache/broken-link out"]);
  });

  test("what an interrupted download left, and what nobody recorded, is named", async () => {
    using folder = new CacheFolder();
    const add = () => {
      folder.write(`cache/${blobs}/cc.incomplete`, "x");
      folder.write("cache/ngc/hub/tmp/y", "x");
      folder.write("cache/other", "x");
    };
    expect(await problems(folder, add)).toEqual([
      `cache/leftover ${blobs}/cc.incomplete`,
      "cache/leftover ngc/hub/tmp/y",
      "cache/unexpected other",
    ]);
  });

  test("an empty folder lacks everything", async () => {
    using folder = new CacheFolder();
    const found = await problems(folder, () => rmSync(join(folder.cache, "ngc"), { recursive: true }));
    expect(new Set(found.map((line) => line.split(" ")[0]))).toEqual(new Set(["cache/missing"]));
    expect(found).toHaveLength(7);
  });
});

describe("a record against what is wanted", () => {
  test("another image is told, a platform of the same index is none", async () => {
    using folder = new CacheFolder();
    const platform = { platform: "linux/amd64", digest: `sha256:${"b".repeat(64)}` };
    const record = await folder.record({
      image: { reference: "x:1", digest: imageDigest, platforms: [platform] },
    });
    expect(recordProblems(record, { digest: imageDigest }, "r")).toEqual([]);
    expect(recordProblems(record, { digest: platform.digest }, "r")).toEqual([]);
    const changed = recordProblems(record, { digest: `sha256:${"c".repeat(64)}` }, "r");
    expect(changed).toMatchObject([{ code: "image/changed", message: expect.stringContaining(imageDigest) }]);
  });

  test("a swapped profile is told, with what is held", async () => {
    using folder = new CacheFolder();
    const record = await folder.record();
    expect(recordProblems(record, { profiles: [profileId] }, "r")).toEqual([]);
    const other = "2".repeat(64);
    const [problem] = recordProblems(record, { profiles: [other] }, "r");
    expect(problem).toMatchObject({ code: "profile/mismatch" });
    expect(problem?.message).toContain(other);
    expect(problem?.message).toContain(profileId);
    expect(recordProblems(record, { profiles: [] }, "r")).toEqual([]);
  });
});
