import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/lint/finding.ts";
import { logLine, printable, printableLines } from "../../src/report/printable.ts";
import { excerptOf } from "../../src/report/source-line.ts";
import { summarize } from "../../src/report/summary.ts";
import { textReport } from "../../src/report/text.ts";
import { lintText } from "../support/lint-text.ts";
import { withinCpu } from "../support/within-cpu.ts";

const head = "apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMService\nmetadata:\n  name: a\n";

describe("no text of a manifest becomes a command to a runner", () => {
  const type = `ClusterIp-${"x".repeat(60)} ::error file=a.yaml,line=1::forged`;
  test.each([
    ["a type of a Service", `${head}spec:\n  expose:\n    service:\n      type: "${type}"\n`],
    [
      "the older form",
      `${head}spec:\n  nodeSelector:\n    pool: "##[add-mask]1"\n  unknown: "##[add-mask]1"\n`,
    ],
    ["an unknown field", `${head}spec:\n  "${"x".repeat(60)} ::error::forged ##[warning]y": 1\n`],
  ])("%s", (_, text) => {
    for (const width of [20, 40, 80]) expect(textOf(text, width)).not.toMatch(/^\s*::|##\[/m);
  });

  test("a help that would be broken before a command", () => {
    const { findings, loaded } = lintText(`${head}spec: {}\n`);
    const [first] = findings;
    if (!first) throw new Error("no finding");
    for (let length = 1; length < 80; length++) {
      const help = `${"x".repeat(length)}  ::error::forged ::stop-commands::x`;
      const finding: Finding = {
        ...first,
        help,
        message: help,
        related: [{ ...first, message: ` ${help}` }],
      };
      const report = [...textReport([finding], summarize([finding], loaded), loaded.files, plain(60))].join(
        "",
      );
      expect(report).not.toMatch(/^\s*::/m);
    }
  });

  test("such text stays readable", () => {
    expect(printable("a ##[error]b ##vso[x]y ###[z] ## heading")).toBe(
      "a \\u0023#[error]b \\u0023#vso[x]y #\\u0023#[z] ## heading",
    );
    expect(logLine("  ::error::x")).toBe("  \\u003a:error::x");
    expect(printableLines("Error: a\n ::error::b\r\nhttp://u:secret@h ##[c]")).toBe(
      "Error: a\n \\u003a:error::b\nhttp://u:******@h \\u0023#[c]",
    );
  });
});

describe("secrets of no known form are not shown", () => {
  const secret = "dGhpc2lzYXNlY3JldA";
  const item = (name: string) => `{name: ${name}, value: "${secret}", oops: 1}`;
  test.each([
    ["in flow style", `${head}spec:\n  env: [${item("NGC_API_KEY")}]\n`],
    [
      "behind an anchor",
      `${head}spec:\n  env: [{name: A, value: &s ${secret}, b: 1}, {name: A_TOKEN, value: *s, c: 1}]\n`,
    ],
    [
      "merged",
      `${head}spec:\n  env: [&e {name: A, value: ${secret}, b: 1}, {<<: *e, name: A_TOKEN, c: 1}]\n`,
    ],
    ["beside a syntax error", `${head}spec:\n  env: [${item("A_PASSWORD")}, }]\n`],
    ["broken itself", `${head}spec:\n  env:\n    - name: A_PASSWORD\n      value: "x"${secret}\n`],
    ["a duplicate key", `${head}spec:\n  env: [{name: A_TOKEN, value: ${secret}, value: b}]\n`],
    ["above its name", `${head}spec:\n  env:\n    - {value: ${secret}, "name": API_KEY, x: 1}\n`],
    [
      "in a Secret on the same line",
      JSON.stringify({
        apiVersion: "v1",
        kind: "List",
        items: [
          { apiVersion: "v1", kind: "Secret", metadata: { name: "k" }, data: { whatever: secret } },
          {
            apiVersion: "apps.nvidia.com/v1alpha1",
            kind: "NIMService",
            metadata: { name: "a" },
            spec: { x: 1 },
          },
        ],
      }),
    ],
    ["in a private key", `${head}spec:\n  args: ["-----BEGIN PRIVATE KEY-----\\n${secret}"]\n  x: 1\n`],
  ])("%s", (_, text) => {
    const report = textOf(text, 400);
    expect(report).toMatch(/(error|warning)\[/);
    expect(report).not.toContain(secret.slice(0, 12));
  });

  test("what stands beside them is", () => {
    expect(textOf(`${head}spec:\n  env: [${item("NGC_API_KEY")}]\n`, 120)).toMatch(
      /env: \[\{name: NGC_API_KEY, value: \*+, oops: 1\}\]/,
    );
  });
});

test("a long line is cut around the place, whatever stands in it", () => {
  const line = `${"😀".repeat(500)}place${"é".repeat(500)}`;
  const { text, start, length } = excerptOf(line, 1000, 5, 40);
  expect([...text].slice(start, start + length).join("")).toBe("place");
  expect([...text].length).toBeLessThanOrEqual(40);
  expect(excerptOf("a: b\tc", 3, 1, 40)).toEqual({ text: "a: b·c", start: 3, length: 1 });
  expect(excerptOf(`${"x".repeat(100)}end`, 100, 3, 40)).toMatchObject({ text: `…${"x".repeat(35)}end` });
});

test("a file of one line is reported in about the time of its findings", async () => {
  const items = Array.from({ length: 2000 }, (_, index) => ({
    apiVersion: "apps.nvidia.com/v1alpha1",
    kind: "NIMCache",
    metadata: { name: `a${index}` },
    spec: { unknown: 1, other: 2 },
  }));
  const { findings, loaded } = lintText(JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  expect(findings.length).toBeGreaterThan(2000);
  const report = () => [...textReport(findings, summarize(findings, loaded), loaded.files, plain(80))];
  expect((await withinCpu(3000, report)).length).toBeGreaterThan(0);
});

function textOf(text: string, width: number): string {
  const { findings, loaded } = lintText(text);
  expect(findings).not.toEqual([]);
  return [...textReport(findings, summarize(findings, loaded), loaded.files, plain(width))].join("");
}

function plain(width: number) {
  return { colors: false, width };
}
