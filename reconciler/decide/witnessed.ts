import { textAt } from "../../src/nim/health/fields.ts";
import type { Live } from "../../src/nim/health/live.ts";
import type { ResourceStatus } from "../repository/types.ts";
import { bytesOnVolume } from "./bytes-on-volume.ts";
import { lastWords } from "./last-words.ts";
import type { PhaseContext } from "./phase.ts";

/** What is told of a cache that is not full besides its phase: how far it is, and what the last try that failed said. */
export function witnessed(
  live: Live,
  { around, before }: PhaseContext,
  total: number | undefined,
): Pick<ResourceStatus, "bytes" | "lastWords"> {
  if (live.kind !== "NIMCache" || textAt(live.object, "status", "state") === "Ready") return {};
  const bytes = bytesOnVolume(live, around, before?.bytes, total);
  const words = lastWords(live, around);
  return { ...(bytes && { bytes }), ...(words.length > 0 && { lastWords: words }) };
}

/** All statuses of a repository have to fit into one object. */
export function withFewWords(statuses: Iterable<ResourceStatus>): ResourceStatus[] {
  let left = mostWithWords;
  return [...statuses].map((status) => {
    const { lastWords: words, ...rest } = status;
    if (words === undefined) return status;
    left -= 1;
    return left >= 0 ? status : rest;
  });
}

const mostWithWords = 20;
