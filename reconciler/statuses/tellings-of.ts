import { reconcilerContextOf } from "../../src/github/status-context.ts";
import { keyOf } from "../decide/decision.ts";
import type { Telling, ToldDeployment, ToldStatus } from "../outbox/telling.ts";
import type { NIMRepository, NIMRepositoryStatus, Report, ReportPlace } from "../repository/types.ts";
import type { CommitNow } from "./commit-now.ts";
import { graceOf } from "./grace-of.ts";
import { contextOf, shortOf } from "./reports-of.ts";
import { type SayingContext, sayingOf, sayingOfCommit } from "./saying.ts";
import { targetUrl } from "./target-url.ts";
import { wordsOfAll, wordsOfOne } from "./words.ts";

export interface TellingInput {
  readonly repository: Pick<NIMRepository, "metadata" | "spec">;
  readonly cluster: string;
  /** After the pass, with its reports. */
  readonly status: NIMRepositoryStatus;
  readonly commit: CommitNow;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** What is to be told at one place. */
export interface PlacedTelling {
  readonly place: ReportPlace;
  readonly telling: Telling;
  /** Commits that are no longer followed: once all of it is told, nobody needs to remember them. */
  readonly ended: readonly string[];
}

/** A line, and what has to differ for other words of it to be worth a call. */
export interface Line extends ToldStatus {
  readonly key: string;
}

/** All that GitHub should say of a NIMRepository now, place by place: more than one only after its address or its name was changed. */
export function tellingsOf(input: TellingInput, calm: (line: Line) => ToldStatus): PlacedTelling[] {
  const { status, repository } = input;
  const { certificateAuthority: authority, proxy } = repository.spec;
  const secretRef = proxy?.secretRef;
  const { creationTimestamp: madeAt } = repository.metadata;
  const groups = new Map<string, Report[]>();
  for (const report of status.reports ?? []) {
    const key = placeKey(report.to);
    groups.set(key, [...(groups.get(key) ?? []), report]);
  }
  return [...groups.values()].flatMap((reports): PlacedTelling[] => {
    const [first] = reports;
    if (first === undefined) return [];
    const [owner = "", name = ""] = first.to.repository.split("/");
    const lines = reports.map((report) => linesOf(report, input));
    // What is followed before what is past, everything before its parts.
    const statuses = [...lines.flatMap(({ all }) => all), ...lines.flatMap(({ parts }) => parts)]
      .map(calm)
      .map((told) => asLeft(told, reports));
    return [
      {
        place: first.to,
        telling: {
          repository: { owner, name },
          ...(madeAt !== undefined && { madeAt }),
          apiUrl: first.to.api,
          secret: { namespace: repository.metadata.namespace, name: first.to.secret },
          ...(proxy && { proxy: { url: proxy.url, ...(secretRef && { secret: secretRef.name }) } }),
          ...(authority && { certificateAuthority: authority.secretRef.name }),
          statuses,
          deployments: reports.flatMap((report) => deploymentOf(report, statuses, input)),
        },
        ended: reports.filter(({ ended }) => ended !== undefined).map(({ revision }) => revision),
      },
    ];
  });
}

function asLeft(told: ToldStatus, reports: readonly Report[]): ToldStatus {
  const isContested = reports.some(
    ({ revision, contested }) => revision === told.commit && contested?.includes(told.context),
  );
  return isContested ? { ...told, isContested } : told;
}

/** Where is told with the same words to whom: one of them is one box. */
export function placeKey({ api, repository, secret }: ReportPlace): string {
  return `${api} ${repository} ${secret}`;
}

interface Lines {
  readonly all: readonly Line[];
  readonly parts: readonly Line[];
}

function linesOf(report: Report, input: TellingInput): Lines {
  const { state, ended, like, revision, to } = report;
  const all = (words: { readonly text: string; readonly key: string }, closes: boolean): Line => ({
    commit: revision,
    context: to.context,
    state,
    description: words.text,
    key: words.key,
    ...urlOf(report, undefined, input),
    ...(closes && { closes: true }),
  });
  if (ended !== undefined) {
    // A commit whose result was told has it already.
    const isSettled = state === "success" || state === "failure";
    const rest = state === "success" ? state : "error";
    const text = state === "success" || state === "error" ? ended : `superseded; ${ended}`;
    return {
      all: [all({ text: ended, key: ended }, isSettled && !ended.includes(", as "))],
      parts: (report.resources ?? []).map((key) => ({
        ...partOf(report, key, input),
        state: rest,
        description: text,
        key: text,
        closes: true,
      })),
    };
  }
  if (like !== undefined) {
    const text = `says the same as ${shortOf(like)}, which is followed now`;
    return { all: [all({ text, key: text }, false)], parts: [] };
  }
  return openLines(report, input, all);
}

function openLines(
  report: Report,
  { status, commit, repository, cluster, now }: TellingInput,
  all: (words: { readonly text: string; readonly key: string }, closes: boolean) => Line,
): Lines {
  const context = contextOf(report, {
    grace: graceOf(repository),
    now,
  });
  const isNewest = report.revision === commit.commit;
  const about = isNewest
    ? commit
    : { ...commit, commit: report.revision, stall: undefined, trouble: undefined };
  const isDecided = commit.holds === report.revision && about.stall === undefined;
  const saying = { ...sayingOfCommit(about, status, context), state: report.state };
  const words = wordsOfAll(saying, status, context);
  const input = { status, commit, repository, cluster, now };
  return {
    all: [all(words, false)],
    parts: (report.resources ?? []).map((key) => part(report, key, isDecided, context, input)),
  };
}

function part(
  report: Report,
  key: string,
  isDecided: boolean,
  context: SayingContext,
  input: TellingInput,
): Line {
  const resource = isDecided ? input.status.resources.find((each) => keyOf(each) === key) : undefined;
  const base = partOf(report, key, input);
  if (resource === undefined || resource.phase === "Orphaned" || resource.phase === "Deleting") {
    const isOver = report.state === "success";
    const text = isOver ? "no longer part of it" : "not looked at yet";
    return { ...base, state: isOver ? "success" : "pending", description: text, key: text };
  }
  const saying = sayingOf(resource, context);
  const words = wordsOfOne(resource, saying, input.now);
  return { ...base, state: saying.state, description: words.text, key: words.key };
}

function partOf(report: Report, key: string, input: TellingInput) {
  const [, kind = "", namespace = "", name = ""] = /^(\S+) ([^/]*)\/(.*)$/.exec(key) ?? [];
  const resource = { kind, namespace, name };
  const context = reconcilerContextOf(report.to.context, resource);
  return { commit: report.revision, context, ...urlOf(report, resource, input) };
}

function urlOf(
  { revision }: Report,
  resource: { readonly kind: string; readonly namespace: string; readonly name: string } | undefined,
  { repository: { spec, metadata }, cluster }: TellingInput,
): { readonly url?: string } {
  const { namespace, name } = metadata;
  const about = resource ?? { kind: "", namespace, name };
  const url = targetUrl(spec.github?.targetUrl, { sha: revision, cluster, ...about });
  return url === undefined ? {} : { url };
}

/** One that was begun for a commit that is over; one that succeeded is ended by the next that does. */
function deploymentOf(
  report: Report,
  statuses: readonly ToldStatus[],
  { commit }: TellingInput,
): ToldDeployment[] {
  const { state, ended, like, revision } = report;
  const { environment, context } = report.to;
  const told = statuses.find((each) => each.commit === revision && each.context === context);
  if (environment === undefined || told === undefined || like !== undefined) return [];
  if (ended !== undefined && (state === "success" || state === "failure")) return [];
  const { description, url } = told;
  const going = commit.holds === revision ? "in_progress" : "queued";
  return [
    {
      commit: revision,
      environment,
      task: context,
      state: ended !== undefined ? "inactive" : state === "pending" ? going : state,
      description,
      ...(url !== undefined && { url }),
    },
  ];
}
