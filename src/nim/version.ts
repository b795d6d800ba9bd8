/**
 * Versions of the NIM Operator that nimops knows, oldest first. `main` stands for NVIDIA/k8s-nim-operator
 * f63f74d7 (2026-08-19), the newest state that was read.
 */
export const operatorVersions = ["3.0.2", "3.1.0", "3.1.1", "3.1.2", "main"] as const;

export type OperatorVersion = (typeof operatorVersions)[number];

export const defaultOperatorVersion: OperatorVersion = "3.1.2";

/** Whether `version` is `since` or newer. */
export function atLeast(version: OperatorVersion, since: OperatorVersion): boolean {
  return operatorVersions.indexOf(version) >= operatorVersions.indexOf(since);
}

/** Reads `3.1.2`, `v3.1.2` or `main`; undefined where nimops does not know the version. */
export function parseOperatorVersion(text: string): OperatorVersion | undefined {
  const plain = text.replace(/^v/, "");
  return operatorVersions.find((version) => version === plain);
}
