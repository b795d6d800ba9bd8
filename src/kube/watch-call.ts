import type { Call } from "./api.ts";
import type { Kind } from "./object.ts";
import type { WatchOptions } from "./watch.ts";

/**
 * How long the server keeps a watch open. So short that an end that is gone without a word is noticed within a
 * minute: a server need not send anything else, and sends bookmarks only about once a minute.
 */
const watchSeconds = { least: 40, most: 48 };
/** How much later than that we stop waiting. */
const graceMilliseconds = 8_000;

export interface WatchFrom {
  readonly kind: Kind;
  readonly options: WatchOptions;
  readonly path: string;
  /** Where it goes on. */
  readonly resourceVersion: string;
  readonly random: () => number;
  readonly signal: AbortSignal;
}

/** The call that opens a watch. Each lasts a little longer or shorter, so that not all come back at one time. */
export function watchCall({ kind, options, path, resourceVersion, random, signal }: WatchFrom): Call {
  const timeoutSeconds = watchSeconds.least + Math.floor(random() * (watchSeconds.most - watchSeconds.least));
  return {
    method: "GET",
    path,
    query: {
      watch: true,
      resourceVersion,
      allowWatchBookmarks: true,
      timeoutSeconds,
      labelSelector: options.labelSelector,
      fieldSelector: options.fieldSelector,
    },
    doing: `watch ${kind.kind}`,
    repeatable: true,
    signal,
    timeouts: { idle: timeoutSeconds * 1000 + graceMilliseconds, whole: Number.POSITIVE_INFINITY },
  };
}
