import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { checksums } from "../../../scripts/release/checksums.ts";
import { makePackage } from "../../../scripts/release/make-package.ts";
import { makeSbom } from "../../../scripts/release/make-sbom.ts";
import { tryPackage } from "../../../scripts/release/try-package.ts";

const root = join(import.meta.dirname, "../../..");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
// npm takes its time where others work too.
vi.setConfig({ testTimeout: 240_000 });
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nimops-release-test-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function made(name: string) {
  const out = join(folder, name);
  mkdirSync(out, { recursive: true });
  return makePackage({ root, out, repository: "nimops/nimops" });
}

describe("the npm package", () => {
  test("is installed into an empty folder without a network, brings nothing with it, and works", () => {
    expect(tryPackage(made("one"), version)).toEqual([]);
  });

  test("has what package.json names, and nothing that npm would install or run", () => {
    const archive = made("two");
    const files = execFileSync("tar", ["-tzf", archive], { encoding: "utf8" }).trim().split("\n");
    const folders = new Set(files.map((file) => file.split("/")[1]));
    expect([...folders].sort()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "dist",
      "docs",
      "package.json",
    ]);
    const text = execFileSync("tar", ["-xzOf", archive, "package/package.json"], { encoding: "utf8" });
    const published: Record<string, unknown> = JSON.parse(text);
    const install = Object.keys(published).filter((key) => /dependencies|scripts|overrides/i.test(key));
    expect(install).toEqual([]);
    expect(published).toMatchObject({ name: "nimops", version, bin: { nimops: "dist/cli.js" } });
    expect(published.repository).toEqual({ type: "git", url: "git+https://github.com/nimops/nimops.git" });
  });

  test("is the same to the byte when it is made again", () => {
    expect(checksums([made("three")])).toBe(checksums([made("four")]));
  });

  test("is refused where a file needs what is not in it, or the command is of another version", () => {
    const broken = join(folder, "broken");
    mkdirSync(join(broken, "dist"), { recursive: true });
    writeFileSync(join(broken, "dist/cli.js"), '#!/usr/bin/env node\nconsole.log("0.0.1");\n', {
      mode: 0o755,
    });
    writeFileSync(join(broken, "dist/part.js"), 'require("left-pad");\n');
    const manifest = { name: "nimops", version, bin: { nimops: "dist/cli.js" }, files: ["dist"] };
    writeFileSync(join(broken, "package.json"), JSON.stringify(manifest));
    const archive = makePackage({ root: broken, out: broken, repository: "nimops/nimops" });
    expect(tryPackage(archive, version)).toEqual([
      expect.stringContaining(`does not tell version ${version}: 0.0.1`),
      expect.stringContaining("does not find a mistake"),
      expect.stringContaining("a file of the package cannot be loaded"),
    ]);
  });
});

test("the SBOM lists exactly what is bundled, and is the same when it is made again", () => {
  const first = makeSbom({ root, out: folder, time: 1_800_000_000 });
  expect(first.problems).toEqual([]);
  const text = readFileSync(first.file, "utf8");
  const { metadata, components, bomFormat } = JSON.parse(text);
  expect(bomFormat).toBe("CycloneDX");
  expect(metadata.component).toMatchObject({ name: "nimops", version, type: "application" });
  expect(metadata.timestamp).toBe("2027-01-15T08:00:00.000Z");
  const names: string[] = components.map(({ name }: { name: string }) => name);
  expect(names).toEqual(expect.arrayContaining(["yaml", "zod", "@kubernetes/client-node", "prom-client"]));
  expect(names.filter((name) => /vitest|typescript|biome|rolldown|node-linux/.test(name))).toEqual([]);
  makeSbom({ root, out: folder, time: 1_800_000_000 });
  expect(readFileSync(first.file, "utf8")).toBe(text);
});

test("checksums are what sha256sum reads", () => {
  writeFileSync(join(folder, "a"), "a\n");
  writeFileSync(join(folder, "SHA256SUMS"), checksums([join(folder, "a")]));
  const { status, stdout } = spawnSync("sha256sum", ["--check", "--strict", "SHA256SUMS"], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(stdout).toBe("a: OK\n");
  expect(status).toBe(0);
});

test("a dry run judges and makes everything, keeps nothing, and says what the workflow has to know", () => {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(root, "scripts/release.ts"), "--check", "v99.0.0"],
    { cwd: root, encoding: "utf8" },
  );
  expect(stdout).toBe(`version=${version}\nnpm-tag=latest\n`);
  expect(stderr).toContain(`error: package.json has version ${version}, and the tag is v99.0.0`);
  expect(stderr).toContain('error: CHANGELOG.md has no section "## 99.0.0');
  // What is packed is well, whatever the tag.
  expect(stderr).not.toMatch(/package cannot|SBOM|installed command|at .*\.ts/);
  expect(status).toBe(1);
});
