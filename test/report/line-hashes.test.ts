import { expect, test } from "vitest";
import { lineHashes } from "../../src/report/line-hashes.ts";
import { withinCpu } from "../support/within-cpu.ts";

/** What GitHub's upload computes for the same texts: github/codeql-action, fingerprints.test.ts. */
const known: [text: string, hashes: string[]][] = [
  ["", ["c129715d7a2bc9a3:1"]],
  [
    " a\nb\n  \t\tc\n d",
    ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
  ],
  ...["\n", "\r", "\r\n"].map((end): [string, string[]] => [
    ` hello; \t${end}world!!!${end}${end}${end}  \t\tGreetings${end} End${end}`,
    [
      "e9496ae3ebfced30:1",
      "fb7c023a8b9ccb3f:1",
      "ce8ba1a563dcdaca:1",
      "e20e36e16fcb0cc8:1",
      "b3edc88f2938467e:1",
      "c8e28b0b4002a3a0:1",
      "c129715d7a2bc9a3:1",
    ],
  ]),
];

test.each(known)("the lines of %j have the hashes that GitHub computes", (text, hashes) => {
  expect(lineHashes(text)).toEqual(hashes);
});

test("equal lines with equal text behind them are counted", () => {
  const hashes = lineHashes(`${"a: 1\n".repeat(60)}`);
  expect(new Set(hashes).size).toBe(61);
  expect(hashes[1]).toBe(hashes[0]?.replace(/:1$/, ":2"));
});

test("a file of a megabyte takes less than a second", async () => {
  const hashes = await withinCpu(1000, () => lineHashes("key: value\n".repeat(100_000)));
  expect(hashes).toHaveLength(100_001);
});
