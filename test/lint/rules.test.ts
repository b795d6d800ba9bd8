import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/lint/finding.ts";
import type { Rule } from "../../src/lint/rule.ts";
import { rules } from "../../src/lint/rules/index.ts";
import { summarize } from "../../src/report/summary.ts";
import { textReport } from "../../src/report/text.ts";
import { holdingVersion, lintText } from "../support/lint-text.ts";

const folder = join(import.meta.dirname, "../../src/lint/rules");

// The others are tested by source-rules.test.ts.
const shownByManifests = rules.filter(({ examples }) => examples.shownBy === undefined);

describe.each(shownByManifests.map((rule) => [rule.id, rule] as const))("rule %s", (id, rule) => {
  test("finds its mistake in its bad example, as written down", async () => {
    const { findings, loaded } = lintText(
      rule.examples.bad.trimStart(),
      settingsFor(rule),
      rule.examples.path,
    );
    expect(findings.map((finding) => finding.rule)).toContain(id);
    const text = [
      ...textReport(findings, summarize(findings, loaded), loaded.files, {
        colors: false,
        width: 80,
      }),
    ].join("");
    await expect(text).toMatchFileSnapshot(`expected/${id}.txt`);
  });

  test("and every rule is content with its good example", () => {
    const { findings } = lintText(rule.examples.good.trimStart(), settingsFor(rule), rule.examples.path);
    expect(findings.map((finding) => `${finding.rule}: ${finding.message}`)).toEqual([]);
  });

  // More pairs than the two that the documentation shows: cases/RULE/{bad,good}-what.yaml, and what is told of each.
  const cases = join(import.meta.dirname, "cases", id);
  const names = existsSync(cases) ? readdirSync(cases).filter((name) => name !== "expected.txt") : [];
  const told = (name: string) =>
    lintText(readFileSync(join(cases, name), "utf8"), settingsFor(rule)).findings.filter(
      (finding) => finding.rule === id,
    );
  if (names.length > 0)
    test("is silent about its good cases, and says the same of its bad ones", async () => {
      for (const name of names) expect(told(name).length > 0, name).toBe(name.startsWith("bad"));
      const lines = names
        .sort()
        .flatMap((name) => told(name).map((finding) => `${name}:${summaryOf(finding)}\n`));
      await expect(lines.join("")).toMatchFileSnapshot(join(cases, "expected.txt"));
    });
});

function summaryOf({ location, severity, message, fix }: Finding): string {
  const { line, column } = location.start;
  return `${line}:${column}: ${severity}: ${message}${fix ? ` [${fix.safety} fix]` : ""}`;
}

test("every file of a rule is in the list, and every rule has a file named after it", () => {
  const files = readdirSync(folder).filter((name) => name !== "index.ts");
  expect(files.sort()).toEqual(rules.map(({ id }) => `${id}.ts`).sort());
});

test("no two rules share an id, and ids are lower-case words", () => {
  const ids = rules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
});

/** A rule of a preset runs with it, a rule of certain versions on one of them. */
function settingsFor(rule: Rule) {
  return {
    operatorVersion: holdingVersion(rule),
    presets: rule.preset === undefined ? [] : [rule.preset],
    ...rule.examples.settings,
  };
}
