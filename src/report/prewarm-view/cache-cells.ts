import { dataSize } from "../plan-view/data-size.ts";
import { timeSpan } from "../plan-view/time-span.ts";
import type { CacheResult } from "../prewarm-result.ts";
import { transferText } from "../transfer-text.ts";
import { deedWords } from "./outcome-words.ts";

/** A row of the table of caches; not yet safe to show. */
export interface CacheCells {
  readonly name: string;
  readonly did: string;
  readonly outcome: string;
  readonly bytes: string;
  readonly attempts: string;
  readonly time: string;
}

export function cacheCells(cache: CacheResult): CacheCells {
  const { attempts, seconds } = cache;
  return {
    name: cacheName(cache),
    did: deedWords[cache.did],
    outcome: cache.outcome,
    bytes: bytesOf(cache.bytes),
    attempts:
      attempts === undefined ? "" : `${Math.min(attempts.failed + 1, attempts.most)} of ${attempts.most}`,
    time: seconds < 1 ? "" : timeSpan(seconds),
  };
}

export function cacheName({ namespace, name }: Pick<CacheResult, "namespace" | "name">): string {
  return namespace === "" ? name : `${namespace}/${name}`;
}

function bytesOf(bytes: CacheResult["bytes"]): string {
  if (bytes?.done !== undefined)
    return transferText({ done: bytes.done, ...totalOf(bytes.planned) }, {}).amount;
  return bytes?.planned === undefined ? "" : `planned ${dataSize(bytes.planned)}`;
}

function totalOf(total: number | undefined) {
  return total === undefined ? {} : { total };
}
