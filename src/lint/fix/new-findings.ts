import type { Finding } from "../finding.ts";

/** The engine leaves findings of one rule and resource out after that many, so then new ones are none. */
const mostTold = 100;

/**
 * The findings that are there now and were not before, whatever else has moved: lines, and numbers of list items. A rule
 * that finds less at the same field of the same object than before has found nothing new.
 */
export function newFindings(before: readonly Finding[], after: readonly Finding[]): Finding[] {
  const known = new Map<string, number>();
  const told = new Map<string, number>();
  for (const finding of before) {
    count(known, fieldKey(finding));
    count(told, ruleKey(finding));
  }
  return after.filter((finding) => {
    if ((told.get(ruleKey(finding)) ?? 0) >= mostTold) return false;
    const left = known.get(fieldKey(finding)) ?? 0;
    known.set(fieldKey(finding), left - 1);
    return left <= 0;
  });
}

function ruleKey({ rule, location, object }: Finding): string {
  return JSON.stringify([location.file, rule, object]);
}

function fieldKey(finding: Finding): string {
  return `${ruleKey(finding)} ${finding.path.map((step) => (typeof step === "number" ? "#" : step)).join("\0")}`;
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
