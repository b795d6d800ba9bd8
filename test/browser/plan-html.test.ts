import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Plan } from "../../src/plan/plan.ts";
import { planHtml } from "../../src/report/plan-html/plan-html.ts";
import { folders, hostileTexts } from "../support/finding.ts";
import { fleetPlan, hostilePlan, samplePlan, workloadPlan } from "../support/sample-plan.ts";
import { withinTime } from "../support/within-time.ts";
import { hasBrowser, openPage, startBrowser } from "./browser.ts";

const dark = { colorScheme: "dark" } as const;
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } as const;

const large: Plan = {
  ...samplePlan,
  ...fleetPlan(180, { services: 60 }),
  verdict: "does-not-fit",
  changes: samplePlan.changes,
};

describe.runIf(hasBrowser)("the HTML report in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });
  afterAll(() => browser.close());

  const open = async (plan: Plan, options: BrowserContextOptions = {}) =>
    openPage(browser, planHtml([plan], folders), options);

  test("its own script and style run, nothing is asked for, and nothing complains", async () => {
    const { page, requests, messages } = await open(samplePlan);
    expect(await page.locator("html.js").count()).toBe(1);
    expect(await page.locator(".filters").isVisible()).toBe(true);
    expect(requests).toEqual([]);
    expect(messages).toEqual([]);
  });

  test("text filters rows and the map, and says how many are left", async () => {
    const { page } = await open(samplePlan);
    await page.locator("#text").fill("LLAMA-70b");
    expect(await rowsShown(page, "workloads")).toEqual(["NIMService models/llama-70b"]);
    expect(await rowsShown(page, "changes")).toEqual([]);
    expect(await page.locator("#found").textContent()).toBe("1 of 4 workloads");
    expect(await page.locator(".nodes .pod.dim:visible").count()).toBe(2);
    expect(await page.locator(".nodes .pod:not(.dim):visible").count()).toBe(1);
    await page.locator("#text").fill("");
    expect(await rowsShown(page, "workloads")).toHaveLength(4);
    expect(await page.locator(".dim").count()).toBe(0);
  });

  test("verdict and namespace filter too", async () => {
    const other = workloadPlan("far", { namespace: "other", verdict: "contended" });
    const { page } = await open({ ...samplePlan, workloads: [...samplePlan.workloads, other] });
    await page.locator("#verdict").selectOption("does-not-fit");
    expect(await rowsShown(page, "workloads")).toEqual(["NIMService models/nemotron-340b"]);
    await page.locator("#verdict").selectOption("");
    await page.locator("#namespace").selectOption("other");
    expect(await rowsShown(page, "workloads")).toEqual(["NIMService other/far"]);
    expect(await rowsShown(page, "caches")).toEqual([]);
  });

  test("the fleet is shown after, and before when asked", async () => {
    const { page } = await open(samplePlan);
    const gpus = () => page.locator("#p0n1 .gpus:visible .pod i").count();
    expect(await gpus()).toBe(2);
    await page.getByLabel("before").check();
    expect(await gpus()).toBe(1);
  });

  test("a workload is picked on the map or in the table, and told where it is", async () => {
    const { page } = await open(large);
    await page.locator(".nodes a.pod:visible").nth(5).click();
    expect(await page.locator(".nodes .pod.picked").count()).toBe(3);
    expect(await page.locator("tr.picked").count()).toBe(1);
    expect(await page.locator("#picked").textContent()).toContain(
      "NIMService models/service-00005: fits, on 3 nodes",
    );
    await page.getByRole("button", { name: "clear (Esc)" }).click();
    expect(await page.locator(".picked").count()).toBe(0);
    await page.getByRole("link", { name: "NIMService models/service-00007" }).first().click();
    expect(await page.locator(".nodes .pod.picked").count()).toBe(3);
  });

  test("everything is reached by keyboard: the map is one stop, arrows lead through it, Escape clears", async () => {
    const { page } = await open(large);
    expect(await page.locator('.nodes a.pod[tabindex="0"]').count()).toBe(1);
    await page.locator('.nodes a.pod[tabindex="0"]').focus();
    const labels: (string | null)[] = [];
    for (const key of ["ArrowRight", "ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "End", "Home"]) {
      await page.keyboard.press(key);
      labels.push(await page.locator(":focus").getAttribute("title"));
    }
    const services = [1, 2, 1, 8, 0, 59, 0].map(
      (index) => `NIMService models/service-${`${index}`.padStart(5, "0")}, 1 GPU`,
    );
    expect(labels).toEqual(services);
    expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
    await page.keyboard.press("Enter");
    expect(await page.locator(".nodes .pod.picked").count()).toBe(3);
    await page.keyboard.press("Escape");
    expect(await page.locator(".picked").count()).toBe(0);
    await page.locator("#text").fill("nobody");
    await page.keyboard.press("Escape");
    expect(await page.locator("#text").inputValue()).toBe("");
    expect(await rowsShown(page, "workloads")).toHaveLength(60);
  });

  test("Tab leads through filters and links, each with a focus that is seen", async () => {
    const { page } = await open(samplePlan);
    const seen: string[] = [];
    for (let press = 0; press < 40; press++) {
      await page.keyboard.press("Tab");
      const focus = await page.evaluate(
        "[document.activeElement.tagName + (document.activeElement.id && '#' + document.activeElement.id), getComputedStyle(document.activeElement).outlineStyle].join(' ')",
      );
      if (String(focus).startsWith("BODY")) break;
      seen.push(String(focus));
    }
    expect(seen.filter((focus) => !/ (?:solid|auto)$/.test(focus))).toEqual([]);
    for (const field of ["INPUT#text", "SELECT#namespace", "SELECT#verdict"]) {
      expect(seen.some((focus) => focus.startsWith(field))).toBe(true);
    }
  });

  test("dark mode has a dark ground", async () => {
    const luminance = async (options: BrowserContextOptions) => {
      const { page } = await open(samplePlan, options);
      const color = await page.evaluate("getComputedStyle(document.body).backgroundColor");
      const [red = 0] = (String(color).match(/\d+/g) ?? []).map(Number);
      return red;
    };
    expect(await luminance({})).toBeGreaterThan(200);
    expect(await luminance(dark)).toBeLessThan(50);
  });

  test("a phone does not scroll sideways, whatever the names", async () => {
    const long = "x".repeat(253);
    for (const plan of [large, hostilePlan(long), hostilePlan(hostileTexts.join(" "))]) {
      for (const options of [phone, { viewport: { width: 1280, height: 900 } }]) {
        const { page } = await open(plan, options);
        expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(
          0,
        );
      }
    }
  });

  test("it can be read where no script runs", async () => {
    const { page } = await open(samplePlan, { javaScriptEnabled: false });
    expect(await page.locator(".filters").isVisible()).toBe(false);
    expect(await page.getByText("needs 24 GPUs on 3 nodes").isVisible()).toBe(true);
    await page.getByLabel("before").check();
    expect(await page.locator("#p0n1 .gpus:visible .pod i").count()).toBe(1);
  });

  test("hostile names run nothing, ask for nothing and are shown as they are", async () => {
    const hostile = [
      ...hostileTexts,
      "</script><script>alert(1)</script>",
      '"><svg onload=alert(1)>',
      "javascript:alert(1)",
      "__proto__",
      "constructor",
    ];
    const html = planHtml(hostile.map(hostilePlan), folders);
    const { page, requests, messages, dialogs } = await openPage(browser, html);
    for (const text of ["__proto__", "<script>", '"><svg']) {
      await page.locator("#text").fill(text);
      expect(await rowsShown(page, "workloads")).not.toEqual([]);
    }
    await page.locator("#text").fill("");
    for (const article of await page.locator("article").all()) {
      await article.locator(".nodes a.pod").first().click();
      expect(await page.locator("#picked").textContent()).toContain("contended, on 1 node");
    }
    expect({ requests, messages, dialogs }).toEqual({ requests: [], messages: [], dialogs: [] });
    expect(await page.locator("article").count()).toBe(hostile.length);
    expect(await page.locator("script").count()).toBe(1);
    expect(await page.locator("svg, img, h1:not(header *)").count()).toBe(0);
  });

  test("a screen reader is told tables, the nodes of the map, and what the filters leave", async () => {
    const { page } = await open(samplePlan);
    const map = await page.locator("section.fleet").ariaSnapshot();
    expect(map).toContain('link "NIMService models/llama-70b, 4 GPUs"');
    expect(map).toContain("4 held by others");
    expect(map).toMatch(/text: h100-2\s+- emphasis: cordoned\s+- text: 8 free/);
    expect(map).not.toContain("C C");
    const table = await page.locator("section.workloads").ariaSnapshot();
    expect(table).toContain('table "Workloads"');
    expect(table).toContain('columnheader "verdict"');
    expect(table).toMatch(/rowheader "(?:. )?NIMService models\/nemotron-340b/);
    expect(await page.locator("#found").getAttribute("role")).toBe("status");
  });

  test.each([
    ["light", {}],
    ["dark", dark],
    ["on a phone", phone],
  ])("axe finds nothing serious: %s", async (_, options) => {
    const { page } = await open(samplePlan, { ...options, bypassCSP: true });
    const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    await page.evaluate(source);
    const found: unknown = await page.evaluate(
      "axe.run(document).then(({ violations }) => violations.map(({ id, impact, nodes }) => [impact, id, nodes[0].html.slice(0, 200)].join(' ')))",
    );
    expect(found).toEqual([]);
  });

  test("1,250 nodes with 10,000 pods are there, and filtered, within seconds", async () => {
    await withinTime(20_000, async () => {
      const start = performance.now();
      const { page } = await open(fleetPlan(10_000, { services: 2000 }));
      await page.locator("#text").fill("service-01999");
      expect(await page.locator("#found").textContent()).toBe("1 of 2000 workloads");
      return performance.now() - start;
    });
  });
});

/** Names in the rows of a part that can be seen. */
async function rowsShown(page: Page, part: string): Promise<string[]> {
  const names = await page.locator(`section.${part} tbody tr:visible th`).allInnerTexts();
  return names.map((name) => /NIM\w+ \S+/.exec(name)?.[0] ?? name);
}
