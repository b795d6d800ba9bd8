import fc from "fast-check";
import { expect, test } from "vitest";
import { mixedRepository, nimDocuments } from "../../../bench/corpus.ts";
import { readFast } from "../../../src/manifest/yaml/fast.ts";
import { readFully } from "../../../src/manifest/yaml/full.ts";
import { splitDocuments } from "../../../src/manifest/yaml/split-documents.ts";
import { whole, yamlText } from "./yaml-text.ts";

function expectAgreement(text: string, range = whole(text)): boolean {
  const fast = readFast(text, range, false);
  const tracked = readFast(text, range, true);
  if (fast === undefined) {
    expect(tracked).toBeUndefined();
    return false;
  }
  const full = readFully(text, range);
  expect(full.problems).toEqual([]);
  expect({ value: fast.value, ambiguous: fast.ambiguous }).toEqual({
    value: full.value,
    ambiguous: full.ambiguous,
  });
  expect(tracked).toEqual({ value: full.value, ambiguous: full.ambiguous, root: full.root });
  return true;
}

test("what the fast reader accepts, the full reader reads the same, with the same places", () => {
  let accepted = 0;
  fc.assert(
    fc.property(yamlText, (text) => {
      if (expectAgreement(text)) accepted++;
    }),
    { numRuns: 5000, seed: 20260819 },
  );
  expect(accepted).toBeGreaterThan(500);
});

test("edited real manifests are read the same by both", () => {
  const documents = [...nimDocuments(3), ...mixedRepository(10, 0).map((file) => file.content)];
  const edit = fc.record({
    at: fc.nat(),
    remove: fc.nat(3),
    insert: fc.constantFrom("", " ", "\n", ":", "- ", "#", "'"),
  });
  fc.assert(
    fc.property(fc.constantFrom(...documents), fc.array(edit, { maxLength: 3 }), (document, edits) => {
      let text = document;
      for (const { at, remove, insert } of edits) {
        const offset = at % text.length;
        text = text.slice(0, offset) + insert + text.slice(offset + remove);
      }
      expectAgreement(text);
    }),
    { numRuns: 2000, seed: 7 },
  );
});

test("the fast reader takes the manifests that people write", () => {
  for (const document of [...nimDocuments(20), ...mixedRepository(50, 5).map((file) => file.content)]) {
    // The workflow files of the corpus have the key "on", which is the key "true" to kubectl.
    if (document.includes("\non:")) continue;
    for (const range of splitDocuments(document))
      expect(expectAgreement(document, range), document).toBe(true);
  }
});
