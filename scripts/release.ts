/**
 * Judges a release and makes what it publishes; publishes nothing: `node scripts/release.ts --check v1.2.3 [--out FOLDER]`. Without
 * --out what was made is thrown away: a dry run. Problems go to standard error, facts for the workflow to standard output, one
 * `name=value` a line. Needs no network.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { readChangelog } from "./release/changelog.ts";
import { checksums } from "./release/checksums.ts";
import { gitFacts } from "./release/git-facts.ts";
import { judgeRelease, npmTagFor } from "./release/judge.ts";
import { makePackage } from "./release/make-package.ts";
import { makeSbom } from "./release/make-sbom.ts";
import { tryPackage } from "./release/try-package.ts";

const root = join(import.meta.dirname, "..");
const values = given();
const tag = values.check;
if (tag === undefined) misused();
const read = (file: string) => readFileSync(join(root, file), "utf8");
const manifest = JSON.parse(read("package.json"));
const changelog = read("CHANGELOG.md");
const git = gitFacts(root, tag);
if (git === undefined) {
  console.error(
    `error: ${root} is no checkout with a commit (or git is missing): only what is committed is released`,
  );
  process.exit(1);
}
const problems = judgeRelease({
  tag,
  version: manifest.version,
  lockVersions: [JSON.parse(read("package-lock.json"))].flatMap(({ version, packages }) => [
    version,
    packages[""].version,
  ]),
  changelog,
  git,
  today: new Date().toISOString().slice(0, 10),
});

const out = values.out === undefined ? mkdtempSync(join(tmpdir(), "nimops-release-")) : resolve(values.out);
try {
  mkdirSync(out, { recursive: true });
  const repository = process.env.GITHUB_REPOSITORY ?? "nimops/nimops";
  const archive = makePackage({ root, out, repository });
  problems.push(...tryPackage(archive, manifest.version));
  const sbom = makeSbom({ root, out, time: git.time });
  problems.push(...sbom.problems);
  writeFileSync(join(out, "SHA256SUMS"), checksums([archive, sbom.file]));
  const notes = readChangelog(changelog).find(({ version }) => version === manifest.version)?.text ?? "";
  writeFileSync(join(out, "notes.md"), `${notes}\n`);
} finally {
  if (values.out === undefined) rmSync(out, { recursive: true });
}

for (const problem of problems) console.error(`error: ${problem}`);
if (problems.length > 0) process.exitCode = 1;
console.log(`version=${manifest.version}`);
console.log(`npm-tag=${npmTagFor(tag, git.tags)}`);

function given(): { readonly check?: string; readonly out?: string } {
  try {
    return parseArgs({ options: { check: { type: "string" }, out: { type: "string" } } }).values;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return misused();
  }
}

function misused(): never {
  console.error("usage: node scripts/release.ts --check v1.2.3 [--out FOLDER]");
  process.exit(2);
}
