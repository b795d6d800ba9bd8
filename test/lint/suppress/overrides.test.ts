import { describe, expect, test } from "vitest";
import { looseCache, shown, suppressing } from "./suppressing.ts";

const override = (...lines: string[]) =>
  `overrides:\n  - rule: image-tag-latest\n${lines.map((line) => `    ${line}\n`).join("")}    reason: the demo\n`;
const off = 'severity: "off"';
const files = { "dev/a.yaml": looseCache("a"), "prod/b.yaml": looseCache("b") };
const [devWarning, prodWarning] = [
  "dev/a.yaml:8 warning image-tag-latest",
  "prod/b.yaml:8 warning image-tag-latest",
];

describe("an override", () => {
  test("turns a rule off, with or without quotes around off", () => {
    expect(suppressing(files, { config: override(off) })).toMatchObject({ findings: [], suppressed: 2 });
    expect(suppressing(files, { config: override("severity: off") })).toMatchObject({
      findings: [],
      suppressed: 2,
    });
  });

  test("gives another severity", () => {
    expect(shown(suppressing(files, { config: override("severity: error") }).findings)).toEqual([
      "dev/a.yaml:8 error image-tag-latest",
      "prod/b.yaml:8 error image-tag-latest",
    ]);
  });

  test.each([
    ["a directory", "paths: [dev]"],
    ["a file", "paths: [x.yaml, ./dev/a.yaml]"],
    ["a glob", 'paths: ["*/a.yaml"]'],
    ["a resource", "objects: [default/a]"],
    ["a glob of resources", 'objects: ["*/a*"]'],
    [
      "a kind, a directory and a resource together",
      "{kinds: [NIMCache], paths: [dev], objects: [default/*]}",
    ],
  ])("holds for %s alone", (_, where) => {
    const lines = where.startsWith("{") ? where.slice(1, -1).split(/, (?=[a-z]+:)/) : [where];
    const { findings, suppressed } = suppressing(files, { config: override(...lines, off) });
    expect(shown(findings)).toEqual([prodWarning]);
    expect(suppressed).toBe(1);
  });

  test("of several that match, the last counts, and all are used", () => {
    const both = `${override("severity: error")}${override("paths: [dev]", off).replace("overrides:\n", "")}`;
    expect(shown(suppressing(files, { config: both }).findings)).toEqual([
      "prod/b.yaml:8 error image-tag-latest",
    ]);
  });

  test("silences only the rules that it names", () => {
    const { findings } = suppressing({ "a.yaml": looseCache("A") }, { config: override(off) });
    expect(shown(findings)).toEqual(["a.yaml:4 error invalid-value"]);
  });

  test("counts as used where a comment silences the same finding, and the comment does, too", () => {
    const text = looseCache("a", "# nimops-ignore image-tag-latest: x");
    expect(suppressing({ "a.yaml": text }, { config: override(off) }).findings).toEqual([]);
  });

  test("may silence what is said about ignores", () => {
    const text = looseCache("a", "# nimops-ignore");
    const config = override(off).replace("image-tag-latest", "bad-ignore");
    expect(shown(suppressing({ "a.yaml": text }, { config }).findings)).toEqual([
      "a.yaml:9 warning image-tag-latest",
    ]);
  });
});

describe("an override that matches nothing", () => {
  const config = `overrides:
  - rules: [image-tag-latest, unknown-field]
    paths: [dev]
    severity: info
    reason: x
  - rule: image-tag-latest
    paths: [staging]
    severity: info
    reason: x
`;

  test("is a finding at its place in nimops.yaml, for each rule that it names", () => {
    const { findings } = suppressing(files, { config });
    expect(shown(findings)).toEqual([
      "dev/a.yaml:8 info image-tag-latest",
      "nimops.yaml:2 warning unused-ignore",
      "nimops.yaml:6 warning unused-ignore",
      prodWarning,
    ]);
    expect(findings.map(({ message, location }) => [message, location.start.column])).toContainEqual([
      "this override matches no finding of unknown-field",
      31,
    ]);
  });

  test("is not told where only some files were linted, or where its rule is off", () => {
    expect(shown(suppressing(files, { config, complete: false }).findings)).toHaveLength(2);
    const severities = { "unknown-field": "off", "image-tag-latest": "off" } as const;
    expect(suppressing(files, { config, severities }).findings).toEqual([]);
  });
});

test("strict, an override counts only where it makes a finding worse", () => {
  const strict = (severity: string) =>
    shown(
      suppressing(files, { config: override("paths: [dev]", `severity: ${severity}`), noIgnores: true })
        .findings,
    );
  expect(strict('"off"')).toEqual([devWarning, prodWarning]);
  expect(strict("info")).toEqual([devWarning, prodWarning]);
  expect(strict("error")).toEqual(["dev/a.yaml:8 error image-tag-latest", prodWarning]);
});

test("a rule that does not exist is told with its place", () => {
  const config = override(off).replace("rule: image-tag-latest", "rules: [image-tag-latest, image-tag-last]");
  expect(() => suppressing(files, { config })).toThrow(
    /^nimops\.yaml:2:31: there is no rule "image-tag-last"/,
  );
});

describe("a mistake in an override is told with its place", () => {
  test.each([
    ["reason: ''", /^nimops\.yaml:4:5: overrides\[0\]\.reason: must say why/],
    ["reason: ' '", /reason: must say why/],
    ["", /^nimops\.yaml:2:5: overrides\[0\]\.reason: must say why/],
    ["reason: x\n    rules: [unknown-field]", /overrides\[0\]: needs either rule or rules/],
    ["reason: x\n    objects: [chat]", /objects\[0\]: must be namespace\/name, such as models\/chat-\*/],
    ["reason: x\n    kinds: [Pod]", /kinds\[0\]/],
    ["reason: x\n    path: [dev]", /unknown setting overrides\[0\]\.path/],
    ["reason: x\n    paths: []", /paths/],
  ])("%j", (more, message) => {
    const config = `overrides:\n  - rule: image-tag-latest\n    severity: info\n    ${more}\n`;
    expect(() => suppressing(files, { config })).toThrow(message);
  });
});
