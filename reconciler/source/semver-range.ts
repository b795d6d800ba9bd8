/** A version of a tag; `v` in front of it is left out. */
export interface SemanticVersion {
  readonly numbers: readonly [major: number, minor: number, patch: number];
  /** Of a pre-release: its parts. */
  readonly pre: readonly string[];
}

export type VersionTest = (version: SemanticVersion) => boolean;

/** The version that a tag names, such as `v1.2.3`; undefined for any other tag. */
export function versionOfTag(tag: string): SemanticVersion | undefined {
  const parts =
    /^v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-([0-9A-Za-z.-]{1,100}))?(?:\+[0-9A-Za-z.-]{1,100})?$/.exec(tag);
  if (!parts) return undefined;
  const [major = 0, minor = 0, patch = 0] = parts.slice(1, 4).map(Number);
  return { numbers: [major, minor, patch], pre: parts[4]?.split(".") ?? [] };
}

/** By the precedence of semver.org, 11. */
export function compareVersions(a: SemanticVersion, b: SemanticVersion): number {
  for (const index of [0, 1, 2] as const) {
    const difference = a.numbers[index] - b.numbers[index];
    if (difference !== 0) return difference;
  }
  if (a.pre.length === 0 || b.pre.length === 0) return b.pre.length - a.pre.length;
  for (let index = 0; index < Math.max(a.pre.length, b.pre.length); index++) {
    const [one, other] = [a.pre[index], b.pre[index]];
    if (one === undefined) return -1;
    if (other === undefined) return 1;
    if (one === other) continue;
    const numeric = [/^\d+$/.test(one), /^\d+$/.test(other)];
    if (numeric[0] && numeric[1]) return Number(one) - Number(other);
    if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return 0;
}

/**
 * What a range such as `>=1.2.0 <2.0.0`, `^1.2`, `~1.2.3`, `1.x` or `1.0.0 || 2.0.0` lets through; undefined where it is none.
 * As npm reads it: a pre-release only where the range names one of the same three numbers.
 */
export function versionRange(text: string): VersionTest | undefined {
  if (text.trim() === "" || text.length > 200) return undefined;
  const choices = text.split("||").map(comparators);
  if (choices.some((choice) => choice === undefined)) return undefined;
  return (version) =>
    choices.some(
      (choice) =>
        choice?.every((one) => fits(version, one)) === true &&
        (version.pre.length === 0 ||
          choice.some(({ bound }) => bound.pre.length > 0 && sameNumbers(bound, version))),
    );
}

interface Comparator {
  readonly is: ">=" | ">" | "<=" | "<" | "=";
  readonly bound: SemanticVersion;
}

function comparators(text: string): Comparator[] | undefined {
  const words = text
    .trim()
    .replace(/\s+/g, " ")
    .replace(/([<>=~^]) (?=\S)/g, "$1");
  const found = words.split(" ").map(comparatorsOf);
  return found.some((one) => one === undefined) ? undefined : found.flatMap((one) => one ?? []);
}

const open: Comparator = { is: ">=", bound: { numbers: [0, 0, 0], pre: [] } };

function comparatorsOf(word: string): Comparator[] | undefined {
  const parts =
    /^(>=|<=|>|<|=|\^|~)?v?(\d{1,9}|[xX*])(?:\.(\d{1,9}|[xX*]))?(?:\.(\d{1,9}|[xX*]))?(?:-([0-9A-Za-z.-]{1,100}))?$/.exec(
      word,
    );
  if (!parts) return undefined;
  const [, sign = "", ...rest] = parts;
  const given = rest
    .slice(0, 3)
    .map((part) => (part === undefined || /[xX*]/.test(part) ? undefined : Number(part)));
  const firstOpen = given.indexOf(undefined);
  const known = firstOpen === -1 ? 3 : firstOpen;
  const [major = 0, minor = 0, patch = 0] = given.slice(0, known);
  const pre = known === 3 ? (rest[3]?.split(".") ?? []) : [];
  if (rest[3] !== undefined && known < 3) return undefined;
  const lower: SemanticVersion = { numbers: [major, minor, patch], pre };
  if (known === 0) return sign === "<" || sign === ">" ? undefined : [open];
  const from: Comparator = { is: ">=", bound: lower };
  // The numbers from which it no longer fits: one more in the last that may not change.
  const before = (last: number): Comparator => {
    const next = [major, minor, patch].map((number, index) =>
      index < last ? number : index === last ? number + 1 : 0,
    );
    const [a = 0, b = 0, c = 0] = next;
    return { is: "<", bound: { numbers: [a, b, c], pre: ["0"] } };
  };
  const whole = before(known - 1);
  if (sign === "^") {
    const nonZero = [major, minor, patch].slice(0, known).findIndex((number) => number > 0);
    return [from, before(nonZero === -1 ? known - 1 : nonZero)];
  }
  if (sign === "~") return [from, before(Math.min(known, 2) - 1)];
  if (sign === ">=" || (sign === "<" && known === 3) || (sign === ">" && known === 3)) {
    return [{ is: sign, bound: lower }];
  }
  if (sign === "<") return [{ is: "<", bound: { numbers: lower.numbers, pre: ["0"] } }];
  if (sign === ">") return [{ is: ">=", bound: { ...whole.bound, pre: [] } }];
  if (sign === "<=") return known === 3 ? [{ is: "<=", bound: lower }] : [whole];
  return known === 3 ? [{ is: "=", bound: lower }] : [from, whole];
}

function fits(version: SemanticVersion, { is, bound }: Comparator): boolean {
  const order = compareVersions(version, bound);
  if (is === "=") return order === 0;
  if (is === ">=") return order >= 0;
  if (is === ">") return order > 0;
  return is === "<=" ? order <= 0 : order < 0;
}

function sameNumbers(a: SemanticVersion, b: SemanticVersion): boolean {
  return a.numbers.every((number, index) => number === b.numbers[index]);
}
