import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { planHtml } from "../../src/report/plan-html/plan-html.ts";
import { folders, hostileTexts } from "../support/finding.ts";
import {
  fleetPlan,
  hostilePlan,
  nodePlan,
  occupant,
  planWith,
  poolPlan,
  samplePlan,
} from "../support/sample-plan.ts";

const sample = planHtml([samplePlan], folders);

describe("the plan as a page", () => {
  test("may run its own script and style, and load nothing", () => {
    const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(sample) ?? [];
    const digest = (pattern: RegExp) => {
      const [, source = ""] = pattern.exec(sample) ?? [];
      return `'sha256-${createHash("sha256").update(source).digest("base64")}'`;
    };
    expect(policy.split("; ")).toEqual([
      "default-src 'none'",
      `style-src ${digest(/<style>([\s\S]*?)<\/style>/)}`,
      `script-src ${digest(/<script>([\s\S]*?)<\/script>/)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(sample).not.toMatch(/<(?:link|img|iframe|object|embed|base)\b|\bstyle=|\bon\w+=|@import|url\(/);
  });

  test("is the same every time", () => {
    expect(planHtml([samplePlan], folders)).toBe(sample);
  });

  test("has one script and one style, whatever the names are", () => {
    for (const hostile of [
      ...hostileTexts,
      "</script><script>alert(1)</script>",
      "</style>",
      `" onload="x`,
    ]) {
      const page = planHtml([hostilePlan(hostile)], { ...folders, sourceUrl: "javascript:alert(1)//" });
      expect(page.match(/<\/?(?:script|style)\b/g)).toEqual(["<style", "</style", "<script", "</script"]);
      const tags = page.replace(/<(style|script)>[\s\S]*?<\/\1>/g, "").match(/<[^>]*>/g) ?? [];
      for (const tag of tags) expect(tag.replace(/"[^"]*"/g, "")).not.toMatch(/\son\w+\s*=|["'&`]/i);
      expect(page).not.toMatch(/href="javascript:/i);
      expect(page).not.toContain("\u202e");
    }
  });

  test("every link inside of it leads somewhere, and no id is there twice", () => {
    for (const plans of [[samplePlan], [samplePlan, fleetPlan(50)], [fleetPlan(12_000)]]) {
      const page = planHtml(plans, folders);
      const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const known = new Set(ids);
      const dead = [...page.matchAll(/ href="#([^"]*)"/g)].filter(([, id]) => !known.has(id));
      expect(dead).toEqual([]);
    }
  });

  test("draws a cell a GPU, and tells others what is drawn", () => {
    const there = [occupant("a", 4)];
    const nodes = [nodePlan("n0", { reserved: 2, before: there, after: there })];
    const page = planHtml([planWith({ fleet: [poolPlan("h100", nodes)] })], folders);
    const [, node = ""] = /<li id="p0n0">(.*?)<\/li>/.exec(page) ?? [];
    expect(node.match(/<i class="others">/g)).toHaveLength(2);
    expect(node.match(/<i>A<\/i>/g)).toHaveLength(4);
    expect(node.match(/<i class="free">/g)).toHaveLength(2);
    expect(node).toContain('<span class="said">NIMService models/a, 4 GPUs</span>');
    expect(node).toContain("2 held by others");
  });

  test("of 1,250 nodes and 10,000 pods stays below five megabytes, and says what it leaves out", () => {
    const page = planHtml([fleetPlan(10_000)], folders);
    expect(Buffer.byteLength(page)).toBeLessThan(5_000_000);
    expect(page).toContain("… and 50 more nodes, not drawn");
    expect(page).toContain("... and 8000 more workloads (8000 fits)");
  });

  test("draws nodes of a large fleet that are alike once", () => {
    const nodes = Array.from({ length: 3000 }, (_, index) => nodePlan(`n${index}`));
    const page = planHtml([planWith({ fleet: [poolPlan("h100", nodes)] })], folders);
    expect(page).toContain("n0 <b>× 3000 alike</b>");
  });
});
