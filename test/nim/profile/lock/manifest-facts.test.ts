import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { manifestFacts } from "../../../../src/nim/profile/lock/manifest-facts.ts";
import { parseModelManifest } from "../../../../src/nim/profile/model-manifest.ts";
import { goldenDirectory, haveGolden, noGolden } from "../../../support/golden.ts";

const v1 = `one:
  model: m
  release: '1.0'
  tags:
    tp: 1
    release: 1.0
  container_url: u
  workspace: !workspace
    components:
    - dst: a
      src:
        repo_id: !x ngc://a
        files:
        - !name 'LICENSE.txt'
        - !name 'config.json'
    - dst: b
      src:
        files: [!name c]
# between
two:
  tags: {tp: '2'}
`;

test("lists of files are cut out of the form v1, all else stays to the byte", () => {
  const facts = manifestFacts(v1);
  const cut = v1.slice(0, v1.indexOf("  workspace")) + v1.slice(v1.indexOf("two:"));
  expect(facts.stripped).toBe(true);
  expect([cut, cut.replace("two:", "# between\ntwo:")]).toContain(facts.text);
  expect(facts.profiles).toEqual([
    { id: "one", facts: { tags: { tp: "1", release: "1.0" }, files: 3 } },
    { id: "two", facts: { tags: { tp: "2" }, files: undefined } },
  ]);
});

test("a tag that a lock cannot hold is left out, in each form", () => {
  for (const text of [
    "one:\n  tags: {__proto__: x, tp: 1}\n",
    "schema_version: '2.0'\nprofiles:\n- id: one\n  tags: {__proto__: x, tp: 1}\n",
    "model_profile: x\nmanifest:\n- id: one\n  tags: {__proto__: x, tp: 1}\n",
  ]) {
    const [profile, ...others] = manifestFacts(text).profiles;
    expect(Object.keys(profile?.facts.tags ?? {}), text).toEqual(["tp"]);
    expect(others).toEqual([]);
  }
});

test("lists of files are cut out of the form v2", () => {
  const text = `schema_version: '2.0'
profiles:
- id: a
  tags: {tp: 1}
  workspace:
    files:
      x: {uri: ngc://x}
      y: {uri: ngc://y}
- workspace:
    files:
      x: {uri: ngc://x}
  id: b
  tags: {tp: 2}
`;
  const facts = manifestFacts(text);
  expect(facts.profiles.map(({ id, facts: { files } }) => [id, files])).toEqual([
    ["a", 2],
    ["b", 1],
  ]);
  // The second stands on the line of its dash: then nothing is cut.
  expect(facts).toMatchObject({ stripped: false, text });
});

test.each([
  ["in flow style", "a: {tags: {tp: 1}, workspace: {components: []}}\n"],
  [
    "with an anchor that others need",
    "a:\n  tags: &t {tp: 1}\n  workspace:\n    components: &c []\nb:\n  tags: *t\n  workspace:\n    components: *c\n",
  ],
  ["of a wrong type", "a:\n  tags: {tp: 1}\n  workspace: [1]\n"],
  ["in a broken text", "a:\n  tags: {tp: 1}\n  workspace: {\n"],
])("a workspace %s is never cut so that the operator reads something else", (_, text) => {
  expect(parseModelManifest(manifestFacts(text).text)).toEqual(parseModelManifest(text));
});

test("of a text that the operator cannot read all is kept, with the reason", () => {
  const facts = manifestFacts("a:\n- id: a\n");
  expect(facts).toMatchObject({ stripped: false, profiles: [], text: "a:\n- id: a\n" });
  expect(facts.fault).toContain("unmarshal");
  expect(manifestFacts("[".repeat(100_000)).fault).toBeDefined();
});

test("the form of the first images tells its profiles all the same", () => {
  const text = "model_profile: x\nmanifest:\n- id: a\n  tags: {tp: 2}\n";
  const facts = manifestFacts(text);
  expect(facts).toMatchObject({
    text,
    stripped: false,
    profiles: [{ id: "a", facts: { tags: { tp: "2" } } }],
  });
  expect(facts.fault).toContain("unmarshal");
});

describe.skipIf(!haveGolden && !process.env.CI)(haveGolden ? "recorded manifests" : noGolden, () => {
  const lines = haveGolden
    ? readFileSync(join(goldenDirectory, "profiles.jsonl"), "utf8").trimEnd().split("\n")
    : [];
  const manifests = [...new Set(lines.map((line) => String(JSON.parse(line).manifest)))];

  test("of every recorded manifest the operator reads the same in what is kept", () => {
    expect(manifests.length).toBeGreaterThan(10);
    for (const text of manifests) {
      expect(parseModelManifest(manifestFacts(text).text)).toEqual(parseModelManifest(text));
    }
  });

  test("lists of files are cut out of those that have some", () => {
    const withFiles = manifests.filter((text) => text.includes("workspace:"));
    expect(withFiles.map((text) => manifestFacts(text).text.includes("workspace:"))).toEqual(
      withFiles.map(() => false),
    );
  });
});
