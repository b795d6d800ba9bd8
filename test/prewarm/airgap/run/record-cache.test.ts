import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { recordCache } from "../../../../src/prewarm/airgap/run/record-cache.ts";
import { AirgapState } from "../../../../src/prewarm/airgap/run/state.ts";
import { verifyDisk } from "../../../../src/prewarm/airgap/verify/disk.ts";
import { readRecord } from "../../../../src/prewarm/record/read.ts";
import { silentProgress } from "../../../../src/report/progress.ts";
import { CacheFolder, imageDigest, profileId } from "../../../support/cache-folder.ts";

const told = {
  question: "q",
  digest: imageDigest,
  protocol: "legacy" as const,
  selected: [{ id: profileId }],
};

async function record(folder: CacheFolder, name: string, where: "folder" | "volume") {
  const state = await AirgapState.open(folder.root, "none");
  const cache = { name: "llama", image: "nvcr.io/nim/meta/llama:1.0", folder: join(folder.root, name) };
  return recordCache(cache, told, where, { state, progress: silentProgress, tool: "nimops test" });
}

test("of a cache on a volume image and profiles are recorded, for a cluster to be held against", async () => {
  using folder = new CacheFolder();
  expect(await record(folder, "on-volume", "volume")).toEqual([
    `llama: recorded the image and its profiles (the files are on the volume) in ${folder.root}/on-volume`,
  ]);
  const made = await readRecord(join(folder.root, "on-volume"));
  expect(made).toMatchObject({ image: { digest: imageDigest }, profiles: [{ id: profileId }], totals: {} });
  expect(made?.files).toBeUndefined();
  if (made === undefined) return;
  const options = { full: true, progress: silentProgress, task: "t" };
  expect(await verifyDisk(join(folder.root, "on-volume"), made, options)).toMatchObject({ problems: [] });
});

test("the record of a folder's files is not lost to a Job", async () => {
  using folder = new CacheFolder();
  await record(folder, "cache", "folder");
  const before = await readRecord(folder.cache);
  expect(before?.files?.length).toBe(7);
  expect((await record(folder, "cache", "volume")).join()).toContain("says nothing of the volume");
  expect(await readRecord(folder.cache)).toEqual(before);
  expect(existsSync(join(folder.root, "on-volume"))).toBe(false);
});
