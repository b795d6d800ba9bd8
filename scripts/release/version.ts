/** A semantic version in its parts. */
export interface Version {
  readonly numbers: readonly [major: number, minor: number, patch: number];
  /** `rc.1`; empty for a release. */
  readonly preRelease: string;
}

/** Undefined for what is no version such as 1.2.3 or 1.2.3-rc.1. */
export function parseVersion(text: string): Version | undefined {
  const found =
    /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?$/.exec(
      text,
    );
  if (!found) return undefined;
  const [, major, minor, patch, preRelease = ""] = found;
  return { numbers: [Number(major), Number(minor), Number(patch)], preRelease };
}

/** Below 0 where `one` is older; a pre-release is older than its release. */
export function compareVersions(one: Version, other: Version): number {
  for (const [index, number] of one.numbers.entries()) {
    const difference = number - (other.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (one.preRelease === "" || other.preRelease === "") {
    return Number(one.preRelease === "") - Number(other.preRelease === "");
  }
  return one.preRelease.localeCompare(other.preRelease, "en", { numeric: true });
}
