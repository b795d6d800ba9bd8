import { readChangelog } from "./changelog.ts";
import type { GitFacts } from "./git-facts.ts";
import { compareVersions, parseVersion, type Version } from "./version.ts";

export interface ReleaseFacts {
  readonly tag: string;
  /** Of package.json. */
  readonly version: string;
  /** Of package-lock.json, wherever it names its own. */
  readonly lockVersions: readonly string[];
  readonly changelog: string;
  readonly git: GitFacts;
  /** `2026-11-21`. */
  readonly today: string;
}

/** What keeps a commit from being released; nothing where all is well. */
export function judgeRelease({ tag, version, lockVersions, changelog, git, today }: ReleaseFacts): string[] {
  const tagged = tag.startsWith("v") ? parseVersion(tag.slice(1)) : undefined;
  if (tagged === undefined) return [`${JSON.stringify(tag)} is no tag of a release: v1.2.3, or v1.2.3-rc.1`];
  return [
    ...(version === tag.slice(1) ? [] : [`package.json has version ${version}, and the tag is ${tag}`]),
    ...(lockVersions.every((each) => each === version)
      ? []
      : [
          `package-lock.json has version ${lockVersions.join(" and ")}, package.json ${version}: run npm install`,
        ]),
    ...changelogProblems(changelog, tag.slice(1), today),
    ...gitProblems(git, tag),
  ];
}

function changelogProblems(text: string, version: string, today: string): string[] {
  const sections = readChangelog(text);
  const [first] = sections;
  const released = first?.version === "Unreleased" ? sections.slice(1) : sections;
  const problems: string[] = [];
  if (first?.version !== "Unreleased") problems.push("CHANGELOG.md does not begin with a section Unreleased");
  else if (first.text !== "")
    problems.push(`CHANGELOG.md still has entries under Unreleased: they belong to ${version}`);
  const section = released.find((each) => each.version === version);
  if (section === undefined) return [...problems, `CHANGELOG.md has no section "## ${version} - ${today}"`];
  if (section !== released[0]) problems.push(`CHANGELOG.md has ${version} below ${released[0]?.version}`);
  if (section.text === "") problems.push(`CHANGELOG.md says nothing of ${version}`);
  const isDate =
    /^\d{4}-\d\d-\d\d$/.test(section.date ?? "") && !Number.isNaN(Date.parse(section.date ?? ""));
  if (!isDate) problems.push(`CHANGELOG.md gives ${version} no date such as ${today}`);
  else if ((section.date ?? "") > today)
    problems.push(`CHANGELOG.md gives ${version} a date in the future: ${section.date}`);
  const versions = released.map((each) => ({ text: each.version, version: parseVersion(each.version) }));
  for (const [index, one] of versions.entries()) {
    const next = versions[index + 1];
    if (one.version === undefined)
      problems.push(`CHANGELOG.md has a section ${JSON.stringify(one.text)}, which is no version`);
    else if (next?.version && compareVersions(one.version, next.version) <= 0) {
      problems.push(`CHANGELOG.md has ${one.text} above ${next.text}`);
    }
  }
  return problems;
}

function gitProblems({ head, tagged, changed, isOnMain, tags }: GitFacts, tag: string): string[] {
  const problems: string[] = [];
  if (tagged !== undefined && tagged !== head) {
    problems.push(
      `${tag} is at ${tagged.slice(0, 12)}, and this is ${head.slice(0, 12)}: a tag that was released never moves`,
    );
  }
  if (changed.length > 0) problems.push(`files are not as in the commit: ${changed.slice(0, 5).join(", ")}`);
  if (isOnMain === undefined) problems.push("there is no main here to tell whether the commit is on it");
  if (isOnMain === false) problems.push(`${head.slice(0, 12)} is not on main`);
  const version = parseVersion(tag.slice(1));
  const later = versionsOf(tags).find(
    (other) => version && isSameLine(other, version) && compareVersions(other, version) > 0,
  );
  if (later)
    problems.push(
      `v${later.numbers.join(".")}${later.preRelease && `-${later.preRelease}`} was released before ${tag}`,
    );
  return problems;
}

/**
 * What npm calls the release besides: `latest` is what `npm install nimops` takes, and goes back for no pre-release and no older
 * line. npm takes no name that could be a range of versions, such as `v1.2`.
 */
export function npmTagFor(tag: string, tags: readonly string[]): string {
  const version = parseVersion(tag.replace(/^v/, ""));
  if (version === undefined || version.preRelease !== "") return "next";
  const [major, minor] = version.numbers;
  return isBefore(version, tags) ? `release-${major}.${minor}` : "latest";
}

/** Whether a newer release is out. */
function isBefore(version: Version, tags: readonly string[]): boolean {
  return versionsOf(tags).some((other) => other.preRelease === "" && compareVersions(other, version) > 0);
}

function versionsOf(tags: readonly string[]): Version[] {
  return tags.flatMap((each) => (each.startsWith("v") ? (parseVersion(each.slice(1)) ?? []) : []));
}

function isSameLine(one: Version, other: Version): boolean {
  return one.numbers[0] === other.numbers[0] && one.numbers[1] === other.numbers[1];
}
