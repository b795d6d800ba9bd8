type ComputeCapability = readonly [major: number, minor: number];

/** Reads `9.0`; YAML makes a number of it where it is not quoted. */
export function parseComputeCapability(written: string | number): ComputeCapability | undefined {
  const match = /^(\d{1,2})(?:\.(\d))?$/.exec(String(written));
  return match ? [Number(match[1]), Number(match[2] ?? 0)] : undefined;
}

export function formatComputeCapability([major, minor]: ComputeCapability): string {
  return `${major}.${minor}`;
}

/**
 * The value of the label `nvidia.com/gpu.family`.
 * Source: k8s-device-plugin internal/lm/resource.go, getArchFamily.
 */
export function familyOfCapability([major, minor]: ComputeCapability): string {
  if (major === 7) return minor < 5 ? "volta" : "turing";
  if (major === 8) return minor < 9 ? "ampere" : "ada-lovelace";
  return families[major] ?? "undefined";
}

const families: Readonly<Record<number, string>> = {
  3: "kepler",
  5: "maxwell",
  6: "pascal",
  9: "hopper",
  10: "blackwell",
  12: "blackwell",
  13: "rubin",
};
