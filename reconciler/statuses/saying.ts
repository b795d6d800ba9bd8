import type { NIMRepositoryStatus, Report, ResourceStatus } from "../repository/types.ts";
import type { CommitNow } from "./commit-now.ts";
import { meaningOf } from "./meanings.ts";

export type State = Report["state"];

/** What is to be said of a commit, or of a resource of it. */
export interface Saying {
  readonly state: State;
  readonly words: string;
  /** Milliseconds since 1970: something else is said then, though nothing happens. */
  readonly changesAt?: number;
}

export interface SayingContext {
  /** Whether everything of the commit was seen healthy before: then it takes as long to get red or pending again. */
  readonly wasHealthy: boolean;
  readonly troubledSince: number | undefined;
  /** Milliseconds that trouble has to last before it is told. */
  readonly grace: number;
  readonly now: number;
}

/** Whether Git must have a resource, so that the commit is not well without it. */
export function isWanted({ phase }: ResourceStatus): boolean {
  return phase !== "Orphaned" && phase !== "Deleting";
}

/** What is said of a resource. What the files say wrong is told at once, what the cluster finds only when it lasts. */
export function sayingOf(resource: ResourceStatus, context: SayingContext): Saying {
  const { phase, reason, since } = resource;
  if (phase === "Healthy") return { state: "success", words: "ready" };
  const { actor, words } = meaningOf(reason, phase);
  const red = actor === "author" ? "failure" : "error";
  if (phase === "Stalled" && actor === "author") return { state: red, words };
  const { wasHealthy, troubledSince, grace, now } = context;
  const ends = (from: number) => {
    const at = from + grace;
    return at > now ? at : undefined;
  };
  const fromSince = Date.parse(since);
  const redAt = actor === "nobody" ? undefined : ends(Number.isNaN(fromSince) ? now : fromSince);
  const stillReady = wasHealthy ? ends(troubledSince ?? now) : undefined;
  if (stillReady !== undefined) return { state: "success", words: "ready", changesAt: stillReady };
  if (actor === "nobody") return { state: "pending", words };
  return redAt === undefined ? { state: red, words } : { state: "pending", words, changesAt: redAt };
}

/** What is said of the commit as a whole; its words come from elsewhere where they are about its resources. */
export function sayingOfCommit(
  { stall, trouble, holds, commit }: CommitNow,
  status: Pick<NIMRepositoryStatus, "resources" | "revision">,
  context: SayingContext,
): Saying & { readonly isTroubled: boolean } {
  if (stall !== undefined) {
    const { actor, words } = meaningOf(stall.reason, undefined);
    if (actor === "author") return { state: "failure", words, isTroubled: false };
    return actor === "nobody" ? { state: "pending", words, isTroubled: false } : patient(words, context);
  }
  if (trouble !== undefined || holds === undefined || holds !== commit) {
    const { actor, words } = trouble
      ? meaningOf(trouble.reason, undefined)
      : ({ actor: "nobody", words: "seen, and applied next" } as const);
    if (actor !== "nobody") return patient(words, context);
    if (!context.wasHealthy) return { state: "pending", words, isTroubled: false };
  }
  const wanted = status.resources.filter(isWanted);
  const isHealthy = wanted.length > 0 && wanted.every(({ phase }) => phase === "Healthy");
  if (isHealthy && (context.wasHealthy || status.revision.healthy === commit))
    return { state: "success", words: "ready", isTroubled: false };
  const all = wanted.map((resource) => sayingOf(resource, context));
  const state = worst(all.map((each) => each.state));
  const times = all.flatMap(({ changesAt }) => changesAt ?? []);
  return {
    // Healthy now, yet not proved: that comes with the next pass.
    state: state === "success" && !context.wasHealthy ? "pending" : state,
    words: "",
    ...(times.length > 0 && { changesAt: Math.min(...times) }),
    isTroubled: context.wasHealthy,
  };
}

/** Nothing of it is red before it has lasted. */
function patient(words: string, context: SayingContext): Saying & { readonly isTroubled: true } {
  const { wasHealthy, troubledSince, grace, now } = context;
  const at = (troubledSince ?? now) + grace;
  if (at <= now) return { state: "error", words, isTroubled: true };
  return { state: wasHealthy ? "success" : "pending", words, changesAt: at, isTroubled: true };
}

function worst(states: readonly State[]): State {
  return order.find((state) => states.includes(state)) ?? "pending";
}

/** Where the author has to act, nobody else can mend it. */
const order: readonly State[] = ["failure", "error", "pending", "success"];
