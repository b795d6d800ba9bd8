import { filledText } from "../repository/filled-text.ts";
import type { ResourcePhase } from "../repository/resource-phases.ts";
import type { ResourceStatus } from "../repository/types.ts";
import { reasonWords } from "./reason-words.ts";
import type { Tone } from "./tone.ts";

/** A state in a word or two: `ready`, `caching 34/120 GiB`. */
export interface State {
  readonly tone: Tone;
  readonly words: string;
}

export function stateOf({ kind, phase, bytes }: ResourceStatus): State {
  const tone = tones[phase];
  if (phase !== "Progressing") return { tone, words: words[phase] };
  const filled = bytes && kind === "NIMCache" ? ` ${filledText(bytes)}` : "";
  return { tone, words: `${underWay[kind]}${filled}` };
}

/** With why, for what is not well: `blocked: not enough GPUs`. */
export function stateWithReason(resource: ResourceStatus): State {
  const { tone, words } = stateOf(resource);
  const why = says[resource.phase] ? reasonWords(resource.reason) : undefined;
  if (why === undefined) return { tone, words };
  return { tone, words: why.startsWith("waits ") ? why : `${words}: ${why}` };
}

const tones: Readonly<Record<ResourcePhase, Tone>> = {
  Waiting: "busy",
  Pending: "busy",
  Progressing: "busy",
  Healthy: "good",
  Degraded: "doubt",
  Blocked: "doubt",
  Failed: "bad",
  Stalled: "bad",
  Orphaned: "none",
  Deleting: "none",
};

const words: Readonly<Record<Exclude<ResourcePhase, "Progressing">, string>> = {
  Waiting: "waiting",
  Pending: "pending",
  Healthy: "ready",
  Degraded: "degraded",
  Blocked: "blocked",
  Failed: "failed",
  Stalled: "failed",
  Orphaned: "no longer in Git",
  Deleting: "being deleted",
};

const underWay: Readonly<Record<ResourceStatus["kind"], string>> = {
  NIMCache: "caching",
  NIMService: "starting",
  NIMPipeline: "starting",
  NIMBuild: "building",
};

/** Where the reason tells more than the phase does. */
const says: Readonly<Partial<Record<ResourcePhase, true>>> = {
  Waiting: true,
  Degraded: true,
  Blocked: true,
  Failed: true,
  Stalled: true,
};
