import { expect, test } from "vitest";
import type { LockedImage } from "../../../../src/nim/profile/lock/lock.ts";
import { observed } from "../../../../src/nim/profile/lock/observe.ts";

const one = `sha256:${"1".repeat(64)}`;
const two = `sha256:${"2".repeat(64)}`;

test("several sources are laid together, the more trusted one wins", () => {
  const image = observed(undefined, [
    { source: "list-output", profiles: [{ id: "p", facts: { name: "n", minimumGpuMemoryGB: 45 } }] },
    { source: "name", profiles: [{ id: "p", facts: { precision: "bf16" } }] },
    { source: "metadata", profiles: [{ id: "p", facts: { minimumGpuMemoryGB: 44, precision: "fp8" } }] },
    {
      source: "image",
      digest: one,
      protocol: "legacy",
      manifest: ["x"],
      profiles: [{ id: "q", facts: { files: 3 } }],
    },
  ]);
  expect(image).toEqual({
    digest: one,
    protocol: "legacy",
    manifest: ["x"],
    stripped: undefined,
    profiles: [
      { id: "q", files: 3, sources: { files: "image" } },
      {
        id: "p",
        name: "n",
        minimumGpuMemoryGB: 44,
        precision: "fp8",
        sources: { name: "list-output", minimumGpuMemoryGB: "metadata", precision: "metadata" },
      },
    ],
    sources: { digest: "image", protocol: "image", manifest: "image" },
  });
});

const before: LockedImage = {
  digest: one,
  manifest: ["old"],
  profiles: [
    { id: "gone", minimumGpuMemoryGB: 10, sources: { minimumGpuMemoryGB: "metadata" } },
    { id: "mine", size: 7, files: 2, sources: { size: "hand", files: "image" } },
  ],
  sources: { digest: "image", manifest: "image" },
};

test("what a source said before is forgotten when it speaks again, what others said stays", () => {
  const image = observed(before, [
    { source: "metadata", profiles: [{ id: "new", facts: { precision: "fp8" } }] },
  ]);
  expect(image.profiles).toEqual([
    { id: "mine", size: 7, files: 2, sources: { size: "hand", files: "image" } },
    { id: "new", precision: "fp8", sources: { precision: "metadata" } },
  ]);
  expect(image.manifest).toEqual(["old"]);
});

test("under a new digest only what was written by hand stays", () => {
  const image = observed(before, [{ source: "image", digest: two, profiles: [] }]);
  expect(image).toEqual({
    digest: two,
    profiles: [{ id: "mine", size: 7, sources: { size: "hand" } }],
    sources: { digest: "image" },
  });
});

test("asking for the digest alone forgets nothing of what was read in the image", () => {
  expect(observed(before, [{ source: "image", digest: one, profiles: [] }])).toEqual({
    ...before,
    stripped: undefined,
  });
});

test("an image that turns out to have no manifest loses the one that a file gave", () => {
  const given: LockedImage = { manifest: ["x"], profiles: [], sources: { manifest: "model-manifest" } };
  const image = observed(given, [{ source: "image", protocol: "none", profiles: [] }]);
  expect(image).toEqual({ protocol: "none", profiles: [], sources: { protocol: "image" } });
});

test("what is written by hand is never overwritten", () => {
  const image = observed({ profiles: [{ id: "p", size: 7, sources: { size: "hand" } }], sources: {} }, [
    { source: "metadata", profiles: [{ id: "p", facts: { size: 9 } }] },
  ]);
  expect(image.profiles).toEqual([{ id: "p", size: 7, sources: { size: "hand" } }]);
});
