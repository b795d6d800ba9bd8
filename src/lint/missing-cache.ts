import type { Resource, ResourceSet } from "../manifest/resource.ts";
import { quoted } from "../nim/quoted.ts";
import { nearName } from "./near-name.ts";
import { type Report, set as setValue, unsafe } from "./rule.ts";
import { cacheReferenceOf, cachesByName, cachesByNamespace } from "./used-cache.ts";

/** Tells of a cache that no namespace of the set has; one in another namespace is told by cache-in-other-namespace. */
export function reportMissingCache(
  resource: Resource<"NIMService" | "NIMBuild">,
  report: Report,
  set: ResourceSet,
): void {
  const reference = cacheReferenceOf(resource);
  if (!reference || set.derive(cachesByName).has(reference.name)) return;
  const path = [...reference.path, "name"];
  const caches = set.derive(cachesByNamespace).get(resource.namespace) ?? [];
  const near = nearName(
    reference.name,
    caches.map(({ name }) => name),
  );
  const cache = caches.find(({ name }) => name === near);
  // It may be the one that could not be read, and that is told already.
  if (!cache && set.incomplete) return;
  const where = `in namespace ${resource.namespace}`;
  report(path, `no NIMCache ${quoted(reference.name)} ${where} of this set`, {
    help: cache ? `did you mean \`${cache.name}\`?` : "add the NIMCache, or name one that exists",
    severity: cache ? "error" : "warning",
    related: cache ? [{ resource: cache, path: ["metadata", "name"] }] : [],
    fix: cache ? unsafe(setValue(path, cache.name)) : undefined,
  });
}
