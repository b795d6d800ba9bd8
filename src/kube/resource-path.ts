import { ClusterError } from "./cluster-error.ts";

/** A kind as the API server serves it. */
export interface Resource {
  readonly apiVersion: string;
  /** `nimcaches` */
  readonly plural: string;
  readonly namespaced: boolean;
}

/** `/apis/apps.nvidia.com/v1alpha1`, `/api/v1`. */
export function apiPath(apiVersion: string): string {
  if (!/^(?:[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?v[a-z0-9]{1,30}$/.test(apiVersion) || apiVersion.length > 300) {
    throw new ClusterError("invalid", `${JSON.stringify(apiVersion)} is no apiVersion`, {
      help: "write GROUP/VERSION such as apps.nvidia.com/v1alpha1, or v1",
    });
  }
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

/** The path of a collection, of an object in it, or of a subresource. */
export function resourcePath(
  { apiVersion, plural, namespaced }: Resource,
  at: {
    readonly namespace?: string | undefined;
    readonly name?: string;
    readonly subresource?: string | undefined;
  },
): string {
  const namespace = namespaced && at.namespace !== undefined ? ["namespaces", at.namespace] : [];
  const rest = [at.name, at.subresource].filter((segment) => segment !== undefined);
  return [apiPath(apiVersion), ...[...namespace, plural, ...rest].map(segmentOf)].join("/");
}

/** @throws ClusterError for what would lead to another path. Source: k8s.io/apimachinery/pkg/api/validation/path. */
function segmentOf(name: string): string {
  if (name === "" || name === "." || name === ".." || /[/%]/.test(name) || name.length > 253) {
    throw new ClusterError(
      "invalid",
      `${JSON.stringify(name.slice(0, 300))} cannot be the name of an object`,
    );
  }
  return encodeURIComponent(name);
}
