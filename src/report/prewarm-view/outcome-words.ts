import type { Deed, Outcome } from "../prewarm-result.ts";

/** After a number of caches: `1 failed`, `2 still not ready in time`. */
export const outcomeCounts: Readonly<Record<Outcome, string>> = {
  failed: "failed",
  conflict: "in conflict with another manager",
  skipped: "skipped",
  "timed-out": "not ready in time",
  cancelled: "cancelled",
  planned: "planned",
  ready: "ready",
};

export const outcomeIcons: Readonly<Record<Outcome, string>> = {
  failed: "❌",
  conflict: "❌",
  skipped: "⚠️",
  "timed-out": "⏱️",
  cancelled: "⏹️",
  planned: "📝",
  ready: "✅",
};

/** What was done to the NIMCache; in a dry run what would be. */
export const deedWords: Readonly<Record<Deed, string>> = {
  created: "created",
  updated: "updated",
  untouched: "untouched",
  "waited-for": "waited for",
  nothing: "nothing",
};

/** How it is meant for those who only want to know whether all is well. */
export const outcomeIsGood: Readonly<Record<Outcome, boolean>> = {
  failed: false,
  conflict: false,
  skipped: false,
  "timed-out": false,
  cancelled: false,
  planned: true,
  ready: true,
};
