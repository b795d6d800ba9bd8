import type { Value } from "../../value.ts";
import { duplicate, type Faults, invalid, tooLong } from "./fault.ts";

/** How the schema of a custom resource words what it holds against a text; of several things, the first. Source: kube-openapi pkg/validation. */
export function* faultsOfPattern(
  text: string,
  at: string,
  rule: { pattern: string; most?: number; least?: number },
): Faults {
  if (rule.most !== undefined && text.length > rule.most) yield tooLong(at, rule.most);
  else if (rule.least !== undefined && text.length < rule.least) {
    yield invalid(at, text, `${at} in body should be at least ${rule.least} chars long`);
  } else if (!new RegExp(rule.pattern).test(text)) {
    yield invalid(at, text, `${at} in body should match '${rule.pattern}'`);
  }
}

export function* faultsOfRange(value: number | undefined, at: string, least: number, most: number): Faults {
  if (value === undefined) return;
  if (value < least) yield invalid(at, value, `${at} in body should be greater than or equal to ${least}`);
  if (value > most) yield invalid(at, value, `${at} in body should be less than or equal to ${most}`);
}

/** Lists that are maps by some of their fields take no two items of the same key. It is said once for each key. */
export function* repeated(keys: readonly Value[], at: string): Faults {
  const times = new Map<string, number>();
  for (const [index, key] of keys.entries()) {
    const text = JSON.stringify(key);
    const before = times.get(text) ?? 0;
    times.set(text, before + 1);
    if (before === 1) yield duplicate(`${at}[${index}]`, key);
  }
}
