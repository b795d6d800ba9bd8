import { describe, expect, test } from "vitest";
import { placesOf, readDocument } from "../../../src/manifest/yaml/index.ts";
import { whole } from "./yaml-text.ts";

/** What kubectl sent for `a: <source>` (sigs.k8s.io/yaml v1.6.0). */
const sent: [source: string, value: string | number | bigint | boolean | null][] = [
  ["y", true],
  ["Y", true],
  ["yes", true],
  ["on", true],
  ["On", true],
  ["oN", "oN"],
  ["n", false],
  ["no", false],
  ["off", false],
  ["true", true],
  ["TRUE", true],
  ["True", true],
  ["tRUE", "tRUE"],
  ["~", null],
  ["null", null],
  ["Null", null],
  ["NULL", null],
  ["nULL", "nULL"],
  ["", null],
  ["0777", 511],
  ["0o777", 511],
  ["0o17", 15],
  ["08", 8],
  ["09", 9],
  ["0x1f", 31],
  ["0b11", 3],
  ["-0b11", -3],
  ["+1", 1],
  ["-1", -1],
  ["1_000", 1000],
  ["1__0", 10],
  ["_1", "_1"],
  ["1_", 1],
  ["0_7", 7],
  ["1e3", 1000],
  ["1E3", 1000],
  ["1e+3", 1000],
  ["1.", 1],
  ["1.5", 1.5],
  [".5", 0.5],
  ["-.5", -0.5],
  ["+.5", 0.5],
  ["1.e3", 1000],
  ["1e", "1e"],
  ["12:30:45", "12:30:45"],
  ["190:20:30", "190:20:30"],
  ["1:20", "1:20"],
  ["2026-01-01", "2026-01-01"],
  ["2001-12-14t21:59:43.10-05:00", "2001-12-14t21:59:43.10-05:00"],
  ["nan", "nan"],
  ["inf", "inf"],
  ["9223372036854775807", 9223372036854775807n],
  ["9223372036854775808", 9223372036854775808n],
  ["18446744073709551615", 18446744073709551615n],
  ["18446744073709551616", 18446744073709552000n],
  ["-9223372036854775808", -9223372036854775808n],
  ["-9223372036854775809", -9223372036854776000n],
  ["1e400", "1e400"],
  ["0x", "0x"],
  ["0b2", "0b2"],
  ["0b", "0b"],
  ["0xg", "0xg"],
  ["--", "--"],
  ["=", "="],
  ["<<", "\u003c\u003c"],
  ["!", ""],
  ["-0", 0],
  ["+0", 0],
  ["0.0", 0],
  ["-0.0", 0],
  ["1.0", 1],
  ["1_000.5", 1000.5],
  ["0x1_f", 31],
  ["1e1_0", 10000000000],
  ["0777_7", 4095],
  ["-0777", -511],
  ["+0777", 511],
  ["-0x1f", -31],
  ["0x1.8p3", "0x1.8p3"],
  ["1p3", "1p3"],
  ["Infinity", "Infinity"],
  ["1__000", 1000],
  ["0b1_1", 3],
  ["0o1_7", 15],
  ["00", 0],
  ["000", 0],
  ["-00", 0],
  ["01", 1],
  ["1.2.3", "1.2.3"],
  ["1.10", 1.1],
  ["0xFFFFFFFFFFFFFFFF", 18446744073709551615n],
  ["0x1FFFFFFFFFFFFFFFF", "0x1FFFFFFFFFFFFFFFF"],
  ["-0b1", -1],
  ["+0b11", 3],
  ["!!str 8", "8"],
  ["!!int '8'", 8],
  ["!!float 8", 8],
  ["!!bool yes", true],
  ["!foo 8", "8"],
  ["!!binary aGVsbG8=", "hello"],
  ["!!timestamp 2026-01-01", "2026-01-01"],
  ['"8"', "8"],
  ["'n'", "n"],
  ["0.1e-5", 0.000001],
  [".", "."],
  ["..", ".."],
  [".e3", ".e3"],
  ["+", "+"],
  ["e3", "e3"],
  ["12e03", 12000],
  ["1e-3", 0.001],
  ["6.02E+23", 6.02e23],
  ["0b", "0b"],
  ["1 2", "1 2"],
  ["1,000", "1,000"],
  ['"x\\ny\\u0041\\x41"', "x\nyAA"],
  ["x #y", "x"],
  ["x#y", "x#y"],
  ["é", "é"],
  ["'it''s'", "it's"],
  ["foo\\nbar", "foo\\nbar"],
  ["http://x:8080/y", "http://x:8080/y"],
  ["x,y]", "x,y]"],
  [".1_0", 0.1],
  [".5e400", ".5e400"],
  ["0b+11", 3],
  ["0b-11", -3],
  ["-_1", -1],
  ["1_e3", 1000],
  ["0B11", 3],
  ["0O17", 15],
  ["+9223372036854775808", 9223372036854776000n],
  ["1e18", 1000000000000000000n],
  ["1e21", 1e21],
  ["123456789012345678901234567890", 1.2345678901234568e29],
  ["07777777777777777777777777", 7.777777777777778e24],
  ["! 8", "8"],
  ["!<tag:yaml.org,2002:str> 8", "8"],
  ["!!null ''", null],
  ["! 'x'", "x"],
];

test.each(sent)("kubectl takes %s for %s", (source, value) => {
  const text = `a: ${source}\n`;
  expect(readDocument(text, whole(text))).toMatchObject({ value: { a: value }, problems: [] });
});

const keys: [source: string, key: string][] = [
  ["1", "1"],
  ["0x10", "16"],
  ["true", "true"],
  ["y", "true"],
  ["OFF", "false"],
  ["1.5", "1.5"],
  ["1e3", "1000"],
  ["1e5", "100000"],
  ["1e6", "1e+06"],
  ["1234567.5", "1.2345675e+06"],
  ["1e300", ".inf"],
  [".inf", ".inf"],
  ["2026-01-01", "2026-01-01"],
  ["!!binary aGk=", "hi"],
  ["'y'", "y"],
];

test.each(keys)("the key %j becomes %j", (source, key) => {
  const text = `${source}: a\n`;
  expect(readDocument(text, whole(text))).toMatchObject({ value: { [key]: "a" }, problems: [] });
});

describe("refused, as by kubectl", () => {
  test.each([
    ...[".inf", "-.Inf", "+.INF", ".nan", ".NaN", "!!null x", "!!int 1.5", "!!bool x", "!!timestamp x"],
    ...["!!float 18446744073709551615", "!!binary '**'", "!e!foo x", '"\\ud83d\\ude00"', '"\\/"', '"\\q"'],
  ])("the value %s", (source) => {
    const text = `a: ${source}\n`;
    expect(readDocument(text, whole(text)).problems).toMatchObject([{ code: "syntax" }]);
  });

  test.each(["null", "~", "18446744073709551615", "[a]", "{a: 1}"])("the key %s", (source) => {
    const text = `${source}: a\n`;
    expect(readDocument(text, whole(text)).problems).toMatchObject([{ code: "syntax" }]);
  });
});

test("scalars that YAML 1.2 reads differently are named, with both values", () => {
  const text = "a: [yes, 0777, 1_000, 1e400, 0b11, true, 08, 1.0, 'on', 0o17]\non: y\n";
  expect(readDocument(text, whole(text)).ambiguous).toBe(true);
  expect(placesOf(text, whole(text)).ambiguous).toEqual([
    { path: ["a", 0], range: { start: 4, end: 7 }, source: "yes", yaml11: true, yaml12: "yes" },
    { path: ["a", 1], range: { start: 9, end: 13 }, source: "0777", yaml11: 511, yaml12: 777 },
    { path: ["a", 2], range: { start: 15, end: 20 }, source: "1_000", yaml11: 1000, yaml12: "1_000" },
    { path: ["a", 3], range: { start: 22, end: 27 }, source: "1e400", yaml11: "1e400", yaml12: Infinity },
    { path: ["a", 4], range: { start: 29, end: 33 }, source: "0b11", yaml11: 3, yaml12: "0b11" },
    { path: ["true"], range: { start: 62, end: 64 }, source: "on", yaml11: true, yaml12: "on" },
    { path: ["true"], range: { start: 66, end: 67 }, source: "y", yaml11: true, yaml12: "y" },
  ]);
});

test("scalars that both versions read the same are not ambiguous", () => {
  const text = "a: [true, 08, 1.0, 'on', 0o17, 1e3, 2026-01-01, 12:30:45, ~, -0, .5]\n";
  expect(readDocument(text, whole(text)).ambiguous).toBe(false);
});
