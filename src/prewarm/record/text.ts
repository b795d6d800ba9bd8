import { byText } from "./by-text.ts";
import { type CacheRecord, cacheRecord } from "./schema.ts";

/** A record as its file has it: the same record is the same bytes, in whatever order its parts were found. */
export function recordText(record: CacheRecord): string {
  const { version, tool, image, protocol, profiles, layout, files, totals, cluster } = record;
  const ordered = {
    version,
    tool,
    image: {
      ...image,
      ...(image.platforms && { platforms: image.platforms.toSorted(byText(({ platform }) => platform)) }),
    },
    protocol,
    profiles: profiles
      .toSorted(byText(({ id }) => id))
      .map(({ id, tags }) => ({ id, ...(tags && { tags: withOrderedKeys(tags) }) })),
    ...(layout && { layout }),
    ...(files && { files: files.toSorted(byText(({ path }) => path)) }),
    totals,
    ...(cluster && { cluster }),
  };
  // The schema puts the keys into its own order, and refuses what a reader would refuse.
  return `${JSON.stringify(cacheRecord.parse(ordered), undefined, 1)}\n`;
}

function withOrderedKeys(tags: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).sort(byText(([key]) => key)));
}
