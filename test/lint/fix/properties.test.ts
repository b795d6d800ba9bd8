import { describe, expect, test } from "vitest";
import type { Finding } from "../../../src/lint/finding.ts";
import { newFindings } from "../../../src/lint/fix/new-findings.ts";
import { rules } from "../../../src/lint/rules/index.ts";
import { readDocument, splitDocuments } from "../../../src/manifest/yaml/index.ts";
import { isMap, type Value } from "../../../src/nim/value.ts";
import { fixManifest, judgeOf } from "../../support/fix-manifest.ts";
import { manifestStyles } from "../../support/manifest-styles.ts";
import { mutantOf, Random } from "../../support/mutants.ts";
import { validManifests } from "../../support/valid-manifests.ts";

const seed = Number(process.env.SEED ?? 20_261_121);
const mutants = Number(process.env.MUTANTS ?? 100);

describe.each(Object.entries(manifestStyles))("in the style %s", (_, write) => {
  test("a fixed mutant has no finding that it had not before, and fixing it again changes nothing", () => {
    const random = new Random(seed);
    for (let count = 0; count < mutants; count++) {
      const { document, how } = mutantOf(random.pick(validManifests), random);
      check(write(document), random.below(4) > 0, how);
    }
  });

  test("the same goes for the bad examples of all rules", () => {
    for (const { id, examples } of rules) {
      if (examples.shownBy !== undefined) continue;
      for (const value of documentsOf(examples.bad)) check(write(value), true, id);
    }
  });
});

function documentsOf(text: string): Value[] {
  return splitDocuments(text).flatMap((range) => {
    const { value } = readDocument(text, range);
    return isMap(value) ? [value] : [];
  });
}

function check(text: string, unsafe: boolean, how: string): void {
  const path = "manifest.yaml";
  const before = judgeOf(new Map([[path, text]]), {})([{ path, absolute: `/${path}` }]).findings;
  const { text: after, outcome } = fixManifest(text, { unsafe });
  const context = `${how}\n${text}\n=====\n${after}`;
  expect(newFindings(before, outcome.left.findings).map(said), context).toEqual([]);
  expect(
    outcome.notFixed.filter(({ reason }) => reason === "not-editable").map(({ finding }) => said(finding)),
    context,
  ).toEqual([]);
  expect(fixManifest(after, { unsafe }).text, context).toBe(after);
  expect(otherLineBreaks(after), context).toEqual(otherLineBreaks(text));
  const removes = outcome.fixed.some(({ fix }) => fix?.edits.some(({ op }) => op === "remove"));
  if (!removes) expect(commentsOf(after), context).toEqual(commentsOf(text));
}

/** Whether the text has line breaks of both kinds. */
function otherLineBreaks(text: string): boolean {
  return /\r\n/.test(text) && /[^\r]\n/.test(text);
}

function commentsOf(text: string): string[] {
  return text.match(/# (?:above|behind) [0-9]+\./g) ?? [];
}

function said({ rule, location, message }: Finding): string {
  return `${rule} ${location.start.line}: ${message}`;
}
