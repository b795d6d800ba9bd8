import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatLock } from "../../../../src/nim/profile/lock/format.ts";
import {
  factSources,
  type LockedImage,
  type LockedProfile,
  type ProfilesLock,
  profileFacts,
} from "../../../../src/nim/profile/lock/lock.ts";
import { lockedModelManifest, lockedProfiles } from "../../../../src/nim/profile/lock/locked.ts";
import { parseLock } from "../../../../src/nim/profile/lock/parse.ts";
import { lockJsonSchema } from "../../../../src/nim/profile/lock/schema.ts";

const image = "nvcr.io/nim/meta/llama-3.1-8b-instruct:1.8.4";

// No fact that is found has this name; a lock that has it is refused.
const word = fc.stringMatching(/^[a-z0-9_.-]{1,12}$/).filter((text) => text !== "__proto__");
const facts = fc.record(
  {
    name: word,
    tags: fc.dictionary(word, fc.string({ maxLength: 20 })),
    precision: word,
    backend: word,
    tensorParallelism: fc.integer({ min: 1, max: 64 }),
    pipelineParallelism: fc.integer({ min: 1, max: 64 }),
    gpus: fc.array(word, { maxLength: 2 }),
    gpuDevices: fc.array(word, { maxLength: 2 }),
    testedGpuDevices: fc.array(word, { maxLength: 2 }),
    lora: fc.boolean(),
    buildable: fc.boolean(),
    minimumGpuMemoryGB: fc.integer({ min: 1, max: 288 }),
    size: fc.integer({ min: 1 }),
    files: fc.nat(),
  },
  { requiredKeys: [] },
);
const profile: fc.Arbitrary<LockedProfile> = fc
  .tuple(fc.stringMatching(/^[0-9a-f]{64}$/), facts, fc.constantFrom(...factSources))
  .map(([id, said, source]) => ({
    id,
    ...said,
    sources: Object.fromEntries(profileFacts.filter((fact) => fact in said).map((fact) => [fact, source])),
  }));
const locked: fc.Arbitrary<LockedImage> = fc.record(
  {
    digest: fc.constant(`sha256:${"0".repeat(64)}`),
    protocol: fc.constantFrom("legacy", "native", "none"),
    manifest: fc.array(fc.string()),
    stripped: fc.boolean(),
    profiles: fc.uniqueArray(profile, { selector: ({ id }) => id, maxLength: 4 }),
    sources: fc.constant({ digest: "image" as const }),
  },
  { requiredKeys: ["profiles", "sources"] },
);
const lock: fc.Arbitrary<ProfilesLock> = fc
  .array(fc.tuple(fc.stringMatching(/^[a-z]{1,6}\/[a-z]{1,6}:[a-z0-9]{1,4}$/), locked), { maxLength: 4 })
  .map((images) => ({ version: 1, images: new Map(images) }));

test("what is written is read back, and written again to the same bytes", async () => {
  const validate = new Ajv({ strict: false }).compile(lockJsonSchema());
  await fc.assert(
    fc.asyncProperty(lock, async (value) => {
      const text = formatLock(value);
      const read = await parseLock(text, "nimops.lock.json");
      expect(formatLock(read)).toBe(text);
      expect([...read.images.keys()].sort()).toEqual([...value.images.keys()].sort());
      for (const [name, { profiles }] of value.images) {
        const byId = (list: readonly LockedProfile[]) => new Map(list.map((entry) => [entry.id, entry]));
        expect(byId(read.images.get(name)?.profiles ?? [])).toEqual(byId(profiles));
      }
      expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test("the order in which facts were found does not show", () => {
  const one: LockedImage = {
    profiles: [
      { id: "b", sources: {} },
      { id: "a", sources: {} },
    ],
    sources: {},
  };
  const other: LockedImage = {
    sources: {},
    profiles: [
      { id: "a", sources: {} },
      { id: "b", sources: {} },
    ],
  };
  const two = formatLock({
    version: 1,
    images: new Map([
      ["z", other],
      ["y", one],
    ]),
  });
  expect(
    formatLock({
      version: 1,
      images: new Map([
        ["y", one],
        ["z", other],
      ]),
    }),
  ).toBe(two);
});

test.each([
  ["nothing", "", "1:1: is no JSON"],
  ["no text", "\u00e9".repeat(10_000), /^nimops.lock.json:1:1: is no JSON.{0,250}$/],
  ["a broken file", '{\n  "version": 1,\n  "images": {\n', "4:1: is no JSON"],
  ["a list", "[]", "1:1: the lock: "],
  ["another version", '{"version": 2, "images": {}}', "1:13: version 2 of the lock file is newer"],
  [
    "a misspelt field",
    `{"version": 1,\n "images": {"a/b:1": {"digst": ""}}}`,
    '2:32: unknown field images["a/b:1"].digst',
  ],
  [
    "a digest of another form",
    `{"version": 1, "images": {"a/b:1": {"digest": "sha1:x"}}}`,
    "must be sha256:",
  ],
  ["a key that is no image", `{"version": 1, "images": {"A B": {}}}`, "must be an image"],
  [
    "a prototype as image",
    `{"version": 1, "images": {"__proto__": {}}}`,
    "1:40: unknown field images.__proto__",
  ],
  [
    "a prototype as tag",
    `{"version": 1, "images": {"a/b:1": {"profiles": [\n{"id": "x", "tags": {"__proto__": ""}, "sources": {}}]}}}`,
    '2:35: unknown field images["a/b:1"].profiles[0].tags.__proto__',
  ],
  [
    "a profile told twice",
    `{"version": 1, "images": {"a/b:1": {"profiles": [\n{"id": "x", "sources": {}},\n{"id": "x", "sources": {}}]}}}`,
    '3:8: images["a/b:1"].profiles[1].id: the profile stands here twice',
  ],
  [
    "a size below one",
    `{"version": 1, "images": {"a/b:1": {"profiles": [{"id": "x", "size": 0, "sources": {}}]}}}`,
    "profiles[0].size",
  ],
])("%s is refused with its place", async (_, text, message) => {
  await expect(parseLock(text, "nimops.lock.json")).rejects.toThrow(message);
});

test("a lock answers for the model manifest of an image that it names", () => {
  const answer = (locked: Partial<LockedImage>) =>
    lockedModelManifest(
      { version: 1, images: new Map([[image, { profiles: [], sources: {}, ...locked }]]) },
      image,
    );
  expect(answer({ manifest: ["a: 1", ""] })).toEqual({ kind: "text", text: "a: 1\n" });
  expect(answer({ protocol: "native" })).toEqual({ kind: "native" });
  expect(answer({ protocol: "none" })).toEqual({ kind: "none" });
  expect(answer({ protocol: "legacy" })).toEqual({ kind: "unknown" });
  expect(lockedModelManifest({ version: 1, images: new Map() }, image)).toBeUndefined();
});

test("a model manifest is the same object each time, as it is parsed once for each", () => {
  const lock: ProfilesLock = {
    version: 1,
    images: new Map([[image, { manifest: ["a: 1"], profiles: [], sources: {} }]]),
  };
  expect(lockedModelManifest(lock, image)).toBe(lockedModelManifest(lock, image));
});

test("tags say what is not said elsewhere, and are believed but for what is written by hand", () => {
  const profile: LockedProfile = {
    id: "p",
    tags: {
      tp: "2",
      pp: "1",
      gpu: "H100",
      feat_lora: "True",
      min_vram_per_device_gb: "40.0",
      llm_engine: "vllm",
    },
    tensorParallelism: 8,
    minimumGpuMemoryGB: 48,
    size: 5,
    sources: {
      tags: "model-manifest",
      tensorParallelism: "metadata",
      minimumGpuMemoryGB: "hand",
      size: "hand",
    },
  };
  const lock: ProfilesLock = { version: 1, images: new Map([[image, { profiles: [profile], sources: {} }]]) };
  expect(lockedProfiles(lock, image)?.[0]).toEqual({
    ...profile,
    tensorParallelism: 2,
    pipelineParallelism: 1,
    gpus: ["H100"],
    lora: true,
    backend: "vllm",
    minimumGpuMemoryGB: 48,
    sources: {
      tags: "model-manifest",
      tensorParallelism: "model-manifest",
      pipelineParallelism: "model-manifest",
      gpus: "model-manifest",
      lora: "model-manifest",
      backend: "model-manifest",
      minimumGpuMemoryGB: "hand",
      size: "hand",
    },
  });
});

test("the published schema is the one of the reader", () => {
  const file = join(import.meta.dirname, "../../../../docs/schemas/nimops.lock.schema.json");
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(JSON.parse(JSON.stringify(lockJsonSchema())));
});
