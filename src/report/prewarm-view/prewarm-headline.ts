import { outcomes, type PrewarmResult } from "../prewarm-result.ts";
import { counted } from "../printable.ts";
import { outcomeCounts } from "./outcome-words.ts";

/** `2 of 3 caches ready, 1 failed`; `3 caches ready, nothing was changed`. */
export function prewarmHeadline({ caches }: Pick<PrewarmResult, "caches">): string {
  if (caches.length === 0) return "no caches";
  const parts = outcomes.flatMap((outcome) => {
    const count = caches.filter((cache) => cache.outcome === outcome).length;
    return count === 0 ? [] : [{ outcome, count }];
  });
  const [only, ...others] = parts;
  if (only !== undefined && others.length === 0) {
    const isIdle = only.outcome === "ready" && caches.every(({ did }) => did === "untouched");
    return `${counted(only.count, "cache")} ${outcomeCounts[only.outcome]}${isIdle ? ", nothing had to be done" : ""}`;
  }
  const ready = parts.find(({ outcome }) => outcome === "ready");
  const first = `${ready?.count ?? 0} of ${counted(caches.length, "cache")} ready`;
  const rest = parts.filter((part) => part !== ready);
  return [first, ...rest.map(({ count, outcome }) => `${count} ${outcomeCounts[outcome]}`)].join(", ");
}
