import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { forEach, Gate } from "../../../../src/prewarm/airgap/upload/gate.ts";
import { upload } from "../../../../src/prewarm/airgap/upload/upload.ts";
import { openStore } from "../../../../src/prewarm/store/open-store.ts";
import type { Store } from "../../../../src/prewarm/store/store.ts";
import type { Task } from "../../../../src/report/progress.ts";
import { cacheFolder, model, version } from "../../../support/stores/cache-folder.ts";
import { uploadHere } from "../../../support/stores/uploader.ts";

const folder = mkdtempSync(join(tmpdir(), "nimops-upload-"));
afterAll(() => rmSync(folder, { recursive: true }));

const mebi = 1024 * 1024;
const cache = cacheFolder(join(folder, "llama"), { "config.json": 700, "model.bin": 9 * mebi });
const disk = (name: string): string => {
  mkdirSync(join(folder, name));
  return join(folder, name);
};
const snapshot = `${model}/snapshots/${version}`;

/** The store of a folder, with something of it changed. */
const storeWith = (change: (store: Store) => Partial<Store>): typeof openStore => {
  return async (...args) => {
    const store = await openStore(...args);
    return { ...store, ...change(store) };
  };
};
const world = { env: {}, now: Date.now, progress: { tell() {}, note() {}, end() {} } };

test("to a disk that is carried over: all is there, and the record comes last", async () => {
  const to = disk("disk");
  const order: string[] = [];
  const spied = storeWith((store) => ({
    put: (object, bytes) => {
      order.push(object.key);
      return store.put(object, bytes);
    },
  }));
  const request = { from: cache.folder, to, layout: "tree", tool: "nimops 0.0.0" } as const;
  expect(await upload(request, { ...world, openStore: spied })).toMatchObject({ changed: true });
  expect(order.at(-1)).toBe("nim-cache.record.json");
  for (const [name, bytes] of cache.files) {
    expect(readFileSync(join(to, snapshot, name)).equals(bytes), name).toBe(true);
  }
  expect(await upload(request, world)).toMatchObject({ changed: false, bytesMoved: 0 });
});

test.each(["dup", "flatten"] as const)(
  "what was written to a disk (%s) can be uploaded from there, and is checked",
  async (links) => {
    const carried = disk(`carried-${links}`);
    await uploadHere({ from: cache.folder, to: carried, layout: "tree", links });
    const to = disk(`arrived-${links}`);
    const { warnings } = await uploadHere({ from: carried, to, layout: "tree" });
    expect(warnings).toEqual([]);
    for (const [name, bytes] of cache.files) {
      expect(readFileSync(join(to, snapshot, name)).equals(bytes), name).toBe(true);
    }
    writeFileSync(join(carried, snapshot, "config.json"), "x".repeat(700));
    await expect(uploadHere({ from: carried, to, layout: "tree" })).rejects.toMatchObject({
      code: "cache/corrupt",
    });
    rmSync(join(carried, snapshot, "config.json"));
    await expect(uploadHere({ from: carried, to, layout: "tree" })).rejects.toMatchObject({
      code: "cache/missing",
    });
  },
);

test("a folder that is not there is not made", async () => {
  const to = join(folder, "nowhere");
  await expect(uploadHere({ from: cache.folder, to, layout: "tree" })).rejects.toMatchObject({
    code: "store/no-bucket",
  });
  await expect(uploadHere({ from: to, to: folder, layout: "tree" })).rejects.toThrow("cannot be read");
});

test("a store that keeps something else than it was sent is found out, and no record is written", async () => {
  const to = disk("garbling");
  const framed = storeWith((store) => ({
    put: (object, bytes) =>
      store.put(
        object,
        object.key.endsWith("config.json") ? Buffer.concat([Buffer.from("2bc\r\n"), bytes]) : bytes,
      ),
  }));
  const request = { from: cache.folder, to, layout: "tree", tool: "nimops 0.0.0" } as const;
  await expect(upload(request, { ...world, openStore: framed })).rejects.toMatchObject({
    code: "store/corrupt",
    message: expect.stringMatching(/config\.json is not what was uploaded: it has 705 bytes, not 700$/),
  });
  expect(readdirSync(to)).not.toContain("nim-cache.record.json");
});

test("the record of another cache does not stand beside half of this one", async () => {
  const to = disk("replaced");
  const other = cacheFolder(join(folder, "other"), { "config.json": 5 });
  await uploadHere({ from: other.folder, to, layout: "tree" });
  const failing = storeWith((store) => ({
    put: (object, bytes) => {
      if (object.key.endsWith("config.json")) throw new Error("the cable was pulled");
      return store.put(object, bytes);
    },
  }));
  const request = { from: cache.folder, to, layout: "tree", tool: "nimops 0.0.0" } as const;
  await expect(upload(request, { ...world, openStore: failing })).rejects.toThrow("the cable was pulled");
  expect(readdirSync(to)).not.toContain("nim-cache.record.json");
  expect(await upload(request, world)).toMatchObject({ changed: true });
  expect(readdirSync(to)).toContain("nim-cache.record.json");
});

test("a file that changes while it is read is not uploaded as something that never was", async () => {
  const to = disk("changing");
  const moving = cacheFolder(join(folder, "moving"), { "model.bin": 20 * mebi });
  const blob = join(moving.folder, model, "blobs", "0".padStart(32, "c"));
  let touched = false;
  const tell = (task: Task) => {
    if (touched || (task.bytes?.done ?? 0) < mebi) return;
    touched = true;
    appendFileSync(blob, "more");
  };
  const request = { from: moving.folder, to, layout: "tree", tool: "nimops 0.0.0", parallel: 1 } as const;
  await expect(upload(request, { ...world, progress: { ...world.progress, tell } })).rejects.toMatchObject({
    code: "cache/changed",
  });
  expect(readdirSync(to)).not.toContain("nim-cache.record.json");
});

test("stopped by the user it ends soon, and goes on the next time", async () => {
  const to = disk("stopped");
  const stop = new AbortController();
  const stages: string[] = [];
  const tell = (task: Task) => {
    stages.push(task.stage);
    if ((task.bytes?.done ?? 0) > 2 * mebi) stop.abort(new Error("stopped by the user"));
  };
  const request = { from: cache.folder, to, layout: "tree", tool: "nimops 0.0.0", parallel: 1 } as const;
  const stopped = upload(request, { ...world, signal: stop.signal, progress: { ...world.progress, tell } });
  await expect(stopped).rejects.toThrow("stopped by the user");
  expect(stages.at(-1)).toBe("stopped");
  expect(await upload(request, world)).toMatchObject({ changed: true });
});

test("links out of the cache and sockets are refused before anything is sent", async () => {
  const to = disk("untouched");
  const odd = cacheFolder(join(folder, "odd"), { "config.json": 5 });
  symlinkSync("/etc/passwd", join(odd.folder, "passwd"));
  await expect(uploadHere({ from: odd.folder, to, layout: "tree" })).rejects.toMatchObject({
    code: "cache/broken-link",
  });
  expect(readdirSync(to)).toEqual([]);
});

test("names of objects come from the cache only: __proto__ is a file as any other", async () => {
  const to = disk("proto");
  const from = disk("proto-cache");
  for (const name of ["__proto__", "constructor", "toString"]) writeFileSync(join(from, name), name);
  const { contents } = await uploadHere({ from, to, layout: "tree" });
  expect(contents.map(({ path }) => path)).toEqual(["__proto__", "constructor", "toString"]);
  expect(readFileSync(join(to, "__proto__"), "utf8")).toBe("__proto__");
  expect(await uploadHere({ from, to, layout: "tree" })).toMatchObject({ changed: false });
});

test("the gate never lends more than it has, and lets everybody in at last", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(20 * mebi), { maxLength: 40 }),
      fc.integer({ min: 1, max: 9 }),
      async (sizes, places) => {
        const gate = new Gate(places, 12 * mebi);
        const lent = new Set<ArrayBufferLike>();
        let [inside, bytes, done] = [0, 0, 0];
        await Promise.all(
          sizes.map((size) =>
            gate.withMemory(size, async (memory) => {
              expect(memory.length).toBe(size);
              expect(lent.has(memory.buffer)).toBe(false);
              lent.add(memory.buffer);
              inside += 1;
              bytes += Math.min(size, 12 * mebi);
              expect(inside).toBeLessThanOrEqual(places);
              expect(bytes).toBeLessThanOrEqual(12 * mebi);
              await null;
              inside -= 1;
              bytes -= Math.min(size, 12 * mebi);
              lent.delete(memory.buffer);
              done += 1;
            }),
          ),
        );
        expect(done).toBe(sizes.length);
      },
    ),
    { numRuns: 30 },
  );
});

test("the first failure of many stops what has not begun", async () => {
  const begun: number[] = [];
  const work = async (item: number) => {
    begun.push(item);
    await null;
    if (item === 2) throw new Error("two");
  };
  await expect(forEach([1, 2, 3, 4, 5, 6, 7, 8, 9], 2, work)).rejects.toThrow("two");
  expect(begun.length).toBeLessThan(6);
});
