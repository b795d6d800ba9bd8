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

export interface CacheName {
  readonly namespace: string;
  readonly name: string;
}

/** Names that no cluster of the reconciler can have, whatever their letters' case. */
export const reservedClusterNames = ["prewarm"] as const;

const root = "nimops/prewarm";
/** More is refused by GitHub: "context is too long (maximum is 255 characters)". */
const longest = 255;

function bounded(context: string): string {
  if (context.length <= longest) return context;
  const digest = createHash("sha256").update(context).digest("hex").slice(0, 16);
  return `${context.slice(0, longest - digest.length - 1)}-${digest}`;
}
