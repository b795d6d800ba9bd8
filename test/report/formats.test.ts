import { describe, expect, test } from "vitest";
import { rules } from "../../src/lint/rules/index.ts";
import { type FormatName, formats, isFormatName, type ReportOptions } from "../../src/report/formats.ts";
import { summarize } from "../../src/report/summary.ts";
import { folders } from "../support/finding.ts";
import { lintText } from "../support/lint-text.ts";

const options: ReportOptions = { folders, text: { colors: false, width: 80 }, sarif: { version: "0.1.0" } };

function reportOf(format: FormatName, text: string): string {
  const { findings, loaded } = lintText(text);
  const result = { findings, summary: summarize(findings, loaded), loaded, rules };
  return [...formats[format].report(result, options)].join("");
}

const names = Object.keys(formats).filter(isFormatName);

/** A name of a resource that YAML lets through, made to break out of each format. */
const hostile = `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata:
  name: "a\\n::error::x]]><script>\`\`\`|@octocat\\u202e"
spec:
  "\\r\\n::set-output name=x::y ](https://evil.example) </details>": 1
`;

describe.each(names)("the format %s", (name) => {
  test("tells a hostile manifest on harmless lines", () => {
    const text = reportOf(name, hostile);
    expect(text).toContain("unknown-field");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]|^\s*::(?!error |warning |notice )/m);
    // JSON is read by programs, which get the very name.
    if (name !== "json") expect(text).not.toContain("\u202e");
  });

  test("is the same bytes each time", () => {
    expect(reportOf(name, hostile)).toBe(reportOf(name, hostile));
  });

  test("has a line that says what it is for", () => {
    expect(formats[name].about).not.toBe("");
  });
});

test("only the names of formats are formats", () => {
  expect(names).toEqual(["text", "json", "sarif", "junit", "github", "markdown"]);
  expect(isFormatName("toString")).toBe(false);
});
