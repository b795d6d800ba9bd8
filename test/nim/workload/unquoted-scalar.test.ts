import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readUnquoted } from "../../../src/nim/workload/unquoted-scalar.ts";
import { describeRecorded } from "../../support/golden.ts";
import { madeOfService, podOf } from "../../support/service-objects.ts";

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
  ])("%j is read as %j", (text, value) => {
    expect(readUnquoted(text)).toEqual({ is: "scalar", value });
  });

  test.each(["a: b", "a:", "- a", "? a", "@a", "`a", "%a", "*a", "a\nb", '"a', "'a'b", ".nan"])(
    "%j cannot be read",
    (text) => expect(readUnquoted(text).is).toBe("fault"),
  );

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
  ])("of 200 KB of %s takes no time worth speaking of", (_, text) => {
    const started = performance.now();
    readUnquoted(text);
    expect(performance.now() - started).toBeLessThan(500);
  });

  test("has one anchor at most", () => {
    const message = "yaml: did not find expected node content";
    expect(readUnquoted("&a &b x")).toEqual({ is: "fault", message });
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
