import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lint } from "../../src/lint/engine.ts";
import type { Finding } from "../../src/lint/finding.ts";
import { rules } from "../../src/lint/rules/index.ts";
import { yamlSyntax } from "../../src/lint/rules/yaml-syntax.ts";
import { type FoundFile, findFiles } from "../../src/manifest/find.ts";
import { loadManifests } from "../../src/manifest/load.ts";
import { defaultSettings } from "../support/lint-text.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-source-rules-"));
  writeFileSync(join(folder, "cache.yaml"), yamlSyntax.examples.good.trimStart());
});

afterEach(() => rmSync(folder, { recursive: true }));

const shownByCommands = rules.filter(({ examples }) => examples.shownBy === "commands");

describe.each(shownByCommands.map((rule) => [rule.id, rule] as const))("rule %s", (id, rule) => {
  // Root may read everything; the mistake is shown below in another way.
  test.skipIf(id === "unreadable-file" && process.getuid?.() === 0)("finds its mistake", () => {
    run(rule.examples.bad);
    expect(lintFolder().map((finding) => finding.rule)).toEqual([id]);
  });

  test("and every rule is content with its good example", () => {
    run(rule.examples.good);
    expect(lintFolder()).toEqual([]);
  });
});

test("a file that goes away while nimops runs is a finding, not a crash", () => {
  const found = findFiles([folder], folder);
  rmSync(join(folder, "cache.yaml"));
  expect(lintFiles(found).map(({ rule, location, message }) => [rule, location.file, message])).toEqual([
    ["unreadable-file", "cache.yaml", "the file cannot be read: no such file or directory"],
  ]);
});

function run(commands: string): void {
  execFileSync("sh", ["-euc", commands], { cwd: folder });
}

function lintFolder(): Finding[] {
  return lintFiles(findFiles([folder], folder));
}

function lintFiles(found: readonly FoundFile[]): Finding[] {
  const { operatorVersion } = defaultSettings;
  const everything = { name: undefined, namespace: "default", operatorVersion, covers: () => true };
  const loaded = loadManifests(found, { maxFileSize: 1024 * 1024, cwd: folder, scopes: [everything] });
  return lint(loaded, rules, () => defaultSettings);
}
