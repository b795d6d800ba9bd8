import { expect, test } from "vitest";
import { parseModelManifest } from "../../../src/nim/profile/model-manifest.ts";
import { olderFormProfiles } from "../../../src/nim/profile/older-form.ts";

test("the profiles of a list `manifest`, in their order, with tags as they are written", () => {
  const text = "model_profile: molmim\nmanifest:\n- {id: a, tags: {tp: 1, fast: true}}\n- {id: b}\n";
  expect(parseModelManifest(text)).toMatchObject({ kind: "unreadable", looksLike: "older form" });
  const profiles = olderFormProfiles(text)?.map(({ id, tags }) => [id, Object.fromEntries(tags)]);
  expect(profiles).toEqual([
    ["a", { tp: "1", fast: "true" }],
    ["b", {}],
  ]);
});

test("an entry without an id is no profile", () => {
  expect(olderFormProfiles("manifest:\n- {tags: {tp: 1}}\n- {id: ''}\n-\n")).toEqual([]);
});

test.each([
  ["a list", "- a"],
  ["profiles as keys", "a: {tags: {}}"],
  ["a list of something else", "manifest: [a, b]"],
  ["no YAML", "manifest: ["],
  ["nothing", ""],
  ["too deep a nesting", `manifest: ${"[".repeat(20_000)}`],
])("%s is of no such form", (_, text) => {
  expect(olderFormProfiles(text)).toBeUndefined();
});
