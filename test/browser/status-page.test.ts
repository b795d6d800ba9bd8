import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { badgeSvg } from "../../reconciler/page/badge-svg.ts";
import { pageHtml } from "../../reconciler/page/page-html.ts";
import type { PageView } from "../../reconciler/page/page-view.ts";
import type { Tone } from "../../reconciler/page/tone.ts";
import {
  everything,
  manyViews,
  mixed,
  pools,
  repository,
  resource,
  viewOf,
} from "../reconciler/page/sample.ts";
import { hostileTexts } from "../support/finding.ts";
import { withinCpu } from "../support/within-cpu.ts";
import { withinTime } from "../support/within-time.ts";
import { hasBrowser, openPage, startBrowser } from "./browser.ts";

const dark = { colorScheme: "dark" } as const;
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } as const;
const longName = `${"x".repeat(60)}.`.repeat(4) + "y".repeat(9);
const hostileNames = [
  ...hostileTexts,
  '"><script>alert(1)</script>',
  "</style><script>alert(1)</script>",
  '"><svg onload=alert(1)>',
  "\u202egnp.exe",
  "שלום עולם",
  "مرحبا",
  "__proto__",
  longName,
];
/** Where somebody wants to look at pictures of it. */
const pictures = process.env.NIMOPS_SCREENSHOTS;

const one = [viewOf(repository(mixed))];
const several = [
  viewOf(repository(mixed)),
  viewOf(repository({}, everything, {}, "ready"), undefined),
  viewOf(repository({}, everything, { suspend: true }, "asleep"), undefined),
];

describe.runIf(hasBrowser)("the status page in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
  });
  afterAll(() => browser.close());

  const open = (views: readonly PageView[], options: BrowserContextOptions = {}, isStale = false) =>
    openPage(browser, pageHtml(views, { isStale }), options);

  test.each([
    ["with scripts", {}],
    ["without", { javaScriptEnabled: false }],
  ])("it tells what waits for what and why, %s", async (_, options) => {
    const { page, requests, messages } = await open(one, options);
    expect(await page.title()).toBe("2 of 6 ready · Models · prod-eu");
    expect(await page.getByRole("heading", { level: 2 }).innerText()).toContain("nimops/llama");
    const row = page.locator("section.waiting tbody tr").first();
    expect(await page.locator("section.waiting tbody tr").count()).toBe(2);
    expect((await page.locator("section.waiting").innerText()).replace(/\s+/g, " ")).toContain(
      "NIMService models/llama NIMCache models/llama-weights waits for its cache",
    );
    expect(await row.isVisible()).toBe(true);
    expect(await page.locator("section.caches").innerText()).toContain("caching 34/120 GiB");
    expect(await page.locator("section.caches progress").getAttribute("value")).toBe("28");
    expect(await page.locator("section.services").innerText()).toContain("its image does not exist");
    expect(await page.locator("section.fleet").innerText()).toContain("Planned");
    expect(await page.locator("section.commits tbody tr").count()).toBe(3);
    expect(await page.locator("script").count()).toBe(0);
    expect({ requests, messages }).toEqual({ requests: [], messages: [] });
  });

  test("the map shows each pod's GPUs, and its letter leads there and back", async () => {
    const { page } = await open(one);
    expect(await page.locator("section.fleet li").count()).toBe(3);
    expect(await page.locator("#r0n0 .pod i").count()).toBe(6);
    expect(await page.locator("section.fleet").innerText()).not.toContain("internal");
    await page.locator("section.services a").filter({ hasText: "models/embed" }).click();
    expect(await page.evaluate("location.hash")).toBe("#r0n0");
    await page.locator("#r0n0 a.pod").first().click();
    expect(await page.evaluate("document.querySelector(':target').tagName")).toBe("TR");
  });

  test("several are told together first", async () => {
    const { page } = await open(several);
    expect(await page.locator("header").innerText()).toContain("8 of 12 ready in 3 repositories");
    expect(await page.locator("article").count()).toBe(3);
    await page.getByRole("link", { name: "nimops/asleep" }).click();
    expect(await page.evaluate("location.hash")).toBe("#r2");
  });

  test("it says when it may be of before", async () => {
    const { page } = await open(one, {}, true);
    expect(await page.getByRole("status").innerText()).toContain("cannot be asked");
  });

  test("Tab leads through its links in their order, each with a focus that is seen", async () => {
    const { page } = await open(several);
    const seen: string[] = [];
    for (let press = 0; press < 60; press++) {
      await page.keyboard.press("Tab");
      const focus = String(
        await page.evaluate(
          "[document.activeElement.tagName, document.activeElement.textContent.trim(), getComputedStyle(document.activeElement).outlineStyle].join('|')",
        ),
      );
      if (focus.startsWith("BODY")) break;
      seen.push(focus);
    }
    expect(seen.length).toBeGreaterThan(10);
    expect(seen.filter((focus) => !/\|(?:solid|auto)$/.test(focus))).toEqual([]);
    expect(seen[0]).toContain("nimops/llama");
  });

  test("a screen reader is told tables with captions, progress and states", async () => {
    const { page } = await open(one);
    for (const [part, caption] of [
      ["waiting", "What waits, for what and why"],
      ["caches", "Caches and how far they are filled"],
      ["services", "Services, pipelines and builds"],
      ["commits", "The last commits, the newest first"],
    ]) {
      expect(await page.locator(`section.${part}`).ariaSnapshot()).toContain(`table "${caption}"`);
    }
    const caches = await page.locator("section.caches").ariaSnapshot();
    expect(caches).toContain('columnheader "state"');
    expect(caches).toContain('rowheader "NIMCache models/embed-weights"');
    expect(caches).toContain('progressbar "34/120 GiB downloaded"');
  });

  test("dark mode has a dark ground", async () => {
    const red = async (options: BrowserContextOptions) => {
      const { page } = await open(one, options);
      const color = await page.evaluate("getComputedStyle(document.body).backgroundColor");
      return Number(/\d+/.exec(String(color))?.[0]);
    };
    expect(await red({})).toBeGreaterThan(200);
    expect(await red(dark)).toBeLessThan(50);
  });

  test.each([
    ["a phone", phone],
    ["a desktop", {}],
  ])("%s does not scroll sideways, whatever the names", async (_, options) => {
    for (const views of [several, hostileViews(), manyViews(60)]) {
      const { page } = await open(views, options);
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    }
  });

  test("hostile names run nothing, ask for nothing and are shown as they are", async () => {
    const { page, requests, messages, dialogs } = await open(hostileViews());
    expect({ requests, messages, dialogs }).toEqual({ requests: [], messages: [], dialogs: [] });
    expect(await page.locator("script, svg, img").count()).toBe(0);
    expect(await page.locator("article").count()).toBe(hostileNames.length);
    const text = await page.locator("main").innerText();
    for (const name of ["<script>alert(1)</script>", "</style>", "\\u202egnp.exe", "שלום", longName])
      expect(text).toContain(name);
  });

  test.each([
    ["light", {}],
    ["dark", dark],
    ["on a phone", phone],
  ])("axe finds nothing: %s", async (_, options) => {
    const { page } = await open(several, { ...options, bypassCSP: true });
    const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    await page.evaluate(source);
    const found: unknown = await page.evaluate(
      "axe.run(document).then(({ violations }) => violations.map(({ id, impact, nodes }) => [impact, id, nodes[0].html.slice(0, 200)].join(' ')))",
    );
    expect(found).toEqual([]);
  });

  test("1,000 resources are less than a megabyte, made in 50 ms and there in seconds", async () => {
    const views = manyViews(1_000);
    const make = () => pageHtml(views, { isStale: false });
    // What has been compiled; the first turns are not.
    for (let turn = 0; turn < 3; turn += 1) make();
    const html = await withinCpu(50, make);
    expect(Buffer.byteLength(html)).toBeLessThan(1_000_000);
    await withinTime(20_000, async () => {
      const start = performance.now();
      const { page } = await openPage(browser, html);
      expect(await page.locator("tbody tr").count()).toBeGreaterThanOrEqual(1_000);
      return performance.now() - start;
    });
  });

  test("badges are drawn as wide as was counted, in a page of somebody else", async () => {
    const tones: readonly Tone[] = ["good", "busy", "doubt", "bad", "none"];
    const labels = [
      "llama",
      "prod-eu · meta-llama-3.1-70b-instruct",
      "",
      "שלום",
      longName,
      '"><script>alert(1)</script>',
    ];
    const badges = labels.flatMap((label) =>
      tones.map((tone) => badgeSvg({ label, words: "caching 34/120 GiB", tone })),
    );
    const images = badges.map(
      (svg) => `<p><img alt="" src="data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}"></p>`,
    );
    const { page, requests, dialogs } = await openPage(
      browser,
      `<!doctype html><meta charset=utf-8>${images.join("")}`,
    );
    const sizes = await page.evaluate(
      "[...document.images].map((image) => [image.naturalWidth, image.naturalHeight])",
    );
    expect(sizes).toEqual(badges.map((svg) => [Number(/width="(\d+)"/.exec(svg)?.[1]), 20]));
    await picture(page, "badges");
    const inside = await openPage(browser, `<!doctype html><meta charset=utf-8>${badges.join("<br>")}`);
    const over = await inside.page.evaluate(
      "[...document.querySelectorAll('svg')].flatMap((svg) => [...svg.querySelectorAll('text')].map((text) => { const at = text.getBBox(); return at.x >= 0 && at.x + at.width <= svg.viewBox.baseVal.width + 0.5; }))",
    );
    expect(over).not.toContain(false);
    expect(await inside.page.locator("script").count()).toBe(0);
    const label = await inside.page.locator("svg").first().getAttribute("aria-label");
    expect(label).toBe("llama: caching 34/120 GiB");
    expect({ requests, dialogs: [...dialogs, ...inside.dialogs] }).toEqual({
      requests: expect.any(Array),
      dialogs: [],
    });
  });

  test.runIf(pictures)("pictures", { timeout: 300_000 }, async () => {
    for (const [name, views] of [
      ["mixed", several],
      ["hostile", hostileViews()],
      ["many", manyViews(1_000)],
    ] as const) {
      for (const [how, options] of [
        ["desktop", {}],
        ["dark", dark],
        ["phone", phone],
      ] as const) {
        const { page } = await open(views, options);
        await picture(page, `${name}-${how}`);
      }
    }
  });
});

function hostileViews(): PageView[] {
  return hostileNames.map((name) =>
    viewOf(
      repository(
        {
          ...mixed,
          resources: [
            resource(name, { namespace: name }),
            resource(name, {
              namespace: name,
              kind: "NIMCache",
              phase: "Waiting",
              reason: "CacheNotReady",
              waitsFor: [`NIMCache ${name.replace(/\s/g, "")}/x`],
            }),
          ],
        },
        everything,
        {},
        name,
      ),
      pools.map((pool) => ({ ...pool, pool: name, gpu: name })),
    ),
  );
}

async function picture(page: { screenshot(options: object): Promise<unknown> }, name: string): Promise<void> {
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: !name.startsWith("many") });
}
