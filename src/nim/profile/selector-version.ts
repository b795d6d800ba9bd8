import { type OperatorVersion, operatorVersions } from "../version.ts";

/**
 * Versions of the NIM Operator whose profile selection is known, oldest first: more than those whose resources nimops
 * checks. 2.0.0 and 2.0.1 read YAML with other libraries, which write some numbers differently; their matching alone is
 * followed.
 */
export const selectorVersions = ["2.0.0", "2.0.1", "2.0.2", "3.0.0", "3.0.1", ...operatorVersions] as const;

export type SelectorVersion = (typeof selectorVersions)[number];

/** Reads `3.1.2`, `v3.1.2` or `main`; undefined where nimops does not know the version. */
export function parseSelectorVersion(text: string): SelectorVersion | undefined {
  const plain = text.replace(/^v/, "");
  return selectorVersions.find((version) => version === plain);
}

/** Whether `version` is `since` or newer. */
export function selectsAtLeast(version: SelectorVersion, since: SelectorVersion): boolean {
  return selectorVersions.indexOf(version) >= selectorVersions.indexOf(since);
}

/** The version whose fields a manifest is checked against: the oldest that nimops knows, for those that are older. */
export function checkedAs(version: SelectorVersion): OperatorVersion {
  return operatorVersions.find((known) => known === version) ?? operatorVersions[0];
}
