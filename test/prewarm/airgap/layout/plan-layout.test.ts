import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LayoutFile } from "../../../../src/prewarm/airgap/layout/layout.ts";
import { planLayout } from "../../../../src/prewarm/airgap/layout/plan-layout.ts";

const file = (path: string, size: number): LayoutFile => ({ path, kind: "file", size });
const link = (path: string, target: string): LayoutFile => ({ path, kind: "link", target });

const model = "ngc/hub/models--nim--meta--llama3-8b-instruct";
const cache: readonly LayoutFile[] = [
  file(`${model}/blobs/aa`, 100),
  file(`${model}/blobs/bb`, 20),
  file(`${model}/refs/hf`, 1),
  link(`${model}/snapshots/hf/config.json`, "../../blobs/aa"),
  link(`${model}/snapshots/hf/parts/1.bin`, "../../../blobs/bb"),
];
const keysOf = (plan: ReturnType<typeof planLayout>) => plan.objects.map(({ key }) => key);

describe("the layout tree", () => {
  test("stores what links lead to under both names, and says what that costs", () => {
    const plan = planLayout(cache, { layout: "tree", name: "llama" });
    expect(keysOf(plan)).toEqual([
      `${model}/blobs/aa`,
      `${model}/blobs/bb`,
      `${model}/refs/hf`,
      `${model}/snapshots/hf/config.json`,
      `${model}/snapshots/hf/parts/1.bin`,
    ]);
    expect(plan.doubledBytes).toBe(120);
    expect(plan.objects.find(({ key }) => key.endsWith("config.json"))).toMatchObject({
      size: 100,
      source: `${model}/blobs/aa`,
    });
  });

  test("flattened, stores content once, under the names that a snapshot has for it", () => {
    const unlinked = file(`${model}/blobs/cc`, 7);
    const plan = planLayout([...cache, unlinked], { layout: "tree", links: "flatten", name: "llama" });
    expect(keysOf(plan)).toEqual([
      // Nobody else has its bytes.
      `${model}/blobs/cc`,
      `${model}/refs/hf`,
      `${model}/snapshots/hf/config.json`,
      `${model}/snapshots/hf/parts/1.bin`,
    ]);
    expect(plan.doubledBytes).toBe(0);
  });

  test("flattened, two versions with the same file store it twice, and that is told", () => {
    const second = link(`${model}/snapshots/hf-2/config.json`, "../../blobs/aa");
    const plan = planLayout([...cache, second], { layout: "tree", links: "flatten", name: "llama" });
    expect(plan.doubledBytes).toBe(100);
  });

  test("what an interrupted download left is left out by name", () => {
    const left = [file(`${model}/blobs/dd.incomplete`, 5), file("ngc/hub/tmp/x/y", 5)];
    expect(planLayout([...cache, ...left], { layout: "tree", name: "llama" }).leftOut).toEqual([
      { path: `${model}/blobs/dd.incomplete`, why: "an interrupted download left it" },
      { path: "ngc/hub/tmp/x/y", why: "an interrupted download left it" },
    ]);
  });
});

describe("the layout nim-mirror", () => {
  test("has the key that NIM documents", () => {
    const plan = planLayout(cache, { layout: "nim-mirror", name: "llama" });
    // docs.nvidia.com, "Repository Override for NVIDIA NIM for LLMs", has the first of them.
    expect(keysOf(plan)).toEqual([
      "nim%2Fmeta%2Fllama3-8b-instruct%3Ahf%3Ffile%3Dconfig.json",
      "nim%2Fmeta%2Fllama3-8b-instruct%3Ahf%3Ffile%3Dparts%2F1.bin",
    ]);
    expect(plan.recordKey).toBe("nim-cache.records/llama.json");
    expect(plan.leftOut).toEqual([
      { path: `${model}/refs/hf`, why: "a mirror has no place for the names of versions" },
    ]);
  });

  test.each([
    [
      "models--nim--meta--llama/snapshots/hf-1.5+/a b(1).json",
      "nim%2Fmeta%2Fllama%3Ahf-1.5%2B%3Ffile%3Da%20b%281%29.json",
    ],
    ["top/ngc/hub/models--nvidia--embed/snapshots/1/x", "nvidia%2Fembed%3A1%3Ffile%3Dx"],
    ["ngc/hub/models--nim--meta--a--b/snapshots/1/x", "nim%2Fmeta%2Fa--b%3A1%3Ffile%3Dx"],
  ])("%s becomes %s", (path, key) => {
    expect(keysOf(planLayout([file(path, 1)], { layout: "nim-mirror", name: "n" }))).toEqual([key]);
  });

  test("models of Hugging Face have no place in it, and that is told", () => {
    const path = "huggingface/hub/models--meta--llama/snapshots/abc/config.json";
    expect(planLayout([file(path, 1)], { layout: "nim-mirror", name: "n" }).leftOut).toEqual([
      { path, why: "NIM_REPOSITORY_OVERRIDE is for models of NGC only" },
    ]);
  });

  test("two files that would become one object are refused", () => {
    const twice = [file(`a/${model}/snapshots/hf/x`, 1), file(`b/${model}/snapshots/hf/x`, 2)];
    expect(() => planLayout(twice, { layout: "nim-mirror", name: "n" })).toThrow(
      "would both become the object",
    );
  });
});

describe("the layout model-store", () => {
  test("has the files of the only snapshot at its root", () => {
    const plan = planLayout(cache, { layout: "model-store", name: "llama" });
    expect(keysOf(plan)).toEqual(["config.json", "parts/1.bin"]);
    expect(plan.doubledBytes).toBe(0);
  });

  test("takes a folder that has no snapshots as it is", () => {
    const made = [file("config.json", 1), file("weights/1.bin", 2)];
    expect(keysOf(planLayout(made, { layout: "model-store", name: "llama" }))).toEqual([
      "config.json",
      "weights/1.bin",
    ]);
  });

  test("refuses a cache of several models, and names them", () => {
    const second = file("ngc/hub/models--nim--meta--other/snapshots/1/x", 1);
    expect(() => planLayout([...cache, second], { layout: "model-store", name: "llama" })).toThrow(
      /holds one model, and the cache has 2: "models--nim--meta--llama3-8b-instruct\/snapshots\/hf", "models--nim--meta--other/,
    );
  });
});

describe("links", () => {
  test.each([
    ["out of the cache", "../../../../../../etc/passwd", "leads out of the cache"],
    ["to an absolute path", "/etc/passwd", "leads out of the cache"],
    ["to nothing", "../../blobs/zz", "leads to nothing"],
    ["to itself", "config.json", "leads in a circle"],
    ["to a folder that it lies in", "..", "leads to a folder that it lies in"],
    ["to the cache itself", "../../../../..", "leads to a folder that it lies in"],
  ])("that lead %s are refused by name", (_what, target, message) => {
    const files = [file(`${model}/blobs/aa`, 1), link(`${model}/snapshots/hf/config.json`, target)];
    for (const layout of ["tree", "nim-mirror", "model-store", "tar"] as const) {
      expect(() => planLayout(files, { layout, name: "n" }), layout).toThrow(
        `the link "${model}/snapshots/hf/config.json" ${message}`,
      );
    }
  });

  test("over links, and to folders, are followed", () => {
    const files = [
      file("blobs/aa", 3),
      link("snapshots/1/a", "../../alias/aa"),
      link("alias", "blobs"),
      link("snapshots/main", "1"),
    ];
    const plan = planLayout(files, { layout: "tree", name: "n" });
    expect(plan.objects).toEqual([
      { key: "alias/aa", size: 3, source: "blobs/aa" },
      { key: "blobs/aa", size: 3, source: "blobs/aa" },
      { key: "snapshots/1/a", size: 3, source: "blobs/aa" },
      { key: "snapshots/main/a", size: 3, source: "blobs/aa" },
    ]);
  });
});

test("a key that no store takes is refused", () => {
  const long = `${"x".repeat(250)}/`.repeat(5);
  expect(() => planLayout([file(`${long}a`, 1)], { layout: "tree", name: "n" })).toThrow(
    "longer than the 1024 bytes",
  );
});

test("whatever the files are called, every one of a snapshot has a key of its own that leads back to it", () => {
  const name = fc
    .stringMatching(/^[A-Za-z0-9 +%'()*!~._ü€:?=&#-]{1,20}$/)
    .filter((text) => !/^\.{1,2}$/.test(text));
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 8 }), name, (names, version) => {
      const files = names.map((each) => file(`${model}/snapshots/${version}/${each}`, 1));
      const { objects, leftOut } = planLayout(files, { layout: "nim-mirror", name: "n" });
      const kept = objects.map(({ key }) => decodeURIComponent(key)).sort();
      const wanted = names
        .filter((each) => !each.endsWith(".incomplete"))
        .map((each) => `nim/meta/llama3-8b-instruct:${version}?file=${each}`);
      expect(kept).toEqual(wanted.sort());
      expect(objects.every(({ key }) => /^[A-Za-z0-9._~%-]+$/.test(key))).toBe(true);
      expect(objects.length + leftOut.length).toBe(names.length);
    }),
  );
});
