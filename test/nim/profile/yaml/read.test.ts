import { describe, expect, test } from "vitest";
import { readYaml } from "../../../../src/nim/profile/yaml/read.ts";

describe("a text that ends within a list or map, as a broken download does, is no YAML", () => {
  test.each([
    "a: [",
    "a: {b: 1",
    '{"a": {"tags": {"x": "{"}}',
    "a: {\n---\nb: 1\n",
    "--- {\n...\n",
    "a: [1,\n",
  ])("%j", (text) => {
    expect(() => readYaml(text)).toThrow("did not find expected ',' or a closing bracket");
  });
});

describe("brackets that open nothing do not count", () => {
  test.each([
    ["of quoted texts", "a: {b: '[', c: \"{\"}\n"],
    ["of plain texts", "a: x[{\n"],
    ["of block texts", "a: |-\n  ["],
    ["of comments", "a: 1 # [\n"],
    ["of documents behind the first, which nobody reads", "a: {}\n---\nb: ["],
    ["of what follows the end of the first", "a: {}\n...\n["],
  ])("%s", (_, text) => {
    expect(readYaml(text)).toMatchObject({ kind: "map" });
  });
});
