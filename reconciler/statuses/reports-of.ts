import { keyOf } from "../decide/decision.ts";
import type { NIMRepositoryStatus, Report, ReportPlace } from "../repository/types.ts";
import type { CommitNow } from "./commit-now.ts";
import { isWanted, type Saying, type SayingContext, sayingOf, sayingOfCommit } from "./saying.ts";

export interface ReportInput {
  readonly before: readonly Report[];
  readonly commit: CommitNow;
  /** After the pass. */
  readonly status: NIMRepositoryStatus;
  /** Undefined where nothing is to be told any more. */
  readonly place: ReportPlace | undefined;
  /** So many resources of a commit have a status of their own. */
  readonly most: number;
  /** Milliseconds. */
  readonly grace: number;
  /** Whether everything that was to be told of a commit is told. */
  readonly isSaid: (report: Report) => boolean;
  /** Its contexts that somebody else was seen to write. */
  readonly contestedOf?: (report: Report) => readonly string[];
  /** Commits that a webhook told of and that were replaced before anybody looked. */
  readonly skipped?: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface Reported {
  readonly reports: readonly Report[];
  /** Milliseconds since 1970: it is another one then, though nothing happens. */
  readonly wakeAt: number | undefined;
}

/** Which commits have to be told of, and what: one is followed, the others are ended, and stay until that is told. */
export function reportsOf(input: ReportInput): Reported {
  const { before, commit, place, isSaid, contestedOf = () => [] } = input;
  const open = before
    .filter((report) => report.ended === undefined || !isSaid(report))
    .map((report) => withContested(withLogin(report, place), contestedOf(report)));
  if (place === undefined) return { reports: kept(open.map(unfollowed)), wakeAt: undefined };
  const sha = commit.commit;
  const isThere = ({ to }: Report) => isSameRepository(to, place) && to.context === place.context;
  if (sha === undefined) {
    return { reports: kept(open.map((one) => (isThere(one) ? one : unfollowed(one)))), wakeAt: undefined };
  }
  const former = open.find((report) => report.revision === sha && isThere(report));
  const current = currentOf(sha, place, former, input);
  const wakes = [current.saying.changesAt];
  const others = open
    .filter((report) => report !== former)
    .map((report) => {
      if (report.ended !== undefined) return report;
      if (!isThere(report)) return unfollowed(report);
      if (commit.holds === report.revision && (commit.stall !== undefined || commit.digest === undefined)) {
        const { report: held, saying } = heldOf(report, sha, input);
        wakes.push(saying.changesAt);
        return held;
      }
      return replaced(report, current.report, commit);
    });
  const times = wakes.filter((time) => time !== undefined);
  // Nothing was said of those that were skipped: they must not take the place of those that are pending on GitHub.
  const room = Math.max(0, mostReports - 1 - others.length);
  const skipped = skippedOf(input, [current.report, ...others]).slice(0, room);
  return {
    reports: kept([current.report, ...skipped, ...others]),
    wakeAt: times.length === 0 ? undefined : Math.min(...times),
  };
}

function isSameRepository(one: ReportPlace, other: ReportPlace): boolean {
  return one.api === other.api && one.repository === other.repository;
}

/** Another Secret, or another environment, is no other place. */
function withLogin(report: Report, place: ReportPlace | undefined): Report {
  if (place === undefined || !isSameRepository(report.to, place)) return report;
  return { ...report, to: { ...place, context: report.to.context } };
}

/** Once it is somebody else's it stays so: after a restart nobody could tell their words from ours. */
function withContested(report: Report, found: readonly string[]): Report {
  const contested = [...new Set([...(report.contested ?? []), ...found])];
  return contested.length === 0 ? report : { ...report, contested };
}

/** What has to be decided upon how a commit is told of. */
export function contextOf(
  report: Pick<Report, "wasHealthy" | "troubledSince">,
  { grace, now }: Pick<ReportInput, "grace" | "now">,
): SayingContext {
  const troubledSince = report.troubledSince === undefined ? undefined : Date.parse(report.troubledSince);
  return { wasHealthy: report.wasHealthy === true, troubledSince, grace, now };
}

/** `abc1234`, as people call a commit. */
export function shortOf(commit: string): string {
  return commit.slice(0, 7);
}

function currentOf(
  sha: string,
  place: ReportPlace,
  former: Report | undefined,
  input: ReportInput,
): { readonly report: Report; readonly saying: Saying } {
  const { commit, status, now } = input;
  // What had ended is followed again.
  const { ended, like: _, ...known } = former ?? { revision: sha, to: place, state: "pending" as const };
  const { wasHealthy, troubledSince, digest: __, ...rest } = known;
  const isAgain = ended !== undefined;
  const before = isAgain ? {} : { wasHealthy, troubledSince };
  const saying = sayingOfCommit(commit, status, contextOf(defined(before), input));
  const since = saying.isTroubled ? (before.troubledSince ?? new Date(now).toISOString()) : undefined;
  const report = {
    ...rest,
    state: saying.state,
    ...(commit.digest !== undefined && { digest: commit.digest }),
    ...(since !== undefined && { troubledSince: since }),
    ...((before.wasHealthy || saying.state === "success") && { wasHealthy: true }),
  };
  const isDecided = commit.holds === sha && commit.stall === undefined;
  return { report: isDecided ? withResources(report, input) : report, saying };
}

/** The newest one cannot be applied, so that the one before it goes on. */
function heldOf(
  report: Report,
  newest: string,
  input: ReportInput,
): { readonly report: Report; readonly saying: Saying } {
  const { status } = input;
  const wanted = status.resources.filter(isWanted);
  const isHealthy = wanted.length > 0 && wanted.every(({ phase }) => phase === "Healthy");
  if (report.state === "success" || isHealthy) {
    const ended = `ready; ${shortOf(newest)} follows`;
    return { report: { ...report, state: "success", ended }, saying: { state: "success", words: "" } };
  }
  const as = { ...input.commit, commit: report.revision, stall: undefined, trouble: undefined };
  const saying = sayingOfCommit(as, status, contextOf(report, input));
  return { report: withResources({ ...report, state: saying.state }, input), saying };
}

/** Another commit has taken its place. */
function replaced(report: Report, current: Report, { digest, stall }: CommitNow): Report {
  const by = shortOf(current.revision);
  const { like: _, troubledSince: __, ...rest } = report;
  const isSettled = report.state === "success" || (report.state === "failure" && report.like === undefined);
  if (isSettled) {
    return {
      ...rest,
      ended: report.state === "success" ? `ready; ${by} follows` : `it had to be mended; ${by} follows`,
    };
  }
  const isSame = digest !== undefined && digest === report.digest && stall === undefined;
  if (isSame && (current.state === "success" || current.state === "failure")) {
    const words = current.state === "success" ? "ready" : "not ready";
    return { ...rest, state: current.state, ended: `${words}, as ${by}, which says the same` };
  }
  if (isSame) return { ...rest, state: "pending", like: current.revision };
  // Nobody knows yet what the new one says.
  if (digest === undefined && stall === undefined) return report;
  return { ...rest, state: "error", ended: `superseded by ${by} before it was ready` };
}

function unfollowed(report: Report): Report {
  if (report.ended !== undefined) return report;
  const { like: _, troubledSince: __, ...rest } = report;
  const isDone = report.state === "success" || report.state === "failure";
  const ended = isDone ? "no longer followed" : "no longer followed by nimops";
  return { ...rest, state: isDone ? report.state : "error", ended };
}

/** Whom a webhook told of, and who was never looked at: a required check would wait for it for ever. */
function skippedOf({ skipped = [], place, commit }: ReportInput, known: readonly Report[]): Report[] {
  if (place === undefined || commit.commit === undefined) return [];
  const by = shortOf(commit.commit);
  return skipped
    .filter((revision) => !known.some((report) => report.revision === revision))
    .map((revision) => ({
      revision,
      to: place,
      state: "error",
      ended: `superseded by ${by} before it was looked at`,
    }));
}

/** Which resources have a status of their own: those that had one, those that are not well, those that the commit changed. */
function withResources(report: Report, input: ReportInput): Report {
  const { status, most } = input;
  const old = report.resources ?? [];
  if (old.length >= most) return report;
  const context = contextOf(report, input);
  const changed = new Set(
    status.ledger.filter(({ revision }) => revision === report.revision).map((entry) => keyOf(entry)),
  );
  const others = status.resources.filter(isWanted).filter((resource) => !old.includes(keyOf(resource)));
  const unwell = others.filter((resource) => sayingOf(resource, context).state !== "success");
  const rest = report.wasHealthy ? [] : others.filter((resource) => changed.has(keyOf(resource)));
  const first = unwell.filter((resource) => isRed(resource, context));
  const names = [...new Set([...old, ...[...first, ...unwell, ...rest].map((resource) => keyOf(resource))])];
  return names.length === 0 ? report : { ...report, resources: names.slice(0, Math.max(most, old.length)) };
}

function isRed(resource: NIMRepositoryStatus["resources"][number], context: SayingContext): boolean {
  return ["failure", "error"].includes(sayingOf(resource, context).state);
}

/** What GitHub does not take for hours must not fill the status. */
const mostReports = 100;

function kept(reports: readonly Report[]): readonly Report[] {
  return reports.slice(0, mostReports);
}

function defined({
  wasHealthy,
  troubledSince,
}: {
  readonly wasHealthy?: boolean | undefined;
  readonly troubledSince?: string | undefined;
}): Pick<Report, "wasHealthy" | "troubledSince"> {
  return {
    ...(wasHealthy !== undefined && { wasHealthy }),
    ...(troubledSince !== undefined && { troubledSince }),
  };
}
