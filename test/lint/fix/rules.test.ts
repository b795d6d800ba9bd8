import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Finding } from "../../../src/lint/finding.ts";
import { newFindings } from "../../../src/lint/fix/new-findings.ts";
import type { Rule } from "../../../src/lint/rule.ts";
import { rules } from "../../../src/lint/rules/index.ts";
import { fixManifest, judgeOf } from "../../support/fix-manifest.ts";
import { holdingVersion } from "../../support/lint-text.ts";

interface Example {
  readonly name: string;
  readonly text: string;
  readonly path: string;
}

/** Fixes that would bring a finding which only the whole example gives, so that they are rightly left alone. */
const rightlyLeft = new Set([
  // The claim that was meant holds the weights of another cache already.
  "pvc-claim-missing-in-set/bad",
]);

const shownByManifests = rules.filter(({ examples }) => examples.shownBy === undefined);

describe.each(shownByManifests.map((rule) => [rule.id, rule] as const))("the fix of %s", (id, rule) => {
  const settings = settingsFor(rule);
  test.each(examplesOf(rule).map((example) => [example.name, example] as const))(
    "helps %s",
    (name, { text, path }) => {
      const before = judgeOf(new Map([[path, text]]), settings)([{ path, absolute: `/${path}` }]).findings;
      const { text: after, outcome } = fixManifest(text, { unsafe: true, settings, path });
      expect(newFindings(before, outcome.left.findings).map(said)).toEqual([]);
      const left = outcome.left.findings.filter((finding) => finding.rule === id && finding.fix);
      if (!name.startsWith("good") && !rightlyLeft.has(`${id}/${name}`)) expect(left.map(said)).toEqual([]);
      const again = fixManifest(after, { unsafe: true, settings, path });
      expect(again.text).toBe(after);
    },
  );
});

function examplesOf(rule: Rule): Example[] {
  const { bad, path = "manifest.yaml" } = rule.examples;
  const folder = join(import.meta.dirname, "../cases", rule.id);
  const cases = existsSync(folder) ? readdirSync(folder).sort() : [];
  return [
    { name: "bad", text: bad.trimStart(), path },
    ...cases.map((name) => ({ name, text: readFileSync(join(folder, name), "utf8"), path: "manifest.yaml" })),
  ];
}

function settingsFor(rule: Rule) {
  return {
    operatorVersion: holdingVersion(rule),
    presets: rule.preset === undefined ? [] : [rule.preset],
    ...rule.examples.settings,
  };
}

function said({ rule, location, message }: Finding): string {
  return `${rule} ${location.start.line}: ${message}`;
}
