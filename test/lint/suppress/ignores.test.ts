import { describe, expect, test } from "vitest";
import { withinCpu } from "../../support/within-cpu.ts";
import { looseCache, shown, suppressing } from "./suppressing.ts";

const reason = "the demo always shows the newest";
const ignore = `# nimops-ignore image-tag-latest: ${reason}`;

describe("a comment silences", () => {
  test("the line below it", () => {
    expect(suppressing({ "a.yaml": looseCache("a", ignore) })).toMatchObject({ findings: [], suppressed: 1 });
  });

  test("its own line", () => {
    const text = looseCache("a").replace(":latest", `:latest ${ignore}`);
    expect(suppressing({ "a.yaml": text })).toMatchObject({ findings: [], suppressed: 1 });
  });

  test.each([
    ["above the first key", (text: string) => `${ignore}\n${text}`],
    ["above the marker of the document", (text: string) => `${ignore}\n---\n${text}`],
    ["on the marker of the document", (text: string) => `--- ${ignore}\n${text}`],
    ["on the line of kind", (text: string) => text.replace("NIMCache", `NIMCache ${ignore}`)],
    ["above metadata", (text: string) => text.replace("metadata:", `${ignore}\nmetadata:`)],
  ])("the whole resource, %s", (_, put) => {
    expect(suppressing({ "a.yaml": put(looseCache("a")) })).toMatchObject({ findings: [], suppressed: 1 });
  });

  test("that document and not the next one", () => {
    const text = `${ignore}\n${looseCache("a")}---\n${looseCache("b")}`;
    expect(shown(suppressing({ "a.yaml": text }).findings)).toEqual(["a.yaml:31 warning image-tag-latest"]);
  });

  test("one item of a List, or all of it", () => {
    const item = (text: string) => `- ${text.trimEnd().replaceAll("\n", "\n  ")}\n`;
    const listOf = (first: string, second: string, head = "") =>
      `apiVersion: v1\nkind: List ${head}\nitems:\n${item(first)}${item(second)}`;
    const one = listOf(
      `kind: NIMCache ${ignore}\n${looseCache("a").replace("kind: NIMCache\n", "")}`,
      looseCache("b"),
    );
    expect(shown(suppressing({ "a.yaml": one }).findings)).toEqual(["a.yaml:32 warning image-tag-latest"]);
    const both = listOf(looseCache("a"), looseCache("b"), ignore);
    expect(suppressing({ "a.yaml": both })).toMatchObject({ findings: [], suppressed: 2 });
  });

  test("only what it names", () => {
    const text = looseCache("A", "# nimops-ignore unknown-field: not this one");
    expect(shown(suppressing({ "a.yaml": text }).findings)).toEqual([
      "a.yaml:4 error invalid-value",
      "a.yaml:8 warning unused-ignore",
      "a.yaml:9 warning image-tag-latest",
    ]);
  });

  test("several rules, and each must be there", () => {
    const text = looseCache("a", `# nimops-ignore image-tag-latest, unknown-field: ${reason}`);
    const { findings } = suppressing({ "a.yaml": text });
    expect(findings.map(({ rule, message, location }) => [rule, message, location.start])).toEqual([
      ["unused-ignore", "there is no finding of unknown-field here to ignore", { line: 8, column: 7 }],
    ]);
  });

  test("not what a string or a block scalar says", () => {
    const annotations = `metadata:\n  annotations:\n    note: |\n      ${ignore}\n      kind: x\n    other: "${ignore}"`;
    const text = looseCache("a").replace("metadata:", annotations);
    expect(shown(suppressing({ "a.yaml": text }).findings)).toEqual(["a.yaml:13 warning image-tag-latest"]);
  });

  test("a finding of the text itself, such as a scalar that two versions read differently", () => {
    const text = looseCache("a").replace("metadata:", "metadata:\n  labels:\n    note: !!str x\n");
    expect(shown(suppressing({ "a.yaml": text }).raw)).toEqual(["a.yaml:11 warning image-tag-latest"]);
    const spoilt = looseCache("yes");
    const [finding] = suppressing({ "a.yaml": spoilt }).raw;
    const ignored = spoilt.replace("name: yes", `name: yes # nimops-ignore ${finding?.rule}: it is a name`);
    expect(suppressing({ "a.yaml": ignored }).findings.map(({ rule }) => rule)).not.toContain(finding?.rule);
  });
});

describe("an annotation silences", () => {
  const annotated = (value: string, name = "a") =>
    looseCache(name).replace("metadata:", `metadata:\n  annotations:\n    nimops.dev/ignore: ${value}`);

  test("the whole resource and no other one", () => {
    const text = `${annotated(`"image-tag-latest: ${reason}"`)}---\n${looseCache("b")}`;
    expect(shown(suppressing({ "a.yaml": text }).findings)).toEqual(["a.yaml:32 warning image-tag-latest"]);
  });

  test("several rules, each with its reason", () => {
    const text = annotated(`"image-tag-latest: ${reason}; invalid-value: old"`, "A");
    expect(suppressing({ "a.yaml": text })).toMatchObject({ findings: [], suppressed: 2 });
    const lines = annotated(`|\n      image-tag-latest: ${reason}\n      invalid-value: old`, "A");
    expect(suppressing({ "a.yaml": lines })).toMatchObject({ findings: [], suppressed: 2 });
  });

  test("in JSON on one line, where the other resource of the line stays", () => {
    const cache = (name: string, annotations: object) => ({
      apiVersion: "apps.nvidia.com/v1alpha1",
      kind: "NIMCache",
      metadata: { name, annotations },
      spec: {
        source: { ngc: { modelPuller: "nvcr.io/nim/meta/llama:latest", pullSecret: "p", authSecret: "s" } },
        storage: {
          pvc: { create: true, size: "50Gi", volumeAccessMode: "ReadWriteMany", storageClass: "nfs" },
        },
      },
    });
    const items = [cache("a", { "nimops.dev/ignore": `image-tag-latest: ${reason}` }), cache("b", {})];
    const text = JSON.stringify({ apiVersion: "v1", kind: "List", items });
    const { findings, raw } = suppressing({ "a.json": text });
    const named = (all: typeof findings) =>
      all.filter(({ rule }) => rule === "image-tag-latest").map(({ object }) => object?.name);
    expect(named([...raw])).toEqual(["a", "b"]);
    expect(named(findings)).toEqual(["b"]);
  });

  test("once where the resource goes to two clusters", () => {
    const text = annotated(`"resource-name: is right by now"`);
    expect(shown(suppressing({ "a.yaml": text }, { clusters: ["one", "two"] }).findings)).toEqual([
      "a.yaml:5 warning unused-ignore",
      "a.yaml:10 warning image-tag-latest",
    ]);
  });

  test.each([
    [`""`, "this ignore names no rule"],
    [`"image-tag-latest"`, "this ignore gives no reason"],
    [`"image-tag-latest: a; b"`, "this ignore gives no reason"],
  ])("nothing with %s", (value, message) => {
    const { findings } = suppressing({ "a.yaml": annotated(value) });
    expect(findings.filter(({ rule }) => rule === "bad-ignore").map((found) => found.message)).toEqual([
      message,
    ]);
    expect(findings.find(({ rule }) => rule === "bad-ignore")?.object).toEqual({
      kind: "NIMCache",
      namespace: "default",
      name: "a",
    });
  });
});

describe("an ignore that cannot be taken is an error and silences nothing", () => {
  test.each([
    ["# nimops-ignore image-tag-latest", "this ignore gives no reason"],
    ["# nimops-ignore image-tag-latest:", "this ignore gives no reason"],
    [
      "# nimops-ignore image-tag-latest the newest",
      "this ignore has no colon between the rules and the reason",
    ],
    ["# nimops-ignore: the newest", "this ignore names no rule"],
    ["# nimops-ignore", "this ignore names no rule"],
    ["# nimops-ignore all rules: the newest", 'this ignore names "all rules", which is no rule'],
    ["# nimops-ignore image-tag-last: the newest", 'this ignore names "image-tag-last", which is no rule'],
  ])("%s", (comment, message) => {
    const { findings } = suppressing({ "a.yaml": looseCache("a", comment) });
    expect(shown(findings)).toEqual(["a.yaml:8 error bad-ignore", "a.yaml:9 warning image-tag-latest"]);
    expect(findings[0]?.message).toBe(message);
  });

  test("the rules that exist are silenced all the same", () => {
    const text = looseCache("a", `# nimops-ignore image-tag-latest, image-tag-newest: ${reason}`);
    const { findings } = suppressing({ "a.yaml": text });
    expect(findings.map(({ rule, help }) => [rule, help])).toEqual([
      ["bad-ignore", "did you mean image-tag-latest?"],
    ]);
  });

  test("what cannot be read, and the rules about ignores, cannot be ignored", () => {
    const text = looseCache("a", "# nimops-ignore yaml-syntax, unused-ignore, image-tag-latest: hush");
    expect(suppressing({ "a.yaml": text }).findings.map(({ message }) => message)).toEqual([
      "unused-ignore cannot be ignored by another ignore",
      "yaml-syntax cannot be ignored here: what cannot be read is not judged at all",
    ]);
  });

  test("no secret of a comment gets into the message", () => {
    for (const key of [`nvapi-${"Ab1".repeat(22)}x`, `hf_${"a".repeat(34)}`, `nvapi-${"ab1".repeat(22)}x`]) {
      const { findings } = suppressing({ "a.yaml": looseCache("a", `# nimops-ignore ${key}: x`) });
      expect(findings[0]?.rule).toBe("bad-ignore");
      expect(JSON.stringify(findings)).not.toContain(key.slice(0, 12));
    }
  });

  test("a thousand of them are not all told", () => {
    const comments = Array.from({ length: 1000 }, (_, n) => `# nimops-ignore rule-${n}: x`).join("\n");
    expect(suppressing({ "a.yaml": `${comments}\n${looseCache("a")}` }).findings).toHaveLength(101);
  });
});

describe("an ignore that silences nothing", () => {
  test("is a warning at its place", () => {
    const text = looseCache("a", ignore).replace(":latest", ":1.12.0");
    const { findings } = suppressing({ "a.yaml": text });
    expect(shown(findings)).toEqual(["a.yaml:8 warning unused-ignore"]);
    expect(findings[0]?.location).toEqual({
      file: "a.yaml",
      start: { line: 8, column: 7 },
      end: { line: 8, column: 7 + ignore.length },
    });
  });

  test("is not told where its rule is off, or where the document cannot be read", () => {
    const text = looseCache("a", ignore);
    expect(suppressing({ "a.yaml": text }, { severities: { "image-tag-latest": "off" } }).findings).toEqual(
      [],
    );
    const broken = text.replace("spec:", "spec: [");
    const told = new Set(suppressing({ "a.yaml": broken }).findings.map(({ rule }) => rule));
    expect([...told]).toEqual(["yaml-syntax"]);
  });

  test("is not told where the rule about it is off", () => {
    const text = looseCache("a", ignore).replace(":latest", ":1.12.0");
    expect(suppressing({ "a.yaml": text }, { severities: { "unused-ignore": "off" } }).findings).toEqual([]);
  });

  test("two that mean the same finding are both used", () => {
    const text = `${ignore}\n${looseCache("a", ignore)}`;
    expect(suppressing({ "a.yaml": text })).toMatchObject({ findings: [], suppressed: 1 });
  });
});

test("strict, neither comments nor annotations count, and none is told to be wrong or unused", () => {
  const text = looseCache("a", `${ignore}\n      # nimops-ignore\n      # nimops-ignore unknown-field: x`);
  const { findings, suppressed } = suppressing({ "a.yaml": text }, { noIgnores: true });
  expect(shown(findings)).toEqual(["a.yaml:11 warning image-tag-latest"]);
  expect(suppressed).toBe(0);
});

test("a hostile file of ignores is judged within two seconds", async () => {
  const text = `${`${ignore}\n`.repeat(8000)}${looseCache("a")}`;
  const { findings } = await withinCpu(2000, () => suppressing({ "a.yaml": text }));
  expect(findings).toEqual([]);
});
