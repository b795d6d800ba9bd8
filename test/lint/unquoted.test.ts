import { describe, expect, test } from "vitest";
import { unquoted } from "../../src/lint/unquoted.ts";

describe("a text that a template writes without quotes", () => {
  test.each([
    "",
    "a",
    "v570",
    "07a",
    "1.2.3",
    "2026-01-01",
    "nan",
    "tRUE",
    "oN",
    "1e400",
    "0x",
    "=",
    "-a",
    "/models",
  ])("%j stays what it is", (text) => expect(unquoted(text)).toEqual({ is: "kept" }));

  test.each(["true", "Yes", "on", "y", "N", "FALSE", "off"])("%j comes back as a boolean", (text) =>
    expect(unquoted(text)).toEqual({ is: "broken", readsAs: "a boolean" }),
  );

  test.each([
    "8",
    "07",
    "08",
    "0x1f",
    "0b1",
    "1e3",
    "1.",
    ".5",
    "1_000",
    "1_",
    "-0",
    "+1",
    "99999999999999999999",
  ])("%j comes back as a number", (text) =>
    expect(unquoted(text)).toEqual({ is: "broken", readsAs: "a number" }),
  );

  test.each([
    ["null", ""],
    ["~", ""],
    ["Null", ""],
    [" ", ""],
    ["#1", ""],
    ["a #1", "a"],
    [" a ", "a"],
    ["'8'", "8"],
    ["!!str 8", "8"],
    // Each `|` block of a manifest ends with a line end.
    ["1.12.0\n", "1.12.0"],
    ["a\n\n  # b", "a"],
    ["&a:b", ":b"],
    ["!a", ""],
  ])("%j silently becomes %j", (text, to) => expect(unquoted(text)).toEqual({ is: "changed", to }));

  test.each([
    ".inf",
    "-.inf",
    ".nan",
    "-",
    "- a",
    "a: b",
    "a:",
    "[a]",
    "{}",
    "*a",
    '"a',
    "@a",
    "`a",
    "%a",
    "a\nb",
    "a\n          b: c",
    "!!int a",
    "&",
  ])("%j stops the operator from reading its own template", (text) =>
    expect(unquoted(text).is).toBe("broken"),
  );
});
