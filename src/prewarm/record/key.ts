import { byText } from "./by-text.ts";
import type { CacheRecord } from "./schema.ts";

/** What makes two caches the same one: the image's digest, the profiles and the layout. Undefined without a digest. */
export function recordKey({ image, profiles, layout }: CacheRecord): string | undefined {
  if (image.digest === undefined) return undefined;
  const ids = profiles.map(({ id }) => id).sort(byText((id) => id));
  return [image.digest, layout ?? "none", ...ids].join(" ");
}
