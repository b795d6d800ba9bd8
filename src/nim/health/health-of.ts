import type { NimKind } from "../schema/kinds.ts";
import type { ValueMap } from "../value.ts";
import type { Health } from "./health.ts";
import { type Live, liveOf } from "./live.ts";
import { nimBuildHealth } from "./nim-build.ts";
import { nimCacheHealth } from "./nim-cache.ts";
import { nimPipelineHealth } from "./nim-pipeline.ts";
import { nimServiceHealth } from "./nim-service.ts";
import { liveWorld, type Surroundings } from "./surroundings.ts";

/**
 * How a live object of the four kinds is, why, and what to do; undefined for any other object. Pure: what is around it
 * is given, and where it is not, the answer says less rather than too much (`unseen`).
 */
export function healthOf(object: ValueMap, around?: Surroundings): Health | undefined {
  const live = liveOf(object);
  const judge = live === undefined ? undefined : judges.get(live.kind);
  if (live === undefined || judge === undefined) return undefined;
  const known = around ?? liveWorld([]).around(live.namespace);
  const { unseen = [], ...health } = judge(live, known);
  const missed = unseen.filter((kind) => !known.knows(kind));
  return missed.length === 0 ? health : { ...health, unseen: missed };
}

const table: Record<NimKind, (live: Live, around: Surroundings) => Health> = {
  NIMCache: nimCacheHealth,
  NIMService: nimServiceHealth,
  NIMPipeline: nimPipelineHealth,
  NIMBuild: nimBuildHealth,
};
const judges = new Map(Object.entries(table));
