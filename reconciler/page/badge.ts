import type { HistoryEntry, ResourceId } from "../repository/types.ts";
import type { PublishedRepository } from "./published-repository.ts";
import type { State } from "./state-words.ts";

/** What a badge says. */
export interface Badge extends State {
  readonly label: string;
}

export interface AskedBadge {
  readonly namespace: string;
  readonly name: string;
  /** One of its resources; all of them together when left out. */
  readonly resource?: AskedResource;
  /** A commit, or the branch, tag or range that is followed; now when left out. */
  readonly ref?: string;
}

export interface AskedResource extends Omit<ResourceId, "kind"> {
  /** In lower case. */
  readonly kind: string;
}

/** Undefined where there is none, or none that everybody may see. */
export function badgeOf(
  repository: PublishedRepository,
  { resource: asked, ref }: AskedBadge,
): Badge | undefined {
  if (!repository.badges) return undefined;
  const label = (name: string) =>
    repository.cluster === undefined ? name : `${repository.cluster} · ${name}`;
  if (asked === undefined) {
    const state = atRef(repository, ref);
    return state && { label: label(repository.name), ...state };
  }
  const found = repository.resources.find(
    ({ kind, namespace, name }) =>
      kind.toLowerCase() === asked.kind && namespace === asked.namespace && name === asked.name,
  );
  if (found === undefined || !isNow(repository, ref)) return undefined;
  return { label: label(found.name), ...found.told };
}

function isNow({ follows, revision }: PublishedRepository, ref: string | undefined): boolean {
  return ref === undefined || ref === follows || isCommit(ref, revision.attempted);
}

function atRef(repository: PublishedRepository, ref: string | undefined): State | undefined {
  if (ref === undefined || isNow(repository, ref)) return repository.state;
  const past = repository.history.find(({ revision }) => isCommit(ref, revision));
  return past && pasts[past.outcome];
}

/** A commit may be shortened, as Git does it. */
function isCommit(asked: string, commit: string | undefined): boolean {
  return commit !== undefined && /^[0-9a-f]{7,64}$/.test(asked) && commit.startsWith(asked);
}

/** Of a commit that another one has followed. */
const pasts: Readonly<Record<HistoryEntry["outcome"], State>> = {
  Healthy: { tone: "none", words: "was ready" },
  Applied: { tone: "none", words: "superseded" },
  Progressing: { tone: "none", words: "superseded" },
  Superseded: { tone: "none", words: "superseded" },
  Stalled: { tone: "bad", words: "failed" },
};
