import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rules } from "../src/lint/rules/index.ts";
import { lintReport } from "../src/report/contract.ts";
import { runBundle } from "./support/bundle.ts";

const root = join(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");

test("the README shows what the program prints", () => {
  const shown = /```console\n\$ cd (\S+) && nimops (.*)\n([\s\S]*?)```/.exec(readme);
  const [, folder = "", command = "", output] = shown ?? [];
  const { stdout } = runBundle(command.split(" "), { cwd: join(root, folder) });
  expect(output).toBe(stdout);
});

test("the README counts the rules and the example's resources right", () => {
  expect(readme).toContain(`by ${rules.length} rules`);
  const { stdout } = runBundle(["lint", "--format", "json", "."], { cwd: join(root, "examples/fleet") });
  expect(readme).toContain(`${lintReport.parse(JSON.parse(stdout)).summary.resources} resources`);
});

test("the JSON page shows a document of the contract", () => {
  const page = readFileSync(join(root, "docs/json.md"), "utf8");
  const [, shown = ""] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  lintReport.parse(JSON.parse(shown));
});
