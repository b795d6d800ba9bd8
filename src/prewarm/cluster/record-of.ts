import type { NIMCacheSpec } from "../../nim/schema/kinds.ts";
import type { CachePlan } from "../../plan/plan.ts";
import type { CacheResult } from "../../report/prewarm-result.ts";
import type { CacheRecord, Protocol } from "../record/schema.ts";

/** What is known of a cache beside its result. */
export interface RecordFacts {
  /** The program that writes the record, with its version. */
  readonly tool: string;
  readonly server: string;
  /** Version of the NIM Operator, as declared. */
  readonly operator: string;
  /** Of the manifest. */
  readonly spec: NIMCacheSpec | undefined;
  readonly plan: CachePlan | undefined;
}

/** The record of a cache that a cluster has filled; undefined for one that is not ready, or of which the image is not known. */
export function recordOf(cache: CacheResult, facts: RecordFacts): CacheRecord | undefined {
  const { outcome, image, uid, claim, namespace, name, profiles } = cache;
  if (outcome !== "ready" || image === undefined || uid === undefined) return undefined;
  const ids = (profiles?.listed ?? []).filter((id) => !profiles?.notDownloaded.includes(id));
  const path = facts.spec?.storage?.pvc?.subPath;
  const bytes = bytesOf(cache, facts.plan);
  return {
    version: 1,
    tool: facts.tool,
    image: { ...image },
    protocol: protocolOf(facts.spec, ids),
    profiles: ids.map((id) => ({ id })),
    totals: bytes === undefined ? {} : { bytes },
    cluster: {
      server: facts.server,
      namespace,
      name,
      uid,
      ...(claim ? { claim } : {}),
      ...(path ? { path } : {}),
      operator: facts.operator,
    },
  };
}

/**
 * What the lock knows of the files is exact and stays the same; what a volume holds is measured, with what its file system
 * needs for itself, and only there where nobody knows better.
 */
function bytesOf({ bytes }: CacheResult, plan: CachePlan | undefined): number | undefined {
  return plan?.download?.from === "lock" ? plan.download.bytes : bytes?.done;
}

/** Only images of their own profiles list any (k8s-nim-operator nimcache_controller.go). */
function protocolOf(spec: NIMCacheSpec | undefined, ids: readonly string[]): Protocol {
  const { hf, dataStore, ngc } = spec?.source ?? {};
  if (hf || dataStore) return "hugging-face";
  if (ngc?.modelEndpoint) return "model-free";
  return ids.length > 0 ? "legacy" : "unknown";
}
