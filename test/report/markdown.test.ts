import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/lint/finding.ts";
import { commentLimit, type MarkdownOptions, markdownReport } from "../../src/report/markdown.ts";
import { findingOf, folders, hostileTexts, placeOf, sourceOf, summaryOf } from "../support/finding.ts";

function reportOf(
  findings: readonly Finding[],
  texts: Record<string, string> = {},
  given: Partial<MarkdownOptions> = {},
): string {
  const source = sourceOf(texts);
  return [...markdownReport(findings, summaryOf(findings), source, { ...folders, ...given })].join("");
}

function many(count: number, given: Partial<Finding> = {}): Finding[] {
  return Array.from({ length: count }, (_, index) =>
    findingOf({
      ...given,
      message: `finding ${index}`,
      location: placeOf(`f${index % 7}.yaml`, index + 1, 7, 9),
    }),
  );
}

/** Lines outside of fences; throws where a fence stays open. */
function outsideOfFences(markdown: string): string[] {
  let fence: string | undefined;
  const outside = markdown.split("\n").filter((line) => {
    const [ticks] = /^`{3,}/.exec(line) ?? [];
    if (fence === undefined && ticks !== undefined) fence = ticks;
    else if (fence !== undefined && line === fence) fence = undefined;
    else return fence === undefined;
    return false;
  });
  if (fence !== undefined) throw new Error("a fence stays open");
  return outside;
}

/** What is left of a line when signs that are escaped and pieces of code are taken away. */
function withoutTextAndCode(line: string): string {
  return line.replace(/\\[!-/:-@[-`{-~]|(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, "");
}

function count(markdown: string, part: string): number {
  return outsideOfFences(markdown).filter((line) => line.includes(part)).length;
}

describe("Markdown", () => {
  test("says that all is well", () => {
    expect(reportOf([])).toBe("### ✅ nimops lint: no findings in 1 resource of 1 file\n\n");
  });

  test("begins with the verdict and who would complain", () => {
    const findings = [findingOf(), findingOf(), findingOf({ severity: "warning", enforcedBy: "nimops" })];
    expect(reportOf(findings).split("\n").slice(0, 6)).toEqual([
      "### ❌ nimops lint: 2 errors, 1 warning in 1 resource of 1 file",
      "",
      "| who would complain | errors | warnings | infos |",
      "|---|--:|--:|--:|",
      "| API server | 2 |  |  |",
      "| nobody: good practice or policy |  | 1 |  |",
    ]);
  });

  test("shows a finding with its line, its help and who would complain", () => {
    const related = [{ message: "NIMCache a is here", location: placeOf("cache.yaml", 4) }];
    const text = reportOf([findingOf({ related })], { "models/llama.yaml": "a\nb\n    max: 4\n" });
    expect(text.slice(text.indexOf("####"))).toBe(
      [
        "#### `models/llama.yaml`",
        "",
        "❌ **error:** maxReplicas is 4, below minReplicas<br>line 3 · `NIMService prod/llama` · `hpa-bounds`",
        "",
        "```text",
        "3 |     max: 4",
        "  |     ^^^^",
        "```",
        "",
        "- **help:** write 5 or more",
        "- **note:** the API server refuses this",
        "- **related:** `cache.yaml:4`: NIMCache a is here",
        "",
        "",
      ].join("\n"),
    );
  });

  test("links places where the repository is shown", () => {
    const text = reportOf(
      [findingOf({ location: placeOf("a (1).yaml", 3) })],
      {},
      { sourceUrl: "https://x.example" },
    );
    expect(text).toContain("[`a (1).yaml`](https://x.example/a%20%281%29.yaml)");
    expect(text).toContain("[line 3](https://x.example/a%20%281%29.yaml#L3)");
  });

  test("takes the caller's word for the verdict", () => {
    expect(reportOf([findingOf({ severity: "warning" })], {}, { failed: true })).toMatch(/^### ❌/);
    expect(reportOf([findingOf({ severity: "warning" })])).toMatch(/^### ⚠️/);
    expect(reportOf([findingOf({ severity: "info" })])).toMatch(/^### ✅/);
  });

  test("puts the file with the worst finding first", () => {
    const text = reportOf([
      findingOf({ severity: "warning", location: placeOf("a.yaml", 1) }),
      findingOf({ location: placeOf("b.yaml", 1) }),
    ]);
    expect(text.indexOf("`b.yaml`")).toBeLessThan(text.indexOf("`a.yaml`"));
  });

  test("folds what comes after twelve findings", () => {
    expect(reportOf(many(12))).not.toContain("<details>");
    const text = reportOf(
      Array.from({ length: 20 }, (_, line) => findingOf({ location: placeOf("a", line + 1) })),
    );
    expect(text).toContain("<details><summary>more in <code>a</code> ❌ 8</summary>\n\n");
    expect(text.slice(0, text.indexOf("<details>")).match(/\*\*error:\*\*/g)).toHaveLength(12);
  });
});

describe("the limit", () => {
  test.each([2000, 5000, 20_000, commentLimit])("of %i bytes is kept, and nothing is cut open", (limit) => {
    const findings = many(2000);
    const text = reportOf(
      findings,
      { "f1.yaml": "key: ```` ünïcödé\n".repeat(3000) },
      { limit, rest: "see the log" },
    );
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
    expect(count(text, "<details>")).toBe(count(text, "</details>"));
    const shown = count(text, "**error:**");
    expect(text).toContain(`**${2000 - shown} more findings** are left out`);
    expect(text).toMatch(/see the log\n$/);
    expect(shown).toBeGreaterThan(0);
  });

  test("says nothing when all findings are there", () => {
    expect(reportOf(many(20))).not.toContain("left out");
  });
});

test.each(hostileTexts)("a manifest that says %j stays text", (text) => {
  const finding = findingOf({
    message: text,
    help: text,
    object: { kind: "NIMService", namespace: text, name: text },
    location: placeOf(`${text}.yaml`, 1),
    related: [{ message: text, location: placeOf(text, 2) }],
    clusters: [text],
  });
  const filler = Array.from({ length: 13 }, () => findingOf({ location: finding.location }));
  const text13 = reportOf(
    [finding, ...filler],
    { [finding.location.file]: text },
    { sourceUrl: "https://x.example" },
  );
  const lines = outsideOfFences(text13);
  // A line that begins with HTML is HTML up to the next empty one.
  const summaries = lines.filter((line) => line.startsWith("<details><summary>"));
  expect(summaries).toEqual([
    expect.stringMatching(/^<details><summary>more in <code>[^<]*<\/code> ❌ 2<\/summary>$/),
  ]);
  const active = lines.filter((line) => !summaries.includes(line)).map(withoutTextAndCode);
  const tags = active.join("\n").match(/<[^>]*>/g) ?? [];
  expect(tags.filter((tag) => !/^<(?:br|\/details)>$/.test(tag))).toEqual([]);
  const targets = [...active.join("\n").matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => target);
  expect(targets.filter((target) => !target?.startsWith("https://x.example/"))).toEqual([]);
  expect(active.filter((line) => /^#{1,3} /.test(line))).toHaveLength(1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(text13).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u200f\u2066]/);
});

test("no secret is in it", () => {
  const token = "nvapi-0123456789abcdef0123456789";
  const finding = findingOf({
    message: `\`${token}\``,
    help: token,
    object: { kind: "NIMService", namespace: "n", name: token },
    location: placeOf("a.yaml", 1),
    related: [{ message: token, location: placeOf("a.yaml", 1) }],
  });
  const text = reportOf([finding], { "a.yaml": `key: ${token}\n` });
  expect(text).not.toContain(token);
  expect(text).toContain("1 | key: *****");
});
