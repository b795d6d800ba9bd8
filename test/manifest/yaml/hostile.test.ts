import { execFileSync } from "node:child_process";
import { beforeAll, expect, test } from "vitest";
import {
  LineIndex,
  loadRecovery,
  placesOf,
  readDocument,
  splitDocuments,
} from "../../../src/manifest/yaml/index.ts";
import { peakMemory } from "../../support/peak-memory.ts";
import { withinCpu } from "../../support/within-cpu.ts";
import { withinMemory } from "../../support/within-memory.ts";

beforeAll(loadRecovery);

const size = 1024 * 1024;

function fill(part: string, length = size): string {
  return part.repeat(Math.ceil(length / part.length)).slice(0, length);
}

/** The code of the first problem of a file, of which all is asked for that a linter asks for. */
function read(text: string): string | undefined {
  const codes: string[] = [];
  for (const range of splitDocuments(text)) {
    const reading = readDocument(text, range);
    codes.push(...reading.problems.map(({ code }) => code));
    if (reading.problems.length > 0 || reading.ambiguous) void placesOf(text, range).ambiguous;
  }
  new LineIndex(text).position(text.length);
  return codes[0];
}

test.each([
  ["[", fill("[")],
  ["- ", fill("- ")],
  ["? ", fill("? ")],
  ["{a: ", fill("{a: ")],
  ['{"a":', fill('{"a":')],
  ["closed brackets", `a: ${"[".repeat(100_000)}${"]".repeat(100_000)}`],
  ["indentation", Array.from({ length: 1400 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join("")],
])("nesting of 100,000 levels is one problem within a second: %s", async (_, text) => {
  expect(await withinCpu(1000, () => read(text))).toBe("too-deep");
});

test("an alias bomb is one problem", async () => {
  const names = [..."bcdefghijklm"];
  const levels = names.map((name, index) => `${name}: &${name} [${fill(`*${"abcdefghijkl"[index]},`, 27)}]`);
  const text = `a: &a [x, x, x, x, x, x, x, x, x]\n${levels.join("\n")}\n`;
  expect(await withinCpu(1000, () => read(text))).toBe("too-many-aliases");
});

const shortLines = Array.from({ length: 60_000 }, (_, index) => `k${index}: 1\n`).join("");

test.each<[string, string]>([
  ["aliases", `a: &a x\nb:\n${fill("- *a\n")}`],
  ["unknown aliases", fill("- *x\n")],
  ["merges", `a: &a {${shortLines.slice(0, 8000).replaceAll("\n", ", ")}b: 1}\nb:\n${fill("  - <<: *a\n")}`],
  ["equal keys", fill("a: 1\n")],
  ["many keys", shortLines],
  ["many keys after an error", `a: }\n${shortLines}`],
  ["an open quote", `a: '${fill("x\n")}`],
  ["an open bracket", `a: [${fill("x,")}`],
  ["open brackets in JSON", `{"a":[${fill("1,")}`],
  ["wrong escapes", `a: "${fill("\\q")}"`],
  ["an error a line", fill("a: b: c\n")],
  ["braces", fill("}\n")],
  ["lines of a plain scalar", `a: x\n${fill("  x\n")}`],
  ["lines of a folded scalar", `a: >\n${fill("  x\n")}`],
  ["digits", `a: ${fill("9")}`],
  ["hexadecimal digits", `a: 0x${fill("f")}`],
  ["underscores", `a: 1${fill("_")}`],
  ["a long key", `${fill("x")}: 1`],
  ["document markers", fill("---\n")],
  ["small documents", fill("---\na\n")],
  ["near markers", fill("\n---x")],
  ["ends of documents", `a: 1\n${fill("...\n")}`],
  ["NUL", fill("a\0")],
  ["half surrogate pairs", `a: ${fill("\ud83d")}`],
  ["carriage returns", fill("\r")],
  ["line breaks", fill("\n")],
  ["byte order marks", fill("\uFEFF")],
])("1 MiB of it takes less than two seconds: %s", async (_, text) => {
  await withinCpu(2000, () => read(text));
});

const recoverable = 60_000;

test.each<[string, string]>([
  ["wrong maps", fill("a: b: c\n", recoverable)],
  ["wrong values", fill("a: @x\n", recoverable)],
  ["braces", fill("}\n", recoverable)],
  ["keys without a value", `a: b: c\n${fill("- a\n b\n", recoverable)}`],
  ["anchors", fill("&a ", recoverable)],
  ["aliases", `a: }\n${fill("*a ", recoverable)}`],
  ["open brackets", `a: }\nb: ${"[".repeat(900)}${fill("a,", recoverable)}`],
  ["open quotes", fill(`a: "b\n`, recoverable)],
  ["comments", `a: }\n${fill("# c\n", recoverable)}`],
])("reading on after an error takes less than two seconds: %s", async (_, text) => {
  await withinCpu(2000, () => read(text));
});

test("a hundred problems of a document are enough", () => {
  const text = fill("a: 1\n", 10_000);
  expect(readDocument(text, { start: 0, end: text.length }).problems).toHaveLength(100);
});

test.each([
  ["an open list in JSON", '{"a":[', "1,", 524_000],
  ["equal keys", "", "a: 1\n", 99_000],
  ["unknown aliases", "", "- *x\n", 200_000],
  ["an open bracket", "a: [", "a,", 524_000],
])("1 MiB of it takes less than 250 MiB: %s", async (_, start, part, count) => {
  const module = new URL("../../../src/manifest/yaml/index.ts", import.meta.url).href;
  const script = `
    import { loadRecovery, placesOf, readDocument } from ${JSON.stringify(module)};
    await loadRecovery();
    const before = ${peakMemory};
    const text = ${JSON.stringify(start)} + ${JSON.stringify(part)}.repeat(${count});
    readDocument(text, { start: 0, end: text.length });
    placesOf(text, { start: 0, end: text.length });
    console.log(${peakMemory} - before);`;
  const args = ["--input-type=module", "--eval", script];
  await withinMemory(250, () => Number(execFileSync(process.execPath, args, { encoding: "utf8" })) / 1024);
});

test.each([
  ["brackets", "[", 1200],
  ["lists", "- ", 3000],
  ["maps", "{a: ", 3000],
  ["colons", "a: ", 3000],
])("a broken document that nests deep is not read on: %s", async (_, part, count) => {
  const text = `a: }\nb: ${part.repeat(count)}\n`;
  expect(await withinCpu(1000, () => read(text))).toBe("syntax");
});
