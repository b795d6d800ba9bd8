import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { upload } from "../../../../src/prewarm/airgap/upload/upload.ts";
import { verifyStore } from "../../../../src/prewarm/airgap/verify/store.ts";
import {
  type CacheRecord,
  type Layout,
  layouts,
  recordFileName,
} from "../../../../src/prewarm/record/schema.ts";
import { openStore } from "../../../../src/prewarm/store/open-store.ts";
import { silentProgress } from "../../../../src/report/progress.ts";
import { blobs, CacheFolder, snapshot } from "../../../support/cache-folder.ts";

async function uploaded(folder: CacheFolder, layout: Layout = "tree") {
  const record = await folder.recorded();
  const to = join(folder.root, "store");
  mkdirSync(to, { recursive: true });
  await upload(
    { from: folder.cache, to, layout, name: "llama", tool: "nimops test" },
    { env: {}, progress: silentProgress, now: () => 0 },
  );
  return { to, record };
}

async function verified(to: string, differs: { record?: CacheRecord; deep?: boolean; layout?: Layout } = {}) {
  const store = await openStore(to, {}, { env: {} });
  const { record, deep = false, layout = "tree" } = differs;
  const found = await verifyStore(
    { store, layout, name: "llama", record, deep },
    { progress: silentProgress, task: "t" },
  );
  store.close();
  return {
    ...found,
    told: found.problems.map(({ code, path = "" }) => `${code} ${path.replace(`${to}/`, "")}`),
  };
}

describe("a store, against the record", () => {
  test.each(layouts)("is right as it was uploaded, in the layout %s, read back too", async (layout) => {
    using folder = new CacheFolder();
    // A model store is what create-model-store makes, without a hub's folders.
    if (layout === "model-store") {
      rmSync(join(folder.cache, "ngc"), { recursive: true });
      folder.write("cache/config.json", "{}");
      folder.write("cache/model.safetensors", "weights");
    }
    const { to, record } = await uploaded(folder, layout);
    expect((await verified(to, { layout })).told).toEqual([]);
    expect((await verified(to, { layout, record, deep: true })).told).toEqual([]);
  });

  test("a flipped byte is seen by reading back, and by nothing else", async () => {
    using folder = new CacheFolder();
    const { to } = await uploaded(folder);
    const file = join(to, blobs, "aa");
    const bytes = readFileSync(file);
    bytes[3] = (bytes[3] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    const light = await verified(to);
    expect(light.told).toEqual([]);
    expect((await verified(to, { deep: true })).told).toEqual([`store/corrupt ${blobs}/aa`]);
  });

  test("an archive that is read back is held against the record, file by file, whatever its own sum says", async () => {
    using folder = new CacheFolder();
    const { to, record } = await uploaded(folder, "tar");
    const archive = join(to, "llama.tar");
    const bytes = readFileSync(archive);
    const messages = async (changed: Buffer) => {
      writeFileSync(archive, changed);
      // A folder keeps the sum beside the archive: somebody who changes one changes both.
      rmSync(`${archive}.sha256`, { force: true });
      const { problems } = await verified(to, { layout: "tar", record, deep: true });
      return problems.map(({ code, message }) => `${code} ${message.replace(/[0-9a-f]{64}/g, "HASH")}`);
    };
    const weights = Buffer.from(bytes);
    weights[bytes.indexOf("weights")] = 0x57;
    expect(await messages(weights)).toEqual([
      `store/corrupt is not the recorded cache: "${blobs}/aa" in it has other content: SHA-256 HASH, recorded HASH`,
    ]);
    const link = Buffer.from(bytes);
    link[bytes.indexOf("../../blobs/aa")] = 0x2f;
    expect((await messages(link)).join()).toMatch(/its entries are others from byte \d+ on/);
    expect(await messages(bytes)).toEqual([]);
  });

  test("an object that is missing, or was cut off, is named", async () => {
    using folder = new CacheFolder();
    const { to, record } = await uploaded(folder);
    rmSync(join(to, snapshot, "config.json"));
    truncateSync(join(to, blobs, "aa"), 4);
    const expected = [`store/corrupt ${blobs}/aa`, `store/missing ${snapshot}/config.json`];
    expect((await verified(to)).told).toEqual(expected);
    expect((await verified(to, { record })).told).toEqual(expected);
  });

  test("without a record nothing is complete", async () => {
    using folder = new CacheFolder();
    const { to } = await uploaded(folder);
    rmSync(join(to, recordFileName));
    expect((await verified(to)).told).toEqual([`record/missing ${recordFileName}`]);
    writeFileSync(join(to, recordFileName), "{");
    expect((await verified(to)).told).toEqual([`record/invalid ${recordFileName}`]);
  });

  test("a store that was filled with another profile or by another image is told", async () => {
    using folder = new CacheFolder();
    const { to, record } = await uploaded(folder);
    const other = { ...record, profiles: [{ id: "2".repeat(64) }] };
    expect((await verified(to, { record: other })).problems.map(({ code }) => code)).toEqual([
      "profile/mismatch",
    ]);
    const image = { ...record.image, digest: `sha256:${"c".repeat(64)}` };
    const changed = await verified(to, { record: { ...record, image } });
    expect(changed.problems.map(({ code }) => code)).toEqual(["image/changed"]);
  });

  test("objects that belong to no record are told: a reader takes them along", async () => {
    using folder = new CacheFolder();
    const { to } = await uploaded(folder);
    writeFileSync(join(to, "old-weights"), "x");
    const { told, warnings } = await verified(to);
    expect(told).toEqual([]);
    expect(warnings.join("\n")).toContain('"old-weights"');
  });
});
