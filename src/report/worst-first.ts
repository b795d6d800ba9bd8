import { type Finding, severities } from "../lint/finding.ts";

/** By severity; among equals the order stays as it is, so by place. */
export function worstFirst<F extends Finding>(findings: readonly F[]): F[] {
  return findings.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}
