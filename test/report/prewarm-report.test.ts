import { describe, expect, test } from "vitest";
import { prewarmReport } from "../../src/report/prewarm-contract.ts";
import { prewarmJson } from "../../src/report/prewarm-json.ts";
import { prewarmMarkdown } from "../../src/report/prewarm-markdown.ts";
import type { PrewarmResult } from "../../src/report/prewarm-result.ts";
import { prewarmText } from "../../src/report/prewarm-text.ts";
import { cacheResult, eventfulRun, prewarmResult } from "../support/prewarm-results.ts";

const text = (result: PrewarmResult, colors = false) => [...prewarmText(result, { colors })].join("");
const hostile = "::error::x\n##[error]\u001b[31m<script>`|` @octocat nvapi-0123456789abcdef0123456789";
/** Begins a terminal's commands. */
const esc = String.fromCharCode(27);
const hostileRun = prewarmResult({
  outcome: "failed",
  cluster: hostile,
  notes: [hostile],
  caches: [
    cacheResult({
      name: hostile,
      outcome: "failed",
      message: hostile,
      causes: [{ code: hostile, message: hostile, help: hostile, commands: [] }],
      log: { pod: hostile, lines: [hostile] },
      stillRuns: hostile,
    }),
  ],
});

describe("the text", () => {
  test("says how it came out, each cache, then what is to know of those that need somebody", async () => {
    await expect(text(eventfulRun)).toMatchFileSnapshot("expected/prewarm.txt");
  });

  test("is short where all is well", () => {
    const caches = [cacheResult({ did: "untouched", seconds: 0 })];
    expect(text(prewarmResult({ caches, seconds: 0.4 }))).toMatch(
      /^ready: 1 cache ready, nothing had to be done\n {2}eu-hgx, https:\/\/10.0.0.1:6443\n\n.*\n.*\n\ndigest .*\n$/,
    );
  });

  test("says that a dry run wrote nothing", () => {
    const caches = [cacheResult({ outcome: "planned" })];
    expect(text(prewarmResult({ outcome: "planned", dryRun: true, caches }))).toContain(
      "planned: 1 cache planned (dry run: nothing was written)",
    );
  });

  test("has 80 columns, but for commands, which stay in one line, and names", () => {
    const long = text(eventfulRun)
      .split("\n")
      .filter((line) => line.length > 80);
    expect(long).toEqual([]);
    expect(text(eventfulRun)).toMatch(/^ +`kubectl -n models describe pvc mistral-pvc`;/m);
  });

  test("has colours only when asked for", () => {
    expect(text(eventfulRun)).not.toContain(esc);
    expect(text(eventfulRun, true)).toContain(`${esc}[1;31mfailed${esc}[0m`);
  });

  test("does nothing but be read", () => {
    for (const line of text(hostileRun).split("\n")) expect(line).not.toMatch(/^\s*::|##\[|nvapi-0/);
    expect(text(hostileRun)).not.toContain(esc);
  });
});

describe("the Markdown", () => {
  test("has a row for each cache, and what is to know folded", async () => {
    await expect(prewarmMarkdown(eventfulRun)).toMatchFileSnapshot("expected/prewarm.md");
  });

  test("does nothing but be read", () => {
    const markdown = prewarmMarkdown(hostileRun);
    expect(markdown).not.toContain("nvapi-0");
    expect(markdown).not.toContain(esc);
    // What stands in code is shown as it is.
    const outside = markdown.replace(/```[\s\S]*?\n```|(`+)[^`](?:.*?[^`])?\1(?!`)/g, "");
    expect(outside).not.toMatch(/(?<!\\)<script|@octocat/);
  });

  test("keeps to its limit, and tells how much it leaves out", () => {
    const caches = Array.from({ length: 400 }, (_, index) =>
      cacheResult({ name: `cache-${index}`, outcome: "failed", message: "x".repeat(1500) }),
    );
    const markdown = prewarmMarkdown(prewarmResult({ outcome: "failed", caches }), { limit: 100_000 });
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(100_000);
    expect(markdown).toContain("cache-399");
    expect(markdown).toMatch(/\*\d+ more descriptions: /);
  });
});

test.each([380, 980, 1980, 3980])(
  "no report cuts a password before it is known as one (after %i characters)",
  (length) => {
    const words = `${"x ".repeat(length / 2)}https://me:${"p4ssw0rd".repeat(12)}@host`;
    const caches = [
      cacheResult({
        outcome: "failed",
        message: words,
        causes: [{ code: "Refused", message: words, help: words, commands: [] }],
        log: { pod: "p", lines: [words] },
        stillRuns: words,
      }),
    ];
    const result = prewarmResult({ outcome: "failed", caches, notes: [words] });
    for (const report of [text(result), prewarmMarkdown(result), prewarmJson(result)]) {
      expect(report).not.toContain("p4ss");
    }
  },
);

describe("the JSON", () => {
  test.each([
    ["an eventful run", eventfulRun],
    ["a run without caches", prewarmResult({ caches: [] })],
    ["hostile words", hostileRun],
  ])("of %s is as its contract says", (_, result) => {
    expect(prewarmReport.parse(JSON.parse(prewarmJson(result))).caches).toHaveLength(result.caches.length);
  });

  test("has no credentials and nothing that a runner obeys", () => {
    expect(prewarmJson(hostileRun)).not.toMatch(/nvapi-0|##\[/);
  });
});
