/** Major and minor version of Kubernetes. */
export type KubernetesVersion = readonly [major: number, minor: number];

/** Reads `1.34`, `v1.34.2-gke.100` and their like; undefined for what is no version. */
export function parseKubernetesVersion(text: string): KubernetesVersion | undefined {
  const match = /^v?(\d+)\.(\d+)/.exec(text);
  return match ? [Number(match[1]), Number(match[2])] : undefined;
}
