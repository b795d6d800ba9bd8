import type { Verdict } from "../../plan/placement/answer.ts";

/** All verdicts, the worst first. */
export const verdicts = ["does-not-fit", "contended", "unknown", "fits-if-packed", "fits"] as const;

/** A verdict in a sentence about the whole. */
export const fleetSentences: Record<Verdict, string> = {
  fits: "everything runs, whatever the order of arrival and the scheduler's choices",
  "fits-if-packed": "some placement holds everything, but another order of arrival leaves pods out",
  contended: "not everything can run together",
  "does-not-fit": "no placement holds everything",
  unknown: "it is not known whether everything fits",
};

/** A verdict in a sentence about one workload. */
export const workloadSentences: Record<Verdict, string> = {
  fits: "all its pods run, whatever the order of arrival and the scheduler's choices",
  "fits-if-packed": "its pods run in some orders of arrival, in others one stays Pending",
  contended: "it fits alone, but not together with all others that fit alone",
  "does-not-fit": "it does not fit, not even alone",
  unknown: "it is not known whether it fits",
};

export const verdictIcons: Record<Verdict, string> = {
  fits: "✅",
  "fits-if-packed": "⚠️",
  contended: "❌",
  "does-not-fit": "❌",
  unknown: "❔",
};

/** Lower is worse. */
export function rankOf(verdict: Verdict): number {
  return verdicts.indexOf(verdict);
}

export function isVerdict(word: string): word is Verdict {
  return verdicts.some((verdict) => verdict === word);
}
