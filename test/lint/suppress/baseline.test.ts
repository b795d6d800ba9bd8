import { describe, expect, test } from "vitest";
import type { Finding } from "../../../src/lint/finding.ts";
import {
  applyBaseline,
  type BaselineOptions,
  baselineOf,
  formatBaseline,
  parseBaseline,
} from "../../../src/lint/suppress/baseline.ts";
import { UserError } from "../../../src/user-error.ts";
import { looseCache, shown, suppressing } from "./suppressing.ts";

const fromRoot = (path: string) => path;
type Files = Record<string, string>;

describe("a repository with 500 old findings", () => {
  const old: Files = Object.fromEntries(
    Array.from({ length: 250 }, (_, n) => [`apps/${n}.yaml`, looseCache(`Model-${n}`)]),
  );
  const baseline = written(old);

  test("is green after its baseline was written once", () => {
    expect(suppressing(old).findings).toHaveLength(500);
    expect(against(baseline, old)).toEqual({ findings: [], known: 500, stale: 0 });
  });

  test("and the 501st is caught, in a new file as in an old one", () => {
    const inNew = against(baseline, { ...old, "apps/new.yaml": looseCache("new") });
    expect(shown(inNew.findings)).toEqual(["apps/new.yaml:8 warning image-tag-latest"]);
    const changed = old["apps/7.yaml"]?.replace("  storage:", "  storage:\n    sise: 1") ?? "";
    const inOld = against(baseline, { ...old, "apps/7.yaml": changed });
    expect(inOld.findings.map(({ rule, location }) => [rule, location.file])).toEqual([
      ["unknown-field", "apps/7.yaml"],
    ]);
    expect(inOld.known).toBe(500);
  });

  test("stays green when all lines move, documents change places, or a file is renamed", () => {
    const texts = Object.values(old);
    const moved = texts.map((text) => text.replace("metadata:", "# a\n# b\nmetadata:\n  labels:\n    a: b"));
    const together = written({ "all.yaml": texts.join("---\n") });
    expect(against(together, { "all.yaml": moved.reverse().join("---\n") }).findings).toEqual([]);
    const { "apps/1.yaml": renamed = "", ...others } = old;
    expect(against(baseline, { ...others, "models/1.yaml": renamed })).toMatchObject({
      findings: [],
      stale: 0,
    });
  });

  test("is small", () => {
    expect(baseline.length / 500).toBeLessThan(110);
  });
});

describe("a finding is new", () => {
  const list = (...names: string[]) =>
    looseCache("a").replace(
      "metadata:",
      `metadata:\n  labels:\n${names.map((n) => `    ${n}: "-"\n`).join("")}`,
    );

  test("when there is one more of equal ones than before", () => {
    const pair = looseCache("a").replace("gpus:", "gpus:\n          - product: h100\n            sise: 1");
    const three = pair.replace("gpus:", "gpus:\n          - product: h200\n            sise: 1");
    const { findings, known } = against(written({ "a.yaml": pair }), { "a.yaml": three });
    expect(known).toBe(suppressing({ "a.yaml": pair }).findings.length);
    expect(findings.map(({ rule }) => rule)).toContain("unknown-field");
  });

  test("when it is of another resource, though equal in all else", () => {
    const two = { "a.yaml": `${looseCache("a")}---\n${looseCache("b")}` };
    const { findings } = against(written({ "a.yaml": looseCache("a") }), two);
    expect(findings.map(({ object }) => object?.name)).toEqual(["b"]);
  });

  test("when it is copied into another file while the old one is still there", () => {
    const copied = { "a.yaml": looseCache("a"), "b/a.yaml": looseCache("a") };
    const { findings } = against(written({ "a.yaml": looseCache("a") }), copied);
    expect(shown(findings)).toContain("b/a.yaml:8 warning image-tag-latest");
  });

  test("when it came back behind as many as are known", () => {
    const baseline = written({ "a.yaml": list("x") });
    expect(against(baseline, { "a.yaml": list("x", "y") }).findings).toHaveLength(1);
  });
});

describe("entries that match nothing any more", () => {
  const baseline = written({ "a.yaml": looseCache("A"), "b.yaml": looseCache("b") });

  test("are counted", () => {
    expect(against(baseline, { "a.yaml": looseCache("a"), "b.yaml": looseCache("b") })).toMatchObject({
      findings: [expect.objectContaining({ rule: "image-tag-latest" })],
      known: 1,
      stale: 2,
    });
  });

  test("are not counted, nor taken for renamed files, where only some files were linted", () => {
    const some = against(baseline, { "c.yaml": looseCache("b") }, { complete: false });
    expect(shown(some.findings)).toEqual(["c.yaml:8 warning image-tag-latest"]);
    expect(some.stale).toBe(0);
  });
});

describe("the file", () => {
  test("has the same bytes for the same findings in any order", () => {
    const { findings } = suppressing({ "a.yaml": looseCache("A"), "b.yaml": looseCache("B") });
    const text = formatBaseline(baselineOf(findings, fromRoot));
    expect(formatBaseline(baselineOf([...findings].reverse(), fromRoot))).toBe(text);
    expect(formatBaseline(parseBaseline(text, "b.json"))).toBe(text);
  });

  test("reads well: one line for each finding, by file and rule", () => {
    const { findings } = suppressing({ "b.yaml": looseCache("b"), 'a "1".yaml': looseCache("a") });
    expect(formatBaseline(baselineOf(findings, fromRoot)).replace(/[0-9a-f]{32}/g, "…")).toBe(`{
  "version": 1,
  "files": {
    "a \\"1\\".yaml": {
      "image-tag-latest": {
        "…": 1
      }
    },
    "b.yaml": {
      "image-tag-latest": {
        "…": 1
      }
    }
  }
}
`);
  });

  test("without findings is one, too", () => {
    const text = formatBaseline(baselineOf([], fromRoot));
    expect(text).toBe('{\n  "version": 1,\n  "files": {}\n}\n');
    expect(parseBaseline(text, "b.json").size).toBe(0);
  });

  test("counts paths from the root, wherever nimops runs", () => {
    const below = written({ "a.yaml": looseCache("a") }, (path) => `apps/${path}`);
    expect(below).toContain('"apps/a.yaml"');
    expect(against(below, { "apps/a.yaml": looseCache("a") }).known).toBe(1);
  });

  test.each([
    "",
    "[]",
    "null",
    "{}",
    '{"version": 1}',
    '{"version": "1", "files": {}}',
    '{"version": 1, "files": {"a": {"b": {"c": 0}}}}',
    '{"version": 1, "files": {"a": {"b": {"c": "1"}}}}',
    '{"version": 1, "files": {"a": []}}',
    '<<<<<<< HEAD\n{"version": 1, "files": {}}',
  ])("that is none, %j, is the user's mistake", (text) => {
    expect(() => parseBaseline(text, "b.json")).toThrow(UserError);
    expect(() => parseBaseline(text, "b.json")).toThrow("b.json is no baseline of nimops");
  });

  test("of a later version is not guessed at", () => {
    expect(() => parseBaseline('{"version": 2, "files": {}}', "b.json")).toThrow(/version 2/);
  });

  test("with the names of JavaScript's own properties is read like any other", () => {
    const text = '{"version": 1, "files": {"__proto__": {"constructor": {"c": 1}}}}';
    expect(parseBaseline(text, "b.json").get("__proto__")?.get("constructor")?.get("c")).toBe(1);
  });
});

function written(files: Files, root: BaselineOptions["fromRoot"] = fromRoot): string {
  return formatBaseline(baselineOf(suppressing(files).findings, root));
}

function against(text: string, files: Files, options: Partial<BaselineOptions> = {}) {
  const { findings, loaded } = suppressing(files);
  const all: readonly Finding[] = findings;
  const baseline = parseBaseline(text, "baseline.json");
  return applyBaseline(all, baseline, { fromRoot, files: loaded.files.keys(), complete: true, ...options });
}
