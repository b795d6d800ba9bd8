import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Plan } from "../../src/plan/plan.ts";
import { commentLimit, summaryLimit } from "../../src/report/markdown.ts";
import { type PlanMarkdownOptions, planMarkdown } from "../../src/report/plan-markdown.ts";
import { folders, hostileTexts } from "../support/finding.ts";
import { fleetPlan, hostilePlan, planWith, samplePlan, workloadPlan } from "../support/sample-plan.ts";

function markdownOf(plans: readonly Plan[], given: Partial<PlanMarkdownOptions> = {}): string {
  return planMarkdown(plans, { ...folders, ...given });
}

/** What is left of a line when signs that are escaped and pieces of code are taken away. */
function withoutTextAndCode(line: string): string {
  return line.replace(/\\[!-/:-@[-`{-~]|(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, "");
}

function isBalanced(markdown: string): boolean {
  const bare = markdown.split("\n").map(withoutTextAndCode).join("\n");
  return bare.split("<details>").length === bare.split("</details>").length;
}

describe("the plan as Markdown", () => {
  test("begins with the verdict, then the harder times, then the blockers", () => {
    const text = markdownOf([samplePlan]);
    expect(text.split("\n")[0]).toBe("### ❌ nimops plan: does-not-fit, 2 blockers");
    expect(text.indexOf("| at minimum replicas |")).toBeLessThan(text.indexOf("#### Blockers"));
    expect(text.indexOf("#### Blockers")).toBeLessThan(text.indexOf("#### Workloads"));
  });

  test("shows what does not fit, and folds what does", () => {
    const [open = "", folded = ""] = markdownOf([samplePlan]).split("<details><summary>Other workloads (1)");
    expect(open).toContain("nemotron-340b");
    expect(open).not.toContain("llama-8b` |");
    expect(folded).toContain("llama-8b");
  });

  test("counts what it folds, but not the fleet: its rows are pools and nodes", () => {
    const titles = markdownOf([samplePlan]).match(/(?<=<summary>).*(?=<\/summary>)/g);
    expect(titles).toContain("Fleet");
    expect(titles).toContainEqual(expect.stringMatching(/Changes \(\d+\)/));
  });

  test("links places where the repository is shown", () => {
    const text = markdownOf([samplePlan], { sourceUrl: "https://github.com/o/r/blob/abc" });
    expect(text).toContain("[`models/embed.yaml:9`](https://github.com/o/r/blob/abc/models/embed.yaml#L9)");
  });

  test("tells the plan of each cluster", () => {
    const text = markdownOf([planWith({ cluster: "eu" }), planWith({ cluster: "us" })]);
    expect(text.match(/^### .*/gm)).toEqual([
      "### ✅ nimops plan on `eu`: fits",
      "### ✅ nimops plan on `us`: fits",
    ]);
  });

  test("of 1,000 services fits into a comment, by whole rows, and counts the others", () => {
    const { workloads: services, fleet } = fleetPlan(1000);
    const workloads = services.map((workload, index) =>
      index % 2 === 0
        ? { ...workload, verdict: "contended" as const, reasons: samplePlan.blockers }
        : workload,
    );
    const text = markdownOf([{ ...samplePlan, fleet, workloads }], { rest: "see the summary" });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(commentLimit);
    expect(text.length).toBeGreaterThan(commentLimit * 0.8);
    const rows = text.match(/^\| `NIMService models\/service-\d+` .* \|$/gm) ?? [];
    const [, left = "0"] = /… and (\d+) more workloads\*\*.*see the summary/.exec(text) ?? [];
    expect(rows.length + Number(left)).toBe(1000);
    // What is short is there whole, however long the others are.
    expect(text).toContain("<summary>⚠️ Caches (2)");
    expect(text).toContain("41.25 GB a GPU is an estimate");
    expect(isBalanced(text)).toBe(true);
  });

  test("of many clusters and of the largest fleets it never exceeds a limit", () => {
    const plans = Array.from({ length: 9 }, (_, index) => ({ ...fleetPlan(400), cluster: `c${index}` }));
    expect(Buffer.byteLength(markdownOf(plans))).toBeLessThanOrEqual(commentLimit);
    const large = markdownOf([fleetPlan(12_000)], { limit: summaryLimit });
    expect(Buffer.byteLength(large)).toBeLessThanOrEqual(summaryLimit);
    expect(isBalanced(large)).toBe(true);
  });

  test("any limit is kept that holds a head", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 20_000 }), fc.nat(60), (limit, services) => {
        const text = markdownOf([{ ...samplePlan, ...fleetPlan(services) }], { limit });
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
        expect(isBalanced(text)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test("is safe with hostile names", () => {
    for (const hostile of hostileTexts) {
      const text = markdownOf([hostilePlan(hostile)], { sourceUrl: "https://github.com/o/r/blob/abc" });
      expect(text).not.toContain("\u202e");
      expect(isBalanced(text)).toBe(true);
      for (const line of text.split("\n")) {
        const bare = withoutTextAndCode(line)
          .replace(/<\/?(?:details|summary|sub|br)>/g, "")
          .replace(/\]\(https:\/\/github\.com\/o\/r\/blob\/abc\/[^\s()]*#L1\)/g, "");
        expect(bare).not.toMatch(/[<>]|@\w|!\[|\]\(|https?:\/\/\w|#\d/);
      }
    }
  });

  test("a pipe in a name opens no cell", () => {
    const plan = planWith({
      workloads: [workloadPlan("a|b", { reasons: [{ code: "c", message: "d | `e|f` \\| g" }] })],
    });
    const row = markdownOf([plan])
      .split("\n")
      .find((line) => line.startsWith("| `NIMService"));
    expect(row?.match(/(?<!\\)\|/g)).toHaveLength(7);
  });
});
