import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { podCauses } from "../../../src/nim/health/pod-causes.ts";
import { patienceFor, rows } from "../../../src/prewarm/cluster/patience.ts";

const health = join(import.meta.dirname, "../../../src/nim/health");
const known = rows.flatMap(({ codes }) => codes);

test("every cause that a pod can have stands in one row", () => {
  for (const { reason } of podCauses) {
    expect(
      known.filter((code) => code === reason),
      reason,
    ).toHaveLength(1);
  }
});

test("no code stands in two rows, and each is one that src/nim/health knows", () => {
  expect(new Set(known).size).toBe(known.length);
  const sources = readdirSync(health).map((file) => readFileSync(join(health, file), "utf8"));
  const said = new Set(
    sources.flatMap((text) => [...text.matchAll(/"([A-Z][A-Za-z]+)"/g)].map(([, code]) => code)),
  );
  expect(known.filter((code) => !said.has(code))).toEqual([]);
});

test("what a Job or an operator tries again is waited for, what nobody mends is not", () => {
  expect(patienceFor("DownloadFailed")).toBe(0);
  expect(patienceFor("AttemptsFailed")).toBe("deadline");
  expect(patienceFor("ImageNotFound")).toBe(120_000);
  expect(patienceFor("something new")).toBe("deadline");
});

test("docs/prewarm.md tells every cause that is given up before the deadline", () => {
  const docs = readFileSync(join(import.meta.dirname, "../../../docs/prewarm.md"), "utf8");
  for (const { codes, patience } of rows) {
    if (patience === "deadline") continue;
    const words =
      patience === 0
        ? "not at all"
        : patience < 60_000
          ? `${patience / 1000} seconds`
          : `${patience / 60_000} minutes`;
    const row = docs.split("\n").find((line) => line.includes(`\`${codes[0]}\``) && line.startsWith("|"));
    for (const code of codes) expect(row).toContain(`\`${code}\``);
    expect(row).toContain(`| ${words}`);
  }
});
