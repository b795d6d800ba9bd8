import { describe, expect, test } from "vitest";
import { longestManifest, parseModelManifest, profileTags } from "../../../src/nim/profile/model-manifest.ts";

const profilesOf = (text: string) => {
  const read = parseModelManifest(text);
  if (read.kind !== "v1" && read.kind !== "v2") return expect.fail(JSON.stringify(read));
  return Object.fromEntries(read.profiles.map(({ id, tags }) => [id, Object.fromEntries(tags)]));
};
const messageOf = (text: string) => {
  const read = parseModelManifest(text);
  return read.kind === "unreadable" ? read.message : expect.fail(`it was read as ${read.kind}`);
};

describe("the two forms", () => {
  test("profile ids as keys are v1, with model, release and container", () => {
    const text = `
aa:
  model: meta/llama
  release: 1.10
  tags: {tp: 1}
  container_url: nvcr.io/nim/x:1
  workspace: !workspace
    components:
    - dst: weights
      src:
        repo_id: ngc://nim/x:1
        files:
        - !name 'config.json'
        - !name model.safetensors
`;
    expect(parseModelManifest(text)).toEqual({
      kind: "v1",
      schemaVersion: "",
      selectionCriteria: "",
      profiles: [
        {
          id: "aa",
          tags: new Map([["tp", "1"]]),
          model: "meta/llama",
          release: "1.10",
          containerUrl: "nvcr.io/nim/x:1",
        },
      ],
    });
  });

  test("a list beside schema_version is v2, in its order, two of one id included", () => {
    const text = `
schema_version: '2.0'
profile_selection_criteria: cost
profiles:
- {id: b, tags: {tp: '1'}}
- {id: a, tags: {tp: 2}, workspace: {files: {a/b.json: {uri: 'ngc://x?file=b'}}}}
- {id: b, tags: {tp: 4}}
- {}
`;
    const read = parseModelManifest(text);
    expect(read).toMatchObject({ kind: "v2", schemaVersion: "2.0", selectionCriteria: "cost" });
    expect("profiles" in read && read.profiles.map(({ id }) => id)).toEqual(["b", "a", "b", ""]);
    expect(profileTags(read, "b")).toEqual(new Map([["tp", "1"]]));
    expect(profileTags(read, "c")).toBeUndefined();
  });

  test.each(["2", "'2.0'", "1.2", "v2", "0x2", "2024-01-01", "~2"])(
    "any 2 in schema_version makes it v2: %s",
    (version) => {
      expect(parseModelManifest(`schema_version: ${version}\nprofiles: []\n`).kind).toBe("v2");
    },
  );

  test("a v1 map with such a version has no profiles, since it is read as v2", () => {
    expect(profilesOf("schema_version: 1.2\naa: {tags: {tp: 1}}\n")).toEqual({});
  });

  test("a v1 map with another version is taken for a profile that is none", () => {
    expect(parseModelManifest('schema_version: "1.0"\naa: {tags: {tp: 1}}\n')).toEqual({
      kind: "unreadable",
      message: "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str `1.0` into v1.NIMProfile",
      looksLike: "v1 with schema_version",
    });
  });

  test("without a value schema_version is a profile of its own", () => {
    expect(profilesOf("schema_version:\naa: {tags: {tp: 1}}\n")).toEqual({
      schema_version: {},
      aa: { tp: "1" },
    });
  });

  test("a list of profiles whose version has no 2 cannot be read", () => {
    const read = parseModelManifest("schema_version: 3.0\nprofiles:\n- {id: a}\n");
    expect(read).toMatchObject({ kind: "unreadable", looksLike: "v2 without 2 in schema_version" });
  });

  test("the older form cannot be read, and is called by its name", () => {
    expect(parseModelManifest("model_profile: x\nmanifest:\n- {id: aa, tags: {}}\n")).toEqual({
      kind: "unreadable",
      message:
        "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str `x` into v1.NIMProfile\n" +
        "  line 3: cannot unmarshal !!seq into v1.NIMProfile",
      looksLike: "older form",
    });
  });

  test.each([
    ["", { kind: "empty" }],
    ["\n# only a comment\n", { kind: "v1", profiles: [] }],
    ["---\n", { kind: "v1", profiles: [] }],
    ["null", { kind: "v1", profiles: [] }],
    ["{}", { kind: "v1", profiles: [] }],
  ])("little text: %j", (text, expected) => {
    expect(parseModelManifest(text)).toMatchObject(expected);
  });

  test.each([
    ["molmim", "line 1: cannot unmarshal !!str `molmim` into v1.NIMManifest"],
    ["- a", "line 1: cannot unmarshal !!seq into v1.NIMManifest"],
    ["12", "line 1: cannot unmarshal !!int `12` into v1.NIMManifest"],
    ["aa: [1]", "line 1: cannot unmarshal !!seq into v1.NIMProfile"],
    ["aa: {tags: [a]}", "line 1: cannot unmarshal !!seq into map[string]string"],
    ["aa: {tags: {tp: {a: 1}}}", "line 1: cannot unmarshal !!map into string"],
    ["aa: {tags: a long text}", "line 1: cannot unmarshal !!str `a long ...` into map[string]string"],
  ])("what is no manifest: %s", (text, mistake) => {
    expect(messageOf(text)).toBe(`yaml: unmarshal errors:\n  ${mistake}`);
  });
});

describe("YAML as the operator's library reads it (gopkg.in/yaml.v3)", () => {
  test.each([
    ["1", "1"],
    ["1.0", "1.0"],
    ["0x1F", "0x1F"],
    ["1_000", "1_000"],
    ["true", "true"],
    ["True", "True"],
    ["yes", "yes"],
    ["2330:10de", "2330:10de"],
    ["2024-01-01", "2024-01-01"],
    ["'it''s'", "it's"],
    ['"\\x41"', "A"],
    ["~", ""],
    ["", ""],
    ["null", ""],
    ["'null'", "null"],
    ["!!str 1", "1"],
    ["!custom 1", "1"],
    ["!!float 1", "1"],
    ["!!binary aGk=", "hi"],
  ])("a tag's value is its source text: %s", (written, text) => {
    expect(profilesOf(`aa:\n  tags:\n    tp: ${written}\n`)).toEqual({ aa: { tp: text } });
  });

  test.each([
    ["!!int x", "yaml: cannot decode !!str `x` as a !!int"],
    ["!!bool yes", "yaml: cannot decode !!str `yes` as a !!bool"],
    ["!!binary '*'", "yaml: !!binary value contains invalid base64 data"],
    ["*nowhere", "yaml: unknown anchor 'nowhere' referenced"],
  ])("a value that contradicts its tag: %s", (written, message) => {
    expect(messageOf(`aa:\n  tags:\n    tp: ${written}\n`)).toBe(message);
  });

  test.each([
    ["of profiles", "aa: {}\nbb: {}\naa: {}\n", 'line 3: mapping key "aa" already defined at line 1'],
    [
      "of tags",
      "aa:\n  tags:\n    tp: 1\n    'tp': 2\n",
      'line 4: mapping key "tp" already defined at line 3',
    ],
    ["of a number and a text", "1: {}\n'1': {}\n", 'line 2: mapping key "1" already defined at line 1'],
    [
      "in files",
      "aa: {workspace: {components: [{src: {a: 1, a: 1}}]}}",
      'line 1: mapping key "a" already defined',
    ],
  ])("a repeated key is a mistake: %s", (_, text, mistake) => {
    expect(messageOf(text)).toContain(mistake);
  });

  test("what the operator does not read may repeat keys", () => {
    expect(profilesOf("aa: {other: {a: 1, a: 1}, tags: {tp: 1}}\n")).toEqual({ aa: { tp: "1" } });
  });

  test("a key without a value is a profile without tags, and a value without a key is passed over", () => {
    expect(profilesOf("aa:\n~: {tags: {tp: 1}}\n")).toEqual({ aa: {} });
  });

  test("anchors, aliases and merge keys", () => {
    const text = `
base: &base {tags: {tp: 1, gpu: H100}}
same: *base
merged: {<<: *base, model: x}
own:
  tags:
    <<: [{tp: 2, precision: fp8}, {precision: bf16, profile: latency}]
    tp: 8
`;
    expect(profilesOf(text)).toEqual({
      base: { tp: "1", gpu: "H100" },
      same: { tp: "1", gpu: "H100" },
      merged: { tp: "1", gpu: "H100" },
      own: { tp: "8", precision: "fp8", profile: "latency" },
    });
    expect(messageOf("aa: {tags: {<<: 1}}")).toBe(
      "yaml: map merge requires map or sequence of maps as the value",
    );
    expect(messageOf("aa: &a {tags: *a}")).toBe("yaml: anchor 'a' value contains itself");
  });

  test("only the first document counts, also where a later one is broken", () => {
    expect(profilesOf("aa: {tags: {tp: 1}}\n---\n[broken")).toEqual({ aa: { tp: "1" } });
  });

  test("mistakes of syntax tell their line", () => {
    expect(messageOf("aa:\n  tags:\n    tp: 1\n   gpu: x\n")).toMatch(/^yaml: line 4: /);
    expect(messageOf("aa: {tags: {tp: \u0001}}")).toBe("yaml: control characters are not allowed");
  });

  test.each(["\r\n", "\r"])("line ends %j", (end) => {
    expect(profilesOf(["aa:", "  tags:", "    tp: 1", ""].join(end))).toEqual({ aa: { tp: "1" } });
  });
});

describe("what was written to do harm", () => {
  test("names of JavaScript's own are names like others", () => {
    const read = parseModelManifest("__proto__: {tags: {__proto__: x, constructor: y}}\ntoString: {}\n");
    expect("profiles" in read && read.profiles.map(({ id }) => id)).toEqual(["__proto__", "toString"]);
    expect(profileTags(read, "__proto__")?.get("__proto__")).toBe("x");
  });

  test("aliases that unfold into billions are refused, as by the operator", () => {
    const rows = Array.from({ length: 12 }, (_, level) =>
      level === 0 ? "a: &a0 [x, x, x]" : `b${level}: &a${level} [${`*a${level - 1}, `.repeat(9)}]`,
    );
    const text = `${rows.join("\n")}\nz: {workspace: {components: [{src: {files: *a11}}]}}\n`;
    expect(messageOf(text)).toBe("yaml: document contains excessive aliasing");
  });

  test.each([
    ["brackets", "[".repeat(100_000)],
    ["maps", `a: ${"{a: ".repeat(100_000)}`],
    ["dashes", `${"- ".repeat(50_000)}x`],
    ["indentation", Array.from({ length: 2000 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join("")],
  ])("endless nesting of %s is a mistake, not a crash", (_, text) => {
    expect(parseModelManifest(text).kind).toBe("unreadable");
  });

  test.each([
    ["characters", "#".repeat(longestManifest + 1)],
    ["marks", `[${",".repeat(1_100_000)}`],
  ])("too many %s are told as our limit, not as the operator's answer", (_, text) => {
    expect(parseModelManifest(text)).toMatchObject({ kind: "unreadable", looksLike: "too large" });
  });
});
