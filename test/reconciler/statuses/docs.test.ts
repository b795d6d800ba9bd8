import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repositoryCrd } from "../../../reconciler/repository/crd.ts";
import { repositoryIn } from "../../../reconciler/repository/read-file.ts";
import { meaningOf, rows } from "../../../reconciler/statuses/meanings.ts";
import { SourceFile } from "../../../src/manifest/document.ts";
import { isMap, valueAt } from "../../../src/nim/value.ts";

const root = join(import.meta.dirname, "../../..");
const page = readFileSync(join(root, "docs/commit-statuses.md"), "utf8");

describe("docs/commit-statuses.md", () => {
  test("shows what each reason is taken for, as the program has it", () => {
    const states = { author: "failure", platform: "error", nobody: "pending" } as const;
    const [, section = ""] = page.split(/^## Which reason means what$/m);
    const [table = ""] = section.split(/^## /m);
    const shown = [...table.matchAll(/^\| `([A-Z]\w+)` \| (\w+) \| (.+) \|$/gm)].map(([line]) => line);
    const wanted = rows.map(([reason, actor, words]) => `| \`${reason}\` | ${states[actor]} | ${words} |`);
    expect(shown).toEqual(wanted);
  });

  test("names every field of spec.github, and no other", () => {
    const path = ["spec", "versions", 0, "schema", "openAPIV3Schema", "properties", "spec", "properties"];
    const fields = valueAt(repositoryCrd(), [...path, "github", "properties"]);
    const table = page.slice(page.indexOf("| field"), page.indexOf("## What is said"));
    const named = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual(Object.keys(isMap(fields) ? fields : {}).sort());
  });

  test("has an example that is right", () => {
    const [, text = ""] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    expect(repositoryIn(new SourceFile("example", text)).spec.github?.resources).toBe(20);
  });
});

test("each reason has one meaning", () => {
  const reasons = rows.map(([reason]) => reason);
  expect(new Set(reasons).size).toBe(reasons.length);
  for (const [, , words] of rows) expect(words.length).toBeLessThan(60);
});

test("whatever reason a resource or a revision may have, it is known who has to act", () => {
  const folders = [
    "reconciler/decide",
    "reconciler/apply",
    "reconciler/pass",
    "reconciler/source",
    "src/nim/health",
  ];
  const text = folders.map(inFolder).join("\n");
  const found = [
    ...text.matchAll(/reason: (?:\w+ \? )?"([A-Z]\w+)"(?: : "([A-Z]\w+)")?/g),
    ...text.matchAll(/(?:progressing|stalled|unfit)\(\s*"([A-Z]\w+)"/g),
    ...`${text}${inFolder("reconciler/process")}`.matchAll(
      /SourceError\(\s*"\w+",\s*(?:\w+ === "\w+" \? )?"([A-Z]\w+)"(?: : "([A-Z]\w+)")?/g,
    ),
    ...text.matchAll(/^ {2}(?:"[\w-]+"|\w+): "([A-Z][a-z]+[A-Z]\w+)",$/gm),
  ].flatMap(([, one, other]) => [one, other].filter((reason) => reason !== undefined));
  expect(new Set(found).size).toBeGreaterThan(120);
  const known = new Set(rows.map(([reason]) => reason));
  const missing = [...new Set(found)].filter((reason) => !known.has(reason) && !plain.includes(reason));
  expect(missing).toEqual([]);
});

function inFolder(folder: string): string {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith(".ts"));
  return names.map((name) => readFileSync(join(root, folder, name), "utf8")).join("\n");
}

/** Of what is well, what is no longer in Git, or no more than a phase. */
const plain = [
  ...[
    "Ready",
    "Healthy",
    "ScaledToZero",
    "Done",
    "Stalled",
    "NotStalled",
    "ResourceStalled",
    "Failed",
    "Progressing",
  ],
  ...["CacheKept", "StillInUse", "PruneDisabled", "NotPruning", "Pruned", "NoEffect", "LockNotRead"],
  ...["Waiting", "Pending", "Degraded", "Blocked"],
];

test("a reason of a cache, as a service shows it, means the same", () => {
  expect(meaningOf("CacheNothingSelected", "Blocked")).toEqual({
    actor: "author",
    words: "its cache: no profile fits its filter and the GPUs",
  });
  expect(meaningOf("Unheard", "Blocked").actor).toBe("platform");
  expect(meaningOf("CrashLoop", "Progressing").actor).toBe("nobody");
});
