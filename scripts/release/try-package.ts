import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Installs a package into an empty folder, without a network and without what this repository has, and runs it.
 *
 * @returns what is wrong with it.
 */
export function tryPackage(archive: string, version: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), "nimops-try-"));
  try {
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "tried", private: true }));
    const installed = run(folder, "npm", ["install", "--offline", "--no-audit", "--no-fund", archive]);
    if (installed.status !== 0) return [`the package cannot be installed: ${last(installed.stderr)}`];
    const own = join(folder, "node_modules/nimops");
    const problems = besides(folder);
    const told = run(folder, join(folder, "node_modules/.bin/nimops"), ["--version"]);
    if (told.status !== 0 || !told.stdout.includes(version)) {
      problems.push(
        `the installed command does not tell version ${version}: ${last(told.stdout + told.stderr)}`,
      );
    }
    const linted = run(folder, process.execPath, [join(own, "dist/cli.js"), "lint", "-"], wrong);
    if (linted.status !== 1 || !linted.stdout.includes("unknown-field")) {
      problems.push(`the installed command does not find a mistake: ${last(linted.stdout + linted.stderr)}`);
    }
    const loaded = run(own, process.execPath, ["--eval", loadAll]);
    if (loaded.status !== 0 || !loaded.stdout.includes("all loaded")) {
      problems.push(`a file of the package cannot be loaded: ${last(loaded.stderr)}`);
    }
    return problems;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Packages that come with it: none should. */
function besides(folder: string): string[] {
  const { packages } = JSON.parse(readFileSync(join(folder, "node_modules/.package-lock.json"), "utf8"));
  const others = Object.keys(packages).filter((name) => name !== "node_modules/nimops");
  return others.length === 0 ? [] : [`the package brings others with it: ${others.slice(0, 5).join(", ")}`];
}

const wrong =
  "apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMCache\nmetadata: {name: a}\nspec: {sorce: {}}\n";

/** Every file but the two that begin to work when they are loaded. */
const loadAll = `
const { readdirSync } = require("node:fs");
for (const file of readdirSync("dist")) {
  if (file.endsWith(".js") && file !== "cli.js" && file !== "action.js") require("./dist/" + file);
}
console.log("all loaded");
process.exit(0);`;

function run(cwd: string, program: string, args: readonly string[], input = ""): SpawnSyncReturns<string> {
  return spawnSync(program, args, { cwd, encoding: "utf8", input, maxBuffer: 2 ** 26 });
}

function last(text: string): string {
  return text.trim().split("\n").slice(-3).join(" ");
}
