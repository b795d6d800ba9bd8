import { describe, expect, test } from "vitest";
import { isNoProxyEntry, meantNoProxyEntry, noProxyEntries } from "../../src/nim/no-proxy.ts";

test("entries stand between commas, without the blanks that Go trims; empty ones are nothing", () => {
  expect(noProxyEntries(" a,, b\u0085,\t")).toEqual([
    { index: 0, entry: "a" },
    { index: 2, entry: "b" },
  ]);
  expect(noProxyEntries("\ufeffa")[0]?.entry).toBe("\ufeffa");
});

describe("an entry is right", () => {
  test.each([
    ".svc",
    "example.com.",
    "-",
    "..",
    "999.999.999.999",
    "10.1.2.3:80",
    "10.0.0.0/99",
    "[fd00::1]",
    "[fd00::1]:443",
    "[:]/999",
  ])("%s", (entry) => expect(isNoProxyEntry(entry)).toBe(true));
});

describe("an entry is wrong, and what was meant", () => {
  test.each([
    ["*.svc", ".svc"],
    ["http://x/", "x"],
    ["localhost:8080", "localhost"],
    ["10.1.2.3:", "10.1.2.3"],
    ["fd00::1", "[fd00::1]"],
    ["fd00::/32", "[fd00::]/32"],
    ["a b", "a,b"],
    ["a;b", "a,b"],
    ["*", undefined],
    ["a_b.example", undefined],
    ["10.0.0.1/24:80", undefined],
  ])("%s: %s", (entry, meant) => {
    expect(isNoProxyEntry(entry)).toBe(false);
    expect(meantNoProxyEntry(entry)).toBe(meant);
  });
});
