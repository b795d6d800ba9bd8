import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lintReport } from "../src/report/contract.ts";
import { version } from "../src/version.ts";
import { runBundle } from "./support/bundle.ts";

const root = join(import.meta.dirname, "..");
const example = ["lint", "--config", "examples/fleet/nimops.yaml", "examples/fleet"];

describe("the shipped bundle", () => {
  test("lints the example fleet: at least 12 resources of all four kinds, mistakes and things done right", () => {
    const { code, stdout } = runBundle([...example, "--format", "json"], { cwd: root });
    const { summary, findings } = lintReport.parse(JSON.parse(stdout));
    expect(code).toBe(1);
    expect(summary.resources).toBeGreaterThanOrEqual(12);
    expect(new Set(findings.map(({ object }) => object?.kind))).toEqual(
      new Set(["NIMCache", "NIMService", "NIMPipeline", "NIMBuild"]),
    );
    expect(findings.filter(({ file }) => file.endsWith("llama-8b.yaml"))).toEqual([]);
  });

  test("ends the example with 0 where findings do not count", () => {
    expect(runBundle([...example, "--fail-on", "never"], { cwd: root }).code).toBe(0);
  });

  test("loads no more than it needs: one file, with a configuration or an inventory one more for each", () => {
    const folder = mkdtempSync(join(tmpdir(), "nimops-bundle-"));
    const inventory = "apiVersion: nimops.dev/v1alpha1\nkind: GPUInventory\n";
    const nim = "apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMBuild\nmetadata: {name: a}\nspec: {}\n";
    const loadedFor = (input: string) => runBundle(["lint", "-"], { cwd: folder, input }).chunks;
    const always = ["cli-rolldown-runtime.js", "cli.js", "main.js"];
    expect(loadedFor(nim)).toEqual(always);
    expect(loadedFor(`${nim}---\n${inventory}`)).toEqual(["cli-inventory.js", ...always]);
    writeFileSync(join(folder, "nimops.yaml"), "namespace: models\n");
    expect(loadedFor(nim)).toEqual(["cli-config.js", ...always]);
    rmSync(folder, { recursive: true });
  });

  test("loads the Kubernetes client only to speak to a cluster", () => {
    const { chunks } = runBundle(["status", "-f", "-"], { cwd: root, input: "kind: List\nitems: []\n" });
    expect(chunks).toContain("cli-status-run.js");
    expect(chunks).not.toContain("cli-open-cluster.js");
  });

  test("gives the same bytes for the same input", () => {
    const [first, second] = [runBundle(example, { cwd: root }), runBundle(example, { cwd: root })];
    expect(first.stdout).toBe(second.stdout);
  });

  test("tells all errors of a broken file, through the part that is loaded on demand", () => {
    const text =
      "apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMCache\nspec:\n  a: b: c\n  d: 'x' y\n  e: @f\n";
    const { stdout, code } = runBundle(["lint", "--format", "json", "-"], { cwd: root, input: text });
    const lines = lintReport.parse(JSON.parse(stdout)).findings.map(({ line }) => line);
    expect(lines).toEqual([4, 5, 6]);
    expect(code).toBe(1);
  });

  test("reads nimops.yaml, and the files that git tracks", () => {
    const folder = mkdtempSync(join(tmpdir(), "nimops-bundle-"));
    writeFileSync(join(folder, "nimops.yaml"), "namespace: models\n");
    writeFileSync(
      join(folder, "a.yaml"),
      "apiVersion: apps.nvidia.com/v1alpha1\nkind: NIMBuild\nmetadata: {name: a}\nspec: {}\n",
    );
    execFileSync("git", ["init", "-q"], { cwd: folder });
    execFileSync("git", ["add", "."], { cwd: folder });
    const { stdout } = runBundle(["lint", "--format", "json"], { cwd: folder });
    rmSync(folder, { recursive: true });
    const [finding] = lintReport.parse(JSON.parse(stdout)).findings;
    expect(finding?.object).toEqual({ kind: "NIMBuild", namespace: "models", name: "a" });
  });

  test("says its version and explains its rules", () => {
    expect(runBundle(["--version"], { cwd: root }).stdout).toBe(`${version}\n`);
    expect(runBundle(["explain", "templated-scalar"], { cwd: root }).stdout).toContain("Bad:");
  });

  test("carries the licences of what it bundles", () => {
    const licences = readFileSync(join(root, "dist/licenses.txt"), "utf8");
    for (const name of ["picomatch", "yaml", "zod"]) expect(licences).toContain(`${name} `);
  });
});
