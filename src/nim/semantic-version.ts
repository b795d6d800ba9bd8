/**
 * What is wrong with a version for blang/semver v4, which the operator uses: exactly three numbers of 64 bits without
 * leading zeros, then perhaps `-pre.release` and `+build`. Undefined where it is right.
 */
export function semanticVersionFault(text: string): string | undefined {
  if (text === "") return "it is empty";
  const numbers = text.split(".", 3);
  if (numbers.length < 3) return "it needs three numbers: major.minor.patch";
  const parts = /^(\d*)\.(\d*)\.(\d*)(?:-([^+]*))?(?:\+(.*))?$/s.exec(text);
  if (!parts) {
    return /^v\d/i.test(text)
      ? `it begins with ${JSON.stringify(text[0])}`
      : "only digits may stand between the dots";
  }
  for (const number of parts.slice(1, 4)) {
    if (number === "") return "a number is missing";
    const fault = numberFault(number ?? "");
    if (fault !== undefined) return fault;
  }
  for (const part of parts[4]?.split(".") ?? []) {
    const fault = /^\d+$/.test(part) ? numberFault(part) : identifierFault(part, "pre-release");
    if (fault !== undefined) return fault;
  }
  for (const part of parts[5]?.split(".") ?? []) {
    const fault = identifierFault(part, "build");
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** The same version in the strict form, such as `550.127.8` for `550.127.08`; undefined where there is none. */
export function strictVersion(text: string): string | undefined {
  const parts = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?((?:[-+].*)?)$/is.exec(text.trim());
  if (!parts) return undefined;
  const numbers = parts.slice(1, 4).map((number) => (number ?? "0").replace(/^0+(?=\d)/, ""));
  const version = `${numbers.join(".")}${parts[4] ?? ""}`;
  return semanticVersionFault(version) === undefined ? version : undefined;
}

function numberFault(digits: string): string | undefined {
  if (digits.length > 1 && digits.startsWith("0")) return `${digits} begins with a zero`;
  return BigInt(digits) < 2n ** 64n ? undefined : `${digits} is too large`;
}

function identifierFault(part: string, name: string): string | undefined {
  if (part === "") return `a part of the ${name} is empty`;
  return /^[0-9A-Za-z-]+$/.test(part) ? undefined : `the ${name} may have letters, digits and hyphens only`;
}
