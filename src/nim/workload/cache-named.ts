import { judge } from "../schema/judge.ts";
import type { Surroundings } from "./made.ts";
import type { Subject } from "./subject.ts";

/** A NIMCache of the namespace, with its status where it has one. */
export function cacheNamed(name: string, surroundings: Surroundings): Subject<"NIMCache"> | undefined {
  const stored = surroundings.find("NIMCache", name);
  if (!stored) return undefined;
  const { metadata, spec, status } = judge("NIMCache", surroundings.operatorVersion, stored).resource;
  return { kind: "NIMCache", name, metadata: metadata ?? {}, spec: spec ?? {}, status };
}
