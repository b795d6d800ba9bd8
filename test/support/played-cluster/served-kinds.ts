import type { ValueMap } from "../../../src/nim/value.ts";
import { kinds } from "../operator/cluster.ts";

/** What a path of the API server names. */
export interface Place {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  /** Empty: the whole collection. */
  readonly name: string;
  readonly subresource: string;
  /** What follows the subresource. */
  readonly rest: string;
}

const served: readonly (readonly [kind: string, apiVersion: string, plural: string])[] = [
  ...Object.entries(kinds).map(([kind, [apiVersion, plural]]) => [kind, apiVersion, plural] as const),
  ["NIMRepository", "nimops.dev/v1alpha1", "nimrepositories"],
  ["Lease", "coordination.k8s.io/v1", "leases"],
  ["Event", "v1", "events"],
  ["Namespace", "v1", "namespaces"],
  ["SelfSubjectAccessReview", "authorization.k8s.io/v1", "selfsubjectaccessreviews"],
];

const ofCluster = new Set(["Node", "Namespace", "SelfSubjectAccessReview"]);

/** Undefined where nothing is served there. */
export function placeOf(path: string): Place | undefined {
  const [, base = "", below = ""] = /^\/(api\/v1|apis\/[^/]+\/[^/]+)\/(.+)$/.exec(path) ?? [];
  const apiVersion = base.replace(/^apis?\//, "");
  const [, scope = "", others = ""] = /^(?:namespaces\/([^/]+)\/)?(.+)$/.exec(below) ?? [];
  const [plural, name = "", subresource = "", ...rest] = others.split("/").map(decodeURIComponent);
  const known = served.find((each) => each[1] === apiVersion && each[2] === plural);
  if (known === undefined) return undefined;
  return { apiVersion, kind: known[0], namespace: scope, name, subresource, rest: rest.join("/") };
}

/** What `/api/v1` or `/apis/GROUP/VERSION` answers; undefined where nobody serves it. */
export function discovered(path: string): ValueMap | undefined {
  const apiVersion = /^\/api\/(v1)$/.exec(path)?.[1] ?? /^\/apis\/([^/]+\/[^/]+)$/.exec(path)?.[1];
  const resources = served
    .filter((each) => each[1] === apiVersion)
    .map(([kind, , name]) => ({ name, kind, namespaced: !ofCluster.has(kind), verbs: ["get", "list"] }));
  if (apiVersion === undefined || resources.length === 0) return undefined;
  return { kind: "APIResourceList", apiVersion: "v1", groupVersion: apiVersion, resources };
}
