import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { gitFacts } from "../../../scripts/release/git-facts.ts";
import { judgeRelease, npmTagFor, type ReleaseFacts } from "../../../scripts/release/judge.ts";
import { GitRepository } from "../../support/git-repository.ts";

const changelog = `# Changelog

## Unreleased

## 1.2.3 - 2026-11-20

### Fixed

- Something.

## [1.2.2] - 2026-10-01

- Something else.
`;

let repository: GitRepository;
beforeEach(() => {
  repository = new GitRepository();
  repository.write("CHANGELOG.md", changelog);
  repository.commit();
});

afterEach(() => repository.remove());

test("a folder without a commit has no facts", () => {
  const empty = mkdtempSync(join(tmpdir(), "nimops-no-git-"));
  try {
    expect(gitFacts(empty, "v1.2.3")).toBeUndefined();
    execFileSync("git", ["init", "--quiet", empty]);
    expect(gitFacts(empty, "v1.2.3")).toBeUndefined();
    mkdirSync(join(repository.folder, "within"));
    expect(gitFacts(join(repository.folder, "within"), "v1.2.3")).toBeUndefined();
  } finally {
    rmSync(empty, { recursive: true });
  }
});

/** Of the newest commit, and what a test has otherwise. */
function judged(given: Partial<Omit<ReleaseFacts, "git">> = {}): string[] {
  const tag = given.tag ?? "v1.2.3";
  const git = gitFacts(repository.folder, tag);
  if (git === undefined) throw new Error("there is no repository");
  return judgeRelease({
    tag,
    version: "1.2.3",
    lockVersions: ["1.2.3", "1.2.3"],
    changelog,
    today: "2026-11-21",
    ...given,
    git,
  });
}

describe("a release", () => {
  test("may be where tag, package, lock file and changelog agree", () => {
    expect(judged()).toEqual([]);
    repository.git("tag", "-m", "1.2.3", "v1.2.3");
    expect(judged()).toEqual([]);
  });

  test("may be a pre-release", () => {
    const text = changelog.replace("## 1.2.3 - 2026-11-20", "## 1.3.0-rc.1 - 2026-11-20");
    const version = "1.3.0-rc.1";
    expect(judged({ tag: `v${version}`, version, lockVersions: [version], changelog: text })).toEqual([]);
  });

  test.each([
    "1.2.3",
    "v1.2",
    "v1.2.3.4",
    "v01.2.3",
    "v1.2.3-",
    "v1.2.3+build",
    "v1.2.3; rm -rf /",
    "vlatest",
    "",
  ])("has no tag such as %j", (tag) => {
    expect(judged({ tag })).toEqual([
      `${JSON.stringify(tag)} is no tag of a release: v1.2.3, or v1.2.3-rc.1`,
    ]);
  });

  test.each<[string, Partial<ReleaseFacts>, string]>([
    [
      "another version in package.json",
      { version: "1.2.2", lockVersions: ["1.2.2"] },
      "package.json has version 1.2.2, and the tag is v1.2.3",
    ],
    ["another version in package-lock.json", { lockVersions: ["1.2.3", "1.2.2"] }, "run npm install"],
    [
      "no section",
      { changelog: changelog.replace("1.2.3", "1.2.1") },
      'has no section "## 1.2.3 - 2026-11-21"',
    ],
    [
      "a section without a date",
      { changelog: changelog.replace(" - 2026-11-20", "") },
      "gives 1.2.3 no date such as 2026-11-21",
    ],
    [
      "a date that there is not",
      { changelog: changelog.replace("2026-11-20", "2026-13-20") },
      "gives 1.2.3 no date",
    ],
    [
      "a date in the future",
      { changelog: changelog.replace("2026-11-20", "2026-11-22") },
      "a date in the future: 2026-11-22",
    ],
    [
      "an empty section",
      { changelog: changelog.replace("### Fixed\n\n- Something.\n", "") },
      "says nothing of 1.2.3",
    ],
    [
      "no section Unreleased",
      { changelog: changelog.replace("## Unreleased\n", "") },
      "does not begin with a section Unreleased",
    ],
    [
      "entries under Unreleased",
      { changelog: changelog.replace("Unreleased\n", "Unreleased\n\n- New.\n") },
      "they belong to 1.2.3",
    ],
    [
      "a newer version below it",
      { changelog: changelog.replace("[1.2.2]", "[1.2.4]") },
      "has 1.2.3 above 1.2.4",
    ],
    [
      "the same version twice",
      { changelog: changelog.replace("[1.2.2]", "[1.2.3]") },
      "has 1.2.3 above 1.2.3",
    ],
    [
      "a section above its own",
      { changelog: changelog.replace("## 1.2.3", "## 1.2.4 - 2026-11-20\n\n- A.\n\n## 1.2.3") },
      "has 1.2.3 below 1.2.4",
    ],
    [
      "a heading that is no version",
      { changelog: changelog.replace("[1.2.2]", "Older") },
      'a section "Older", which is no version',
    ],
  ])("is refused for %s", (_, given, told) => {
    expect(judged(given)).toEqual([expect.stringContaining(told)]);
  });

  test("is refused where its tag is at another commit: a tag never moves", () => {
    repository.git("tag", "v1.2.3");
    const before = repository.git("rev-parse", "HEAD").slice(0, 12);
    repository.commit("another");
    expect(judged()).toEqual([expect.stringContaining(`v1.2.3 is at ${before}`)]);
  });

  test("is refused where a file is not as in the commit", () => {
    repository.write("CHANGELOG.md", "edited\n");
    expect(judged()).toEqual([expect.stringContaining("files are not as in the commit: M CHANGELOG.md")]);
  });

  test("is refused for a commit that is not on main", () => {
    repository.git("checkout", "-q", "-b", "side");
    repository.commit();
    expect(judged()).toEqual([expect.stringMatching(/^[0-9a-f]{12} is not on main$/)]);
  });

  test("is refused where nobody knows whether it is on main", () => {
    repository.git("branch", "-m", "trunk");
    expect(judged()).toEqual(["there is no main here to tell whether the commit is on it"]);
  });

  test("may be an older commit of main", () => {
    repository.commit();
    repository.git("checkout", "-q", "--detach", "HEAD~1");
    expect(judged()).toEqual([]);
  });

  test("is refused where a newer one of its line is out", () => {
    repository.git("tag", "v1.2.4");
    expect(judged()).toEqual(["v1.2.4 was released before v1.2.3"]);
  });

  test("may mend an older line", () => {
    repository.git("tag", "v1.3.0");
    repository.git("tag", "v2.0.0");
    expect(judged()).toEqual([]);
  });
});

test.each([
  ["v1.2.3", [], "latest"],
  ["v1.2.3", ["v1.2.3", "v1.2.2", "v1", "v2.0.0-rc.1", "nightly"], "latest"],
  ["v1.2.3", ["v1.3.0"], "release-1.2"],
  ["v1.2.3", ["v2.0.0"], "release-1.2"],
  ["v1.10.0", ["v1.9.0"], "latest"],
  ["v1.3.0-rc.1", ["v1.2.3"], "next"],
])("%s after %j is %s on npm", (tag, tags, named) => {
  expect(npmTagFor(tag, tags)).toBe(named);
});
