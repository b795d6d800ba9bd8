import type { Resource, ResourceSet } from "../../manifest/resource.ts";

/** The label of a cache's Job holds so many letters (trap T31). */
const longest = 59;

/**
 * A name for the next of a cache, which nobody has: `llama-v2` after `llama`, `llama-v3` after that.
 *
 * @param given names with their namespaces, `models/llama-v2`, that others of the same change get.
 */
export function newCacheName(
  { name, namespace }: Pick<Resource, "name" | "namespace">,
  sets: readonly ResourceSet[],
  given: ReadonlySet<string> = new Set(),
): string {
  const [, stem = name, number = "1"] = /^(.+)-v([1-9]\d{0,5})$/.exec(name) ?? [];
  for (let next = Number(number) + 1; ; next++) {
    const ending = `-v${next}`;
    const candidate = stem.slice(0, longest - ending.length).replace(/[-.]+$/, "") + ending;
    if (given.has(`${namespace}/${candidate}`)) continue;
    if (sets.every((set) => !set.find("NIMCache", namespace, candidate))) return candidate;
  }
}
