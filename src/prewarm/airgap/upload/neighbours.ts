import type { Store } from "../../store/store.ts";

/**
 * The first object whose key begins like this prefix and does not lie below it: `m10/…` beside `m1/`. Readers that compare texts take it for
 * one of the cache's files when they are given the prefix without its slash (kserve_storage.py, _download_s3, _download_azure_blob).
 *
 * @param above the store that the prefix's parent is
 */
export async function neighbourOf(store: Store, above: Store): Promise<string | undefined> {
  const name = store.prefix.slice(above.prefix.length).replace(/\/$/, "");
  let looked = 0;
  for await (const { key } of above.list?.(name) ?? []) {
    if (!key.startsWith(`${name}/`)) return `${above.url}${key}`;
    // Keys come in their order, and `-` and `.` come before `/`, but digits and letters after all that lies below the prefix.
    looked += 1;
    if (looked > mostLooked) return undefined;
  }
  return undefined;
}

/** Objects: thirty lists of a thousand. */
const mostLooked = 30_000;
