import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/lint/finding.ts";
import { contentFingerprintOf, fingerprintOf } from "../../src/lint/fingerprint.ts";

const start = { line: 3, column: 5 };
const finding: Finding = {
  rule: "gpu-count",
  severity: "error",
  enforcedBy: "scheduler",
  message: "4 GPUs of 8",
  help: undefined,
  location: { file: "a.yaml", start, end: start },
  object: { kind: "NIMService", namespace: "models", name: "llama-8b" },
  path: ["spec", "env", 3, "value"],
  related: [],
  fix: undefined,
  clusters: [],
};
const other = { kind: "NIMService", namespace: "models", name: "llama-70b" };

test("a fingerprint is 128 bits, in hexadecimal digits, and never changes", () => {
  expect(fingerprintOf(finding)).toBe("2e35a167504d9381c7d8c5fd71f9fcdc");
});

describe("it stays the same", () => {
  test.each<[string, Partial<Finding>]>([
    ["when lines move", { location: { file: "a.yaml", start: { line: 9, column: 1 }, end: start } }],
    ["when the item of a list moves", { path: ["spec", "env", 0, "value"] }],
    ["when numbers of the message change", { message: "8 GPUs of 16" }],
    ["when the severity or the help changes", { severity: "info", help: "buy some" }],
  ])("%s", (_, change) => {
    expect(fingerprintOf({ ...finding, ...change })).toBe(fingerprintOf(finding));
  });
});

describe("it changes", () => {
  test.each<[string, Partial<Finding>]>([
    ["with the rule", { rule: "gpu-counts" }],
    ["with the resource, whose numbers count", { object: other }],
    ["with the path", { path: ["spec", "env", 3, "name"] }],
    ["with the words of the message", { message: "4 GPUs for 8" }],
    ["where there is no resource", { object: undefined }],
  ])("%s", (_, change) => {
    expect(fingerprintOf({ ...finding, ...change })).not.toBe(fingerprintOf(finding));
    expect(contentFingerprintOf({ ...finding, ...change })).not.toBe(contentFingerprintOf(finding));
  });

  test("with the file, unless only the content is asked for", () => {
    const moved = { ...finding, location: { file: "b.yaml", start, end: start } };
    expect(fingerprintOf(moved)).not.toBe(fingerprintOf(finding));
    expect(contentFingerprintOf(moved)).toBe(contentFingerprintOf(finding));
  });

  test("where the same letters are cut elsewhere", () => {
    const a = { ...finding, rule: "a", message: "bc" };
    const b = { ...finding, rule: "ab", message: "c" };
    expect(fingerprintOf(a)).not.toBe(fingerprintOf(b));
  });
});
