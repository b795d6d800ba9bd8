/**
 * Whether one version of a resource is older than another, 0 for the same; undefined where that cannot be told. API
 * servers count them upwards for each resource, and since Kubernetes 1.35 promise so (KEP-5504).
 */
export function compareVersions(a: string, b: string): number | undefined {
  if (a === b) return 0;
  if (!decimal.test(a) || !decimal.test(b)) return undefined;
  return a.length === b.length ? (a < b ? -1 : 1) : a.length - b.length;
}

const decimal = /^[1-9]\d{0,30}$/;
