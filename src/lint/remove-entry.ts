import type { Resource } from "../manifest/resource.ts";
import { isMap, type Path, valueAt } from "../nim/value.ts";
import type { Fix } from "./finding.ts";
import { remove } from "./rule.ts";

/**
 * Removes an entry of a list or map, and with its last entry the whole: only for those of which none and an empty one
 * mean the same, such as `env` and `labels`.
 */
export function removeEntry(resource: Resource, path: Path): Fix {
  const container = path.slice(0, -1);
  const value = valueAt(resource.written, container);
  const count = Array.isArray(value) ? value.length : isMap(value) ? Object.keys(value).length : 0;
  return count === 1 ? remove(...container) : remove(...path);
}
