import { listAt, textAt, textsAt } from "../../nim/health/fields.ts";
import type { Live } from "../../nim/health/live.ts";
import { everyProfile } from "../../nim/profile-id.ts";
import type { ProfileComparison } from "../../report/prewarm-result.ts";

/**
 * What the plan expects beside what the cache says that it has. The operator lists an id twice after a write conflict of its
 * own, and lists new ids that nobody downloaded after an edit while its Job ran. It lists none for `all`, for Hugging Face
 * and for native images. Source: nimcache_controller.go (3.1); seen on a cluster.
 *
 * @param job the Job that downloaded, as long as its TTL lets it be there.
 */
export function compareProfiles(
  expected: readonly string[] | undefined,
  cache: Live,
  job: Live | undefined,
): ProfileComparison | undefined {
  const named = listAt(cache.object, "status", "profiles").map((profile) => textAt(profile, "name"));
  const listed = [...new Set(named.filter((id) => id !== ""))];
  if (listed.length === 0 && (expected === undefined || expected.length === 0)) return undefined;
  const downloaded = job === undefined ? undefined : downloadedBy(job);
  const isThere = (id: string) =>
    (listed.length === 0 || listed.includes(id)) && (downloaded === undefined || downloaded.has(id));
  return {
    ...(expected === undefined ? {} : { expected }),
    listed,
    missing: (expected ?? []).filter((id) => !isThere(id)),
    notDownloaded: downloaded === undefined ? [] : listed.filter((id) => !downloaded.has(id)),
    duplicated: listed.filter((id) => named.indexOf(id) !== named.lastIndexOf(id)),
  };
}

/** The ids in a Job's arguments; undefined where it takes what it finds, such as `--all` or a whole repository. */
function downloadedBy({ object }: Live): ReadonlySet<string> | undefined {
  const [container] = listAt(object, "spec", "template", "spec", "containers");
  const words = [...textsAt(container, "command"), ...textsAt(container, "args")];
  const at = words.indexOf("--profiles");
  if (at === -1) return undefined;
  const ids = words.slice(at + 1).filter((word) => !word.startsWith("-"));
  return ids.includes(everyProfile) ? undefined : new Set(ids);
}
