import { describe, expect, test } from "vitest";
import { airgapReport } from "../../src/report/airgap-contract.ts";
import { airgapJson } from "../../src/report/airgap-json.ts";
import { airgapMarkdown } from "../../src/report/airgap-markdown.ts";
import type { AirgapReport, StepResult } from "../../src/report/airgap-result.ts";
import { airgapText } from "../../src/report/airgap-text.ts";

const step = (differs: Partial<StepResult>): StepResult => ({
  step: "upload",
  images: 1,
  profiles: 2,
  files: 30,
  bytesMoved: 5 * 2 ** 30,
  bytesThere: 2 ** 20,
  seconds: 75,
  changed: true,
  warnings: [],
  ...differs,
});

const report = (differs: Partial<AirgapReport> = {}): AirgapReport => ({
  version: 1,
  outcome: "done",
  dryRun: false,
  steps: [step({})],
  caches: [{ name: "llama", image: "nvcr.io/nim/meta/llama:1", profilesPath: "s3://models/nim/llama/" }],
  facts: [],
  problems: [],
  ...differs,
});

const text = (of: AirgapReport) => [...airgapText(of, { colors: false })].join("");

describe("what a call did", () => {
  test("is a table of steps, and the path to be pasted stands alone on its line", () => {
    const told = text(report());
    expect(told).toContain("done: 5 GiB moved, 1 MiB already there\n");
    expect(told).toMatch(/^STEP +IMAGES +PROFILES +FILES +MOVED +THERE +TIME$/m);
    expect(told).toMatch(/^upload +1 +2 +30 +5 GiB +1 MiB +75 s +changed$/m);
    expect(told).toMatch(/^ {2}profiles path s3:\/\/models\/nim\/llama\/$/m);
  });

  test("is never wider than 80 columns, but for words that are", () => {
    const problem = {
      step: "verify" as const,
      code: "cache/corrupt",
      path: "a/b",
      message: "word ".repeat(60),
      help: "help ".repeat(60),
    };
    const wide = text(report({ outcome: "problems", problems: [problem], facts: ["fact ".repeat(50)] }));
    expect(wide.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(wide).toContain("verify: cache/corrupt");
  });

  test("a second run says that there was nothing to do", () => {
    expect(text(report({ steps: [step({ bytesMoved: 0, changed: false })] }))).toContain(
      "done: nothing to do, 1 MiB already there",
    );
  });

  test("a failure says what failed, what to do, and whether to try again", () => {
    const failure = {
      step: "mirror" as const,
      code: "registry/unauthorized",
      message: "refused",
      help: `log in\nthis is what ran: skopeo inspect ${"x".repeat(90)}`,
      retryable: true,
    };
    const told = text(report({ outcome: "failed", failure }));
    expect(told).toContain("failed: mirror failed");
    expect(told).toContain("mirror: registry/unauthorized");
    expect(told).toContain("\n  help: log in\n  this is what ran: skopeo inspect");
    expect(told).toContain("goes on where it was");
  });

  test("is JSON that its schema takes, in every outcome", () => {
    const failure = { step: "mirror" as const, code: "network", message: "m", retryable: false };
    for (const one of [
      report(),
      report({ outcome: "failed", failure }),
      report({ dryRun: true, steps: [] }),
    ]) {
      expect(airgapReport.parse(JSON.parse(airgapJson(one)))).toEqual(one);
    }
  });

  test("is Markdown that does nothing but show, and stays within a job summary's limit", () => {
    const nasty = "<script>alert(1)</script> @everyone #1 ![x](http://evil) ::add-mask::x";
    const many = new Array(5000).fill(nasty);
    const told = airgapMarkdown(report({ facts: many }), 20_000);
    expect(Buffer.byteLength(told)).toBeLessThanOrEqual(20_000);
    expect(told).not.toContain("<script>");
    expect(told).not.toContain("@everyone");
    expect(told).toContain("| upload | 1 | 2 | 30 | 5 GiB | 1 MiB | 75 s | changed |");
  });

  test.each([
    ["text", (of: AirgapReport) => text(of)],
    ["json", airgapJson],
    ["markdown", (of: AirgapReport) => airgapMarkdown(of)],
  ])("shows no credential and no control character in %s", (_format, show) => {
    const secret = "nvapi-abcdefghijklmnop1234";
    const bad = `x ${secret}\u001b[2Jz https://u:hunter22@host/\r::error::y`;
    const shown = show(
      report({
        outcome: "problems",
        facts: [bad],
        steps: [step({ warnings: [bad] })],
        problems: [{ step: "verify", code: "cache/corrupt", path: bad, message: bad, help: bad }],
        caches: [{ name: bad, image: bad, folder: bad }],
      }),
    );
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain("hunter22");
    expect(shown).not.toContain("\u001b");
    expect(shown).not.toMatch(/^::/m);
  });
});
