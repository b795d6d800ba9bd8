import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readDocument } from "../../../src/manifest/yaml/index.ts";
import { readUnquoted } from "../../../src/nim/workload/unquoted-scalar.ts";
import { describeRecorded } from "../../support/golden.ts";
import { madeOfService, namesOf, objectOf, podOf } from "../../support/service-objects.ts";
import { withinCpu } from "../../support/within-cpu.ts";

interface RecordedValue {
  readonly value: string;
  readonly state: "rendered" | "Failed";
  readonly rendered: string | null;
  readonly message: string;
}

describeRecorded<RecordedValue>(
  "a node selector comes out of the template as recorded",
  { file: "nodeselector-values.jsonl", least: 100 },
  (recorded) => {
    test.each(recorded)("$value", ({ value, state, rendered, message }) => {
      const outcome = madeOfService({ nodeSelector: { k: value } });
      if (state === "rendered") {
        expect(outcome.stopped).toBeUndefined();
        expect(podOf(outcome).nodeSelector).toEqual({ k: rendered });
        return;
      }
      // The line depends on the whole template; names of the recording are its own.
      const expected = message.replace(/line \d+: /, "").replace(/"v\d+"/, '"llama"');
      expect(outcome.stopped).toEqual({ state: "Failed", reason: "DeploymentFailed", message: expected });
    });
  },
);

describe("a text without quotes", () => {
  test.each([
    ["a #1", "a"],
    [" a ", "a"],
    ["'8'", "8"],
    ["'it''s'", "it's"],
    ['"a \\"b\\""', 'a "b"'],
    ["!!str 8", "8"],
    ["&a x", "x"],
    ["a b", "a b"],
    ["a:b", "a:b"],
    ["#1", null],
    ["", null],
    ["'8'#1", "8"],
    ['"\\x41\\tb\\u00e9"', "A\tbé"],
    ["&a 8", 8],
    ["&a", null],
    ["&a:1.12.0", ":1.12.0"],
    ["!a", ""],
    ["!a 8", "8"],
    ["! 8", "8"],
    ["&a !!str 8", "8"],
    ["!!str &a 8", "8"],
    ["!!int '8'", 8],
    ["!!float 8", 8],
    ["!<tag:yaml.org,2002:str> 8", "8"],
    ["!!binary aGk=", "hi"],
    ["!!map 8", "8"],
    ["|- # a", ""],
    ["1.12.0\n", "1.12.0"],
    ["8\n", 8],
    ["'8'\r\n\n", "8"],
    ["a #1\n# b\n  # c", "a"],
    ["\n", null],
    ["a\u2028", "a"],
  ])("%j is read as %j", (text, value) => {
    expect(readUnquoted(text)).toEqual({ is: "scalar", value });
  });

  test.each([
    ["a: b", "mapping values are not allowed in this context"],
    ["a:", "mapping values are not allowed in this context"],
    ["'a': b", "mapping values are not allowed in this context"],
    ["- a", "block sequence entries are not allowed in this context"],
    ["? a", "mapping keys are not allowed in this context"],
    ["@a", "found character that cannot start any token"],
    ["`a", "found character that cannot start any token"],
    ["%a", "found character that cannot start any token"],
    [",", "did not find expected node content"],
    ["*a b", "unknown anchor 'a' referenced"],
    ["*", "did not find expected alphabetic or numeric character"],
    ["&a *b", "did not find expected key"],
    ["&a &b x", "did not find expected key"],
    ["!a !b x", "did not find expected key"],
    ["&a,", "did not find expected key"],
    ["&é", "did not find expected alphabetic or numeric character"],
    ["!a,b{", "did not find expected whitespace or line break"],
    ["!!", "did not find expected tag URI"],
    ["!a!b x", "found undefined tag handle"],
    ["!!int 1.0", "cannot decode !!float `1.0` as a !!int"],
    ["!!bool", "cannot decode !!null `` as a !!bool"],
    ["a\nb", "could not find expected ':'"],
    ["a\n\t", "found a tab character that violates indentation"],
    ['"a', "found unexpected end of stream"],
    ['"a\n# b', "found unexpected end of stream"],
    ["'a'b", "did not find expected key"],
    ['"\\q"', "found unknown escape character"],
    ["|a", "did not find expected comment or line break"],
  ])("%j cannot be read: %s", (text, message) =>
    expect(readUnquoted(text)).toEqual({ is: "fault", message: `yaml: ${message}` }),
  );

  test.each([
    [".nan", "NaN"],
    ["-.inf", "-Inf"],
  ])("%j is a number that JSON lacks", (text, name) =>
    expect(readUnquoted(text)).toEqual({ is: "fault", message: `json: unsupported value: ${name}` }),
  );

  test.each(["a\n          b", "a\n          b: c", "a\nb: ", "a\n---", "'a\nb'", "'\n  # b'", "[a,\nb]"])(
    "of the lines of %j the place in the template decides",
    (text) => expect(readUnquoted(text)).toEqual({ is: "open" }),
  );

  test("in several lines leaves the object out, without a guess", () => {
    const outcome = madeOfService({ schedulerName: "a\n      hostNetwork: true" });
    expect(namesOf(outcome)).not.toContain("Deployment/llama");
    expect(outcome.stopped).toBeUndefined();
    expect(outcome.unknown).toEqual([
      {
        kind: "Deployment",
        name: "llama",
        why: { sentence: expect.stringMatching(/^the template may take the lines of "a\\n {6}hostNetwork/) },
      },
    ]);
  });

  test("of a block of the manifest ends with a line end, which the template folds away", () => {
    const outcome = madeOfService({
      image: { repository: "nvcr.io/nim/x", tag: "1.12.0\n" },
      schedulerName: "mine\n",
      expose: { service: { port: 8000, type: "NodePort\n" } },
    });
    expect(outcome.stopped).toBeUndefined();
    const pod = podOf(outcome);
    expect(pod).toMatchObject({ schedulerName: "mine", containers: [{ image: "nvcr.io/nim/x:1.12.0" }] });
    expect(objectOf(outcome, "Service")).toMatchObject({ spec: { type: "NodePort" } });
  });

  test.each(["[a]", "{}", "{a: b}"])("%j is no scalar", (text) => {
    expect(readUnquoted(text)).toEqual({ is: "collection" });
  });

  test("never makes nimops fail", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 30 }), (text) => void readUnquoted(text)));
  });

  test.each([
    ["blanks in the middle", `a${" ".repeat(200_000)}b`],
    ["blanks at the end", `a${" ".repeat(200_000)}`],
    ["a comment behind many blanks", `a${"\t ".repeat(100_000)}# b`],
    ["signs of comments", `a${" #".repeat(100_000)}`],
    ["colons", `a${":".repeat(200_000)}b`],
    ["quotes", `"${'\\"'.repeat(100_000)}"`],
    ["anchors", "&a ".repeat(60_000)],
    ["blanks behind an anchor", `&a${" ".repeat(200_000)}b`],
    ["letters of a tag", `!${"a".repeat(200_000)}{`],
    ["escapes of a tag", `!${"%41".repeat(60_000)}%`],
    ["lines", "a\n".repeat(100_000)],
    ["blank lines", `a${"\n ".repeat(100_000)}`],
    ["blanks of a line", `a\n${" ".repeat(200_000)}b`],
    ["a block's header", `|${" ".repeat(200_000)}a`],
  ])("of 200 KB of %s takes no time worth speaking of", async (_, text) => {
    await withinCpu(500, () => readUnquoted(text));
  });

  test("is read as by the reader of manifests, in the place of a template's value", () => {
    const parts = fc.constantFrom(
      ..."a|8|1.0|true|~|:|: | | #|#|\n|\r|\n  # b|!|!!str |!!int |!!float |!t |&a |&|*a|'|\"|-|- |? |,|]|@|%|.|\\|x41".split(
        "|",
      ),
      "|",
      ">",
    );
    const texts = fc.array(parts, { maxLength: 6 }).map((list) => list.join(""));
    const seen = new Set<string>();
    fc.assert(
      fc.property(texts, (text) => {
        const read = readUnquoted(text);
        if (read.is === "collection" || read.is === "open") return;
        seen.add(read.is);
        const template = `spec:\n  a:\n    before: a\n    value: ${text}\n    after: a\n`;
        const document = readDocument(template, { start: 0, end: template.length });
        if (read.is === "fault") expect(document.problems).not.toEqual([]);
        else {
          expect(document.problems).toEqual([]);
          expect(document.value).toEqual({ spec: { a: { before: "a", value: read.value, after: "a" } } });
        }
      }),
      { numRuns: 5000 },
    );
    expect([...seen].sort()).toEqual(["fault", "scalar"]);
  });

  test("that is a plain word is read as itself", () => {
    const word = fc.stringMatching(/^[a-m][a-m0-9-]{5,20}$/);
    fc.assert(
      fc.property(word, (text) => {
        expect(readUnquoted(text)).toEqual({ is: "scalar", value: text });
      }),
    );
  });
});
