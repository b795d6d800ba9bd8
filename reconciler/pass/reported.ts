import { createHash } from "node:crypto";
import { canonicalJson } from "../../src/plan/canonical-json.ts";
import { milliseconds } from "../repository/duration.ts";
import type { NIMRepository, NIMRepositoryStatus, Report } from "../repository/types.ts";
import { type CommitNow, noCommit } from "../statuses/commit-now.ts";
import { placeOf } from "../statuses/place-of.ts";
import { type Reported, reportsOf } from "../statuses/reports-of.ts";
import type { JudgedRevision } from "./judged-revision.ts";
import { emptyStatus } from "./status-of.ts";
import type { Trouble } from "./trouble.ts";

/** What a pass has to know to tell GitHub of commits. */
export interface Reporting {
  /** How the cluster is called. */
  readonly cluster: string;
  /** Whether everything that was to be told of a commit is told. */
  readonly isSaid: (report: Report) => boolean;
  /** Its contexts that somebody else was seen to write. */
  readonly contestedOf?: (report: Report) => readonly string[];
  /** Commits that a webhook told of and that were replaced before anybody looked. */
  readonly skipped?: readonly string[];
}

export interface ReportedPass {
  readonly repository: NIMRepository;
  readonly reporting: Reporting | undefined;
  readonly commit: CommitNow;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The status with the commits that GitHub is told of; and when that is another one though nothing happens. */
export function reported(
  status: NIMRepositoryStatus,
  { repository, reporting, commit, now }: ReportedPass,
): { readonly status: NIMRepositoryStatus; readonly wakeAt: number | undefined } {
  const before = repository.status?.reports ?? [];
  const { github } = repository.spec;
  const place = reporting && placeOf(repository, reporting.cluster);
  const { reports, wakeAt }: Reported = reporting
    ? reportsOf({
        before,
        commit,
        status,
        place,
        most: github?.resources ?? 0,
        grace: milliseconds(github?.grace ?? "") ?? 0,
        isSaid: reporting.isSaid,
        ...(reporting.contestedOf && { contestedOf: reporting.contestedOf }),
        ...(reporting.skipped && { skipped: reporting.skipped }),
        now,
      })
    : { reports: before, wakeAt: undefined };
  const { reports: _, ...rest } = status;
  return { status: reports.length === 0 ? rest : { ...rest, reports }, wakeAt };
}

/** The NIMRepository goes: nothing of it is followed any more. Empty once that is told. */
export function lastReports(
  { status }: NIMRepository,
  reporting: Reporting | undefined,
  now: number,
): readonly Report[] {
  if (reporting === undefined) return [];
  return reportsOf({
    before: status?.reports ?? [],
    commit: noCommit,
    status: status ?? emptyStatus,
    place: undefined,
    most: 0,
    grace: 0,
    isSaid: reporting.isSaid,
    now,
  }).reports;
}

export interface Found {
  /** The newest commit. */
  readonly attempted: string | undefined;
  /** The newest that could be read. */
  readonly judged: JudgedRevision | undefined;
  /** Whether `judged` is of the newest commit, and of the spec as it is. */
  readonly isRead: boolean;
  /** What was decided upon; undefined where nothing was. */
  readonly held: JudgedRevision | undefined;
  readonly lookStall: Trouble | undefined;
  readonly lookTrouble: Trouble | undefined;
  readonly refused: Trouble | undefined;
  readonly roundStall: Trouble | undefined;
  readonly roundTrouble: Trouble | undefined;
}

/** What of it all is about the newest commit: that Git cannot be asked again says nothing of one that was read. */
export function commitNow(found: Found): CommitNow {
  const { attempted, judged, isRead, held } = found;
  const stall = isRead ? (judged?.stall ?? found.refused) : found.lookStall;
  return {
    commit: attempted,
    digest: isRead && judged !== undefined && stall === undefined ? digestOf(judged) : undefined,
    stall: stall ?? (isRead ? found.roundStall : undefined),
    trouble: isRead ? found.roundTrouble : found.lookTrouble,
    holds: held?.revision.commit,
  };
}

const digests = new WeakMap<JudgedRevision, string>();

/** Two commits of one digest bring the same. Undefined where what is delivered is not in the files. */
function digestOf(judged: JudgedRevision): string | undefined {
  if (judged.isRendered) return undefined;
  const known = digests.get(judged);
  if (known !== undefined) return known;
  const all = judged.set.resources.map(({ kind, namespace, name, written }) =>
    canonicalJson([kind, namespace, name, written]),
  );
  const digest = createHash("sha256").update(all.sort().join("\n")).digest("hex").slice(0, 16);
  digests.set(judged, digest);
  return digest;
}
