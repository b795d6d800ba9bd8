import { describe, expect, test } from "vitest";
import type { Plan } from "../../src/plan/plan.ts";
import { planText } from "../../src/report/plan-text.ts";
import { hostileTexts } from "../support/finding.ts";
import {
  fleetPlan,
  hostilePlan,
  nodePlan,
  planWith,
  poolPlan,
  samplePlan,
  workloadPlan,
} from "../support/sample-plan.ts";

function textOf(plan: Plan, colors = false): string {
  return [...planText(plan, { colors })].join("");
}

/** What is printed below a title. */
function part(plan: Plan, title: string): string[] {
  const lines = textOf(plan).split("\n");
  const start = lines.indexOf(title) + 1;
  return start === 0 ? [] : lines.slice(start, lines.indexOf("", start));
}

describe("the plan in a terminal", () => {
  test("begins with the verdict and the harder times", () => {
    expect(textOf(samplePlan).split("\n").slice(0, 7)).toEqual([
      "does-not-fit: no placement holds everything: of 4 workloads, 1 does not fit even",
      "  alone; blocked: NIMCache models/embed, inventory-stale; in doubt: NIMCache",
      "  models/llama-70b",
      "  inventory fleet, 4 workloads, 2 caches, 2 changes, 2 blockers",
      "  at maximum replicas:   does-not-fit",
      "  with a node lost:      does-not-fit",
      "  during the roll-out:   unknown",
    ]);
  });

  test("tells the parts in their order", () => {
    const titles = textOf(samplePlan)
      .split("\n")
      .filter((line, index, lines) => lines[index - 1] === "" && line !== "" && !line.startsWith("digest"));
    expect(titles).toEqual([
      "Blockers",
      "Warnings",
      "Workloads",
      "What would make it fit",
      "Fleet",
      "Caches",
      "Changes",
      "Order",
      "Assumptions",
    ]);
  });

  test("tells blockers with what to do", () => {
    expect(part(samplePlan, "Blockers")).toEqual([
      "  NIMCache models/embed",
      "      cache-source-immutable: the edit of `spec.source` would be refused, and a",
      "        new cache under the old name loses 20 GiB of weights",
      "      help: create the cache under a new name, switch the service to it, then",
      "        remove the old one",
      "      fix: `nimops plan --fix` writes the safe path",
      "      at: models/embed.yaml:9",
      "  inventory-stale",
      "      inventory-stale: the inventory was written 90 days ago",
    ]);
  });

  test("has the worst workload first", () => {
    const names = part(samplePlan, "Workloads").flatMap((line) => /models\/(\S+) {2}/.exec(line)?.[1] ?? []);
    expect(names).toEqual(["nemotron-340b", "embed", "llama-70b", "llama-8b"]);
  });

  test("draws each node, a sign a GPU", () => {
    expect(part(samplePlan, "Fleet")).toEqual(
      expect.arrayContaining([
        "  h100-0     [####====]  models/llama-70b (4)",
        "  h100-1     [==......]  models/llama-8b x 2 (2)",
        "  h100-2     [........]  cordoned",
        "  l40s-0     [..]        on demand",
      ]),
    );
  });

  test("draws nodes that are alike once", () => {
    const nodes = Array.from({ length: 40 }, (_, index) => nodePlan(`n${index}`));
    expect(part(planWith({ fleet: [poolPlan("h100", nodes)] }), "Fleet")[2]).toBe(
      "  n0 and 39 alike  [........]",
    );
  });

  test("leaves out rows of a long list, and says how many", () => {
    const workloads = Array.from({ length: 1000 }, (_, index) =>
      workloadPlan(`s${index}`, index % 10 === 0 ? { verdict: "contended" } : {}),
    );
    expect(part(planWith({ workloads }), "Workloads").join("").replace(/ +/g, " ")).toContain(
      "... and 950 more workloads (50 contended, 900 fits); --format json has them all",
    );
  });

  test("says that nothing is placed without an inventory", () => {
    const { inventory: _, ...rest } = planWith({ verdict: "unknown", workloads: [workloadPlan("a")] });
    expect(textOf(rest)).toMatch(/^unknown: no inventory is declared, so that nothing is placed\n/);
  });

  test("has 80 columns where words allow it", () => {
    for (const plan of [samplePlan, fleetPlan(300)]) {
      for (const line of textOf(plan).split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  test("has the same text in colour", () => {
    const escapes = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, "g");
    expect(textOf(samplePlan, true)).toMatch(escapes);
    expect(textOf(samplePlan, true).replace(escapes, "")).toBe(textOf(samplePlan));
  });

  test("is safe with hostile names", () => {
    for (const hostile of hostileTexts) {
      const text = textOf(hostilePlan(hostile));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200f]/);
      expect(text).not.toMatch(/^\s*::/m);
      expect(text).not.toMatch(/##\w*\[/);
    }
  });
});
