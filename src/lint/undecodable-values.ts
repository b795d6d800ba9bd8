import type { Resource } from "../manifest/resource.ts";
import { type Undecodable, undecodable } from "../nim/schema/undecodable.ts";
import { formatPath } from "../nim/value.ts";
import type { OperatorVersion } from "../nim/version.ts";

/** What the operator's Go types cannot hold of a resource; remembered, since two rules ask. */
export function undecodableIn(resource: Resource, version: OperatorVersion): readonly Undecodable[] {
  const known = remembered.get(resource);
  if (known) return known;
  const found = undecodable(resource.kind, version, resource.written);
  remembered.set(resource, found);
  return found;
}

const remembered = new WeakMap<Resource, readonly Undecodable[]>();

/** What to write instead of such a value. */
export function decodableForm({ path, goType, value }: Undecodable): string {
  const field = formatPath(path);
  switch (goType) {
    case "resource.Quantity":
      return `write an amount such as 16Gi, 500m or 1e3 in ${field}; an exponent has no fraction`;
    case "metav1.Duration":
      return `write a duration such as 30s or 1h30m in ${field}`;
    default: {
      const { least, most } = ranges[goType];
      const isNegative = (typeof value === "number" || typeof value === "bigint") && value < 0;
      const bound = isNegative ? `not below ${least}` : `not above ${most}`;
      return `write a whole number ${bound} in ${field}`;
    }
  }
}

const ranges = {
  int32: { least: "-2147483648", most: "2147483647" },
  uint32: { least: "0", most: "4294967295" },
  int64: { least: "-9223372036854775808", most: "9223372036854775807" },
} as const;
