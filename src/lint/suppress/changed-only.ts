import type { Finding } from "../finding.ts";

/** The findings that stand in changed files, or that speak of a place in one. */
export function onlyChanged(findings: readonly Finding[], changed: ReadonlySet<string>): Finding[] {
  return findings.filter(
    ({ location, related }) =>
      changed.has(location.file) || related.some((place) => changed.has(place.location.file)),
  );
}
