import { createHash } from "node:crypto";

/**
 * The contexts of what prewarm says of a commit: `nimops/prewarm/CLUSTER` of a run, `nimops/prewarm/CLUSTER/NAMESPACE/NAME` of
 * a cache; without CLUSTER where none is declared. The reconciler's begin with `nimops/` and the cluster's name, so that none
 * may be called as `reservedClusterNames` has it.
 */
export function prewarmContext(cluster: string | undefined, cache?: CacheName): string {
  const parts = [
    ...(cluster === undefined ? [] : [cluster]),
    ...(cache ? [cache.namespace, cache.name] : []),
  ];
  return bounded([root, ...parts.map(encodeURIComponent)].join("/"));
}

/**
 * The contexts of what the reconciler says of a commit: `nimops/CLUSTER/SOURCE` of everything, `…/KIND/NAMESPACE/NAME` of a
 * resource. SOURCE is what the user calls it, else the NIMRepository.
 */
export function reconcilerContext(cluster: string, source: SourceName, resource?: ResourceName): string {
  const called = typeof source === "string" ? [source] : [source.namespace, source.name];
  const all = bounded(["nimops", cluster, ...called].map(encodeURIComponent).join("/"), longestOfSource);
  return resource === undefined ? all : reconcilerContextOf(all, resource);
}

/** That of a resource, from that of everything. */
export function reconcilerContextOf(all: string, { kind, namespace, name }: ResourceName): string {
  return bounded(`${all}/${[kind, namespace, name].map(encodeURIComponent).join("/")}`);
}

/** `spec.github.context`, or the NIMRepository. */
export type SourceName = string | { readonly namespace: string; readonly name: string };

export interface ResourceName {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export interface CacheName {
  readonly namespace: string;
  readonly name: string;
}

/** Names that no cluster of the reconciler can have, whatever their letters' case. */
export const reservedClusterNames = ["prewarm"] as const;

const root = "nimops/prewarm";
/** More is refused by GitHub: "context is too long (maximum is 255 characters)". */
const longest = 255;
/** So that what comes after it still has some room. */
const longestOfSource = 160;

function bounded(context: string, most: number = longest): string {
  if (context.length <= most) return context;
  const digest = createHash("sha256").update(context).digest("hex").slice(0, 16);
  return `${context.slice(0, most - digest.length - 1)}-${digest}`;
}
