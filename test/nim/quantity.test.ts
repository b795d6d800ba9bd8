import { describe, expect, test } from "vitest";
import {
  compareQuantities,
  gibibytes,
  parseQuantity,
  quantityFault,
  wholeUnits,
} from "../../src/nim/quantity.ts";
import { withinCpu } from "../support/within-cpu.ts";

// Each pair was printed by resource.ParseQuantity(text).String() of k8s.io/apimachinery v0.35.0.
const written: readonly (readonly [text: string, canonical: string])[] = [
  ["0", "0"],
  ["0Gi", "0"],
  ["-0", "0"],
  ["00", "0"],
  [".", "0"],
  ["8", "8"],
  ["+8", "+8"],
  ["08", "08"],
  ["0.5", "500m"],
  [".5", "500m"],
  ["1.", "1."],
  ["1.0", "1"],
  ["1.5", "1500m"],
  ["1.500", "1.500"],
  ["0.125", "125m"],
  ["1500m", "1500m"],
  ["1000m", "1"],
  ["1024Mi", "1Gi"],
  ["1500Mi", "1500Mi"],
  ["1000Ki", "1000Ki"],
  ["1024", "1024"],
  ["512Ki", "512Ki"],
  ["8Ki", "8Ki"],
  ["0.5Ki", "512"],
  ["1.5Gi", "1536Mi"],
  ["0.5Gi", "512Mi"],
  ["0.1Ki", "102400m"],
  ["1.0001Ki", "1024102400u"],
  ["3000", "3k"],
  ["10000000", "10M"],
  ["1e3", "1e3"],
  ["1E3", "1E3"],
  ["1e6", "1e6"],
  ["1000e3", "1e6"],
  ["12e5", "1200e3"],
  ["1e-3", "1e-3"],
  ["1E", "1E"],
  ["1000E", "1"],
  ["16Ei", "9223372036854775807"],
  ["0.1n", "1n"],
  ["-1.5Gi", "-1536Mi"],
  ["9999999999999999999", "9999999999999999999"],
];

describe("a quantity", () => {
  test.each(written)("%s is written %s by Go", (text, canonical) => {
    expect(parseQuantity(text)?.canonical).toBe(canonical);
  });

  test.each([
    "",
    "Pi",
    "50GB",
    "50gi",
    "5 Gi",
    "1e1.5",
    "1K",
    "1mi",
    "--1",
    "1e",
    "one",
    "1Gi\n",
    "1i",
    "0x10",
  ])("%j is none", (text) => expect(parseQuantity(text)).toBeUndefined());

  test("may be a number", () => {
    expect(parseQuantity(8)?.canonical).toBe("8");
    expect(parseQuantity(2n ** 60n)?.nano).toBe(2n ** 60n * 10n ** 9n);
  });

  test("is compared by what it is, not by how it is written", () => {
    const compare = (a: string, b: string) => {
      const [left, right] = [parseQuantity(a), parseQuantity(b)];
      return left && right && compareQuantities(left, right);
    };
    expect(compare("1Gi", "1024Mi")).toBe(0);
    expect(compare("1G", "1Gi")).toBe(-1);
    expect(compare("500m", "0.4")).toBe(1);
    expect(compare("-1", "0")).toBe(-1);
  });

  test("has whole units, rounded up as Go rounds them", () => {
    const units = (text: string) => wholeUnits(parseQuantity(text) ?? { nano: -1n, canonical: "" });
    expect(units("50Gi")).toBe(50n * 2n ** 30n);
    expect(units("1m")).toBe(1n);
    expect(units("-1500m")).toBe(-2n);
  });

  test("is told in GiB", () => {
    const quantity = parseQuantity("1536Mi");
    expect(quantity && gibibytes(quantity)).toBe(1.5);
  });

  test("of a monstrous exponent takes no time", () => {
    expect(parseQuantity("1e999999999999")?.nano).toBe(10n ** 1009n);
    expect(parseQuantity("1e-999999999999")?.nano).toBe(1n);
  });

  test.each([
    ["zeros before a letter", `${"0".repeat(200_000)}x`],
    ["zeros behind the point, before a letter", `1.${"0".repeat(200_000)}x`],
    ["zeros behind a one", `1${"0".repeat(200_000)}`],
    ["letters of suffixes", `1${"e".repeat(200_000)}!`],
  ])("of 200 KB of %s takes no time worth speaking of", async (_, text) => {
    await withinCpu(500, () => {
      parseQuantity(text);
      quantityFault(text);
    });
  });
});

test.each([
  ["", /^quantities must match/],
  ["one", /^quantities must match/],
  ["2K", /^unable to parse quantity's suffix$/],
  ["50GB", /^quantities must match/],
  ["1e", /^unable to parse quantity's suffix$/],
  ["Pi", /^unable to parse numeric part of quantity$/],
])("Go says of %j what is wrong with it", (text, fault) => expect(quantityFault(text)).toMatch(fault));
