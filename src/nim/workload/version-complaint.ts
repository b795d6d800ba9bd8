/**
 * What blang/semver, by which the operator reads `versionValue`, says of a version that is none; undefined for one that
 * is. Source: blang/semver v4.0.0, semver.go, Parse.
 */
export function versionComplaint(text: string): string | undefined {
  if (text === "") return "Version string empty";
  const [major = "", minor, ...rest] = text.split(".");
  if (minor === undefined || rest.length === 0) return "No Major.Minor.Patch elements found";
  const [, patch = "", , prerelease, , build] = /^([^-+]*)(-([^+]*))?(\+(.*))?$/s.exec(rest.join(".")) ?? [];
  return (
    numberComplaint("Major", major) ??
    numberComplaint("Minor", minor) ??
    numberComplaint("Patch", patch) ??
    first(prerelease?.split("."), prereleaseComplaint) ??
    first(build?.split("."), buildComplaint)
  );
}

function numberComplaint(name: string, digits: string): string | undefined {
  if (/[^0-9]/.test(digits)) {
    return `Invalid character(s) found in ${name.toLowerCase()} number ${JSON.stringify(digits)}`;
  }
  if (isPadded(digits)) return `${name} number must not contain leading zeroes ${JSON.stringify(digits)}`;
  const value = JSON.stringify(digits);
  if (digits === "") return `strconv.ParseUint: parsing ${value}: invalid syntax`;
  return BigInt(digits) < 2n ** 64n ? undefined : `strconv.ParseUint: parsing ${value}: value out of range`;
}

function prereleaseComplaint(part: string): string | undefined {
  if (part === "") return "Prerelease is empty";
  if (/^[0-9]+$/.test(part)) {
    return isPadded(part)
      ? `Numeric PreRelease version must not contain leading zeroes ${JSON.stringify(part)}`
      : undefined;
  }
  return isIdentifier(part) ? undefined : `Invalid character(s) found in prerelease ${JSON.stringify(part)}`;
}

function buildComplaint(part: string): string | undefined {
  if (part === "") return "Build meta data is empty";
  return isIdentifier(part)
    ? undefined
    : `Invalid character(s) found in build meta data ${JSON.stringify(part)}`;
}

function first(
  parts: readonly string[] | undefined,
  complaint: (part: string) => string | undefined,
): string | undefined {
  return parts?.map(complaint).find((said) => said !== undefined);
}

function isPadded(digits: string): boolean {
  return digits.length > 1 && digits.startsWith("0");
}

function isIdentifier(part: string): boolean {
  return /^[0-9A-Za-z-]+$/.test(part);
}
