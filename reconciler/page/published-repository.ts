import type {
  HistoryEntry,
  NIMRepository,
  Publishing,
  ResourceId,
  ResourceStatus,
} from "../repository/types.ts";
import { reasonWords } from "./reason-words.ts";
import { type Counts, countsOf, standingOf } from "./standing-of.ts";
import { type State, stateOf, stateWithReason } from "./state-words.ts";

/**
 * What everybody may see of a NIMRepository. Badges and pages are made of this and of nothing else, so what is not in here
 * cannot get out: names are those of its lists, and texts are words of ours, never messages.
 */
export interface PublishedRepository {
  readonly namespace: string;
  readonly name: string;
  /** Absent where it is not to be told. */
  readonly cluster?: string;
  readonly badges: boolean;
  readonly page: boolean;
  /** The branch, tag or range. To be compared with what is asked for, and not shown. */
  readonly follows: string;
  readonly state: State;
  readonly counts: Counts;
  /** Commits. */
  readonly revision: { readonly attempted?: string; readonly applied?: string; readonly healthy?: string };
  readonly conditions: readonly PublishedCondition[];
  /** Those of its list; what is not well first. */
  readonly resources: readonly PublishedResource[];
  /** How many others there are. */
  readonly others: Counts;
  readonly history: readonly Omit<HistoryEntry, "message">[];
  readonly findings: Readonly<Record<"error" | "warning" | "info", number>>;
}

export interface PublishedResource extends ResourceId {
  readonly state: State;
  /** With why. */
  readonly told: State;
  readonly why?: string;
  readonly bytes?: { readonly cached: number; readonly total?: number };
  readonly waitsFor: readonly ResourceId[];
  /** What it waits for besides, and is not to be named. */
  readonly waitsForOthers: number;
  readonly since: string;
  /** The commit that it was applied of last. */
  readonly revision?: string;
}

export interface PublishedCondition {
  readonly type: string;
  readonly status: string;
  readonly why?: string;
  readonly since: string;
}

/** Undefined where nothing of it is to be seen. */
export function publishedOf(
  repository: NIMRepository,
  cluster: string | undefined,
): PublishedRepository | undefined {
  const { metadata, spec, status } = repository;
  const { publish } = spec;
  if (publish === undefined || !(publish.badges || publish.page)) return undefined;
  const { attempted, applied, healthy } = status?.revision ?? {};
  const all = status?.resources ?? [];
  const isListed = listed(publish.resources);
  const own = new Set(all.map(keyOf));
  // What another repository has is not for this one to tell, whatever its list says.
  const isShown = (id: ResourceId) => isListed(id) && own.has(keyOf(id));
  const revisions = new Map(status?.ledger.map((entry) => [keyOf(entry), entry.revision]));
  const resources = all
    .filter(isShown)
    .map((resource) => publishedResource(resource, isShown, revisions.get(keyOf(resource))));
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    ...(publish.cluster && cluster !== undefined && { cluster }),
    badges: publish.badges,
    page: publish.page,
    follows: Object.values(spec.ref).find((value) => value !== undefined) ?? "",
    state: standingOf(repository),
    counts: countsOf({ resources: all }),
    revision: {
      ...(attempted !== undefined && { attempted }),
      ...(applied !== undefined && { applied }),
      ...(healthy !== undefined && { healthy }),
    },
    conditions: (status?.conditions ?? []).map(({ type, status: is, reason, lastTransitionTime }) => ({
      type,
      status: is,
      ...whyOf(reason),
      since: lastTransitionTime,
    })),
    resources: resources.sort(worstFirst),
    others: countsOf({ resources: all.filter((resource) => !isShown(resource)) }),
    history: (status?.history ?? []).map(({ message: _, ...entry }) => entry),
    findings: findingsOf(status?.findings ?? []),
  };
}

/** Whether a name is on a list of what is published: `NAME`, `NAMESPACE/NAME` or `*`. */
export function listed(list: Publishing["resources"] = []) {
  const names = new Set(list);
  return ({ namespace, name }: Pick<ResourceId, "namespace" | "name">): boolean =>
    names.has("*") || names.has(name) || names.has(`${namespace}/${name}`);
}

function publishedResource(
  resource: ResourceStatus,
  isShown: (id: ResourceId) => boolean,
  revision: string | undefined,
): PublishedResource {
  const { kind, namespace, name, reason, bytes, waitsFor = [], since } = resource;
  const named = waitsFor.flatMap((text) => idIn(text) ?? []).filter(isShown);
  return {
    kind,
    namespace,
    name,
    state: stateOf(resource),
    told: stateWithReason(resource),
    ...whyOf(reason),
    ...(bytes && { bytes }),
    waitsFor: named,
    waitsForOthers: waitsFor.length - named.length,
    since,
    ...(revision !== undefined && { revision }),
  };
}

function whyOf(reason: string): { readonly why?: string } {
  const why = reasonWords(reason);
  return why === undefined ? {} : { why };
}

const kinds = ["NIMCache", "NIMService", "NIMPipeline", "NIMBuild"] as const;

/** `NIMCache models/llama`, as the decision writes it. */
function idIn(text: string): ResourceId | undefined {
  const [, word, namespace = "", name = ""] = /^(\w+) ([^/ ]+)\/(\S+)$/.exec(text) ?? [];
  const kind = kinds.find((each) => each === word);
  return kind && { kind, namespace, name };
}

const order = ["bad", "doubt", "busy", "none", "good"] as const;

function worstFirst(one: PublishedResource, other: PublishedResource): number {
  const [first, second] = [one, other].map(({ state }) => order.indexOf(state.tone));
  if (first !== second) return (first ?? 0) - (second ?? 0);
  return keyOf(one) < keyOf(other) ? -1 : 1;
}

function findingsOf(findings: readonly { readonly severity: "error" | "warning" | "info" }[]) {
  const count = (word: string) => findings.filter(({ severity }) => severity === word).length;
  return { error: count("error"), warning: count("warning"), info: count("info") };
}

function keyOf({ kind, namespace, name }: ResourceId): string {
  return `${namespace}/${name} ${kind}`;
}
