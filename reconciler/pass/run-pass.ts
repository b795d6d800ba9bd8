import { carryOut, type Outcome } from "../apply/carry-out.ts";
import { decide } from "../decide/decide.ts";
import { type Decision, keyOf } from "../decide/decision.ts";
import { ownerLabel } from "../decide/owner-label.ts";
import { milliseconds } from "../repository/duration.ts";
import type { NIMRepositoryStatus } from "../repository/types.ts";
import { deliveredSet } from "./delivered-set.ts";
import { ensureFinalizer } from "./finalizer.ts";
import { goAway } from "./go-away.ts";
import { judgeKey, operatorVersionOf, targetsOf } from "./judge-revision.ts";
import type { JudgedRevision } from "./judged-revision.ts";
import { look } from "./look.ts";
import type { PassInput, PassResult } from "./pass.ts";
import { commitNow, reported } from "./reported.ts";
import { emptyStatus, statusOf } from "./status-of.ts";
import { StatusWriter } from "./status-writer.ts";
import { rightMissing, type Trouble, troubleIn, troubleOf, untilRightIsGiven } from "./trouble.ts";

/**
 * One pass over one repository: what Git says, whether it may be applied, what is to be done, doing it, telling it. It takes
 * as long as its requests; whatever takes longer is waited for by nobody, and another pass finds it done.
 */
export async function runPass(input: PassInput): Promise<PassResult> {
  const { repository, memory, store, now, dryRun } = input;
  const before = repository.status ?? emptyStatus;
  if (repository.metadata.deletionTimestamp !== undefined) return leave(input, before);
  if (repository.spec.suspend) return rested(before);
  const writer = new StatusWriter(store, before);
  const { chosen, stall, transient } = await look(input);
  const round = chosen && (await decideAndDo(input, before, chosen, writer));
  // What is chosen may be older than what Git has, where that cannot be read.
  const isRead =
    memory.revision !== undefined && memory.judged?.key === judgeKey(repository, memory.revision);
  const isNewest = chosen !== undefined && chosen === memory.judged && isRead;
  const refused = isNewest && memory.refused?.key === chosen.key ? memory.refused : undefined;
  const trouble = transient ?? round?.transient;
  const told = statusOf(repository, before, {
    attempted: memory.revision?.commit,
    ref: memory.revision?.ref,
    isNewest: isNewest && refused === undefined,
    stall: stall ?? refused ?? round?.stall,
    transient: trouble,
    answers: input.looks,
    findings: memory.judged?.findings ?? [],
    decided: round?.done,
    now: now(),
  });
  const commit = commitNow({
    attempted: memory.revision?.commit,
    judged: memory.judged,
    isRead,
    held: round?.done && chosen,
    lookStall: stall,
    lookTrouble: transient,
    refused: memory.refused?.key === memory.judged?.key ? memory.refused : undefined,
    roundStall: round?.stall,
    roundTrouble: round?.transient,
  });
  const { status, wakeAt } = reported(told, { repository, reporting: input.reporting, commit, now: now() });
  const unwritten = dryRun ? undefined : await troubleIn(() => writer.write(status));
  const { decision, outcome } = round?.done ?? {};
  const retry = round?.stall && now() + untilRightIsGiven;
  // What failed for good in this pass was not known when it was decided.
  const retries = [...memory.attempts.values()].map(({ retryAt }) => retryAt).filter((time) => time > now());
  const wakes = [decision?.wakeAt, memory.refused?.retryAt, retry, wakeAt, ...retries].filter(
    (time) => time !== undefined,
  );
  return {
    status,
    effects: outcome?.effects ?? [],
    decision,
    wakeAt: wakes.length === 0 ? undefined : Math.min(...wakes),
    transient: sentence(trouble ?? unwritten),
    isGone: false,
    ...(unwritten === undefined && { commit }),
  };
}

async function leave(input: PassInput, before: NIMRepositoryStatus): Promise<PassResult> {
  let result = rested(before);
  const trouble = await troubleIn(async () => {
    result = await goAway(input, before);
  });
  return { ...result, transient: sentence(trouble) };
}

function rested(status: NIMRepositoryStatus): PassResult {
  return {
    status,
    effects: [],
    decision: undefined,
    wakeAt: undefined,
    transient: undefined,
    isGone: false,
  };
}

function sentence(trouble: Trouble | undefined): string | undefined {
  return trouble && `${trouble.reason}: ${trouble.message}`;
}

interface Round {
  readonly done: { readonly decision: Decision; readonly outcome: Outcome } | undefined;
  readonly transient: Trouble | undefined;
  /** What nobody but somebody who gives rights can mend. */
  readonly stall?: Trouble | undefined;
}

async function decideAndDo(
  input: PassInput,
  before: NIMRepositoryStatus,
  chosen: JudgedRevision,
  writer: StatusWriter,
): Promise<Round> {
  const { repository, cluster, live, memory, now, signal } = input;
  const { spec, metadata } = repository;
  try {
    const namespaces = new Set([
      ...targetsOf(repository),
      ...before.ledger.map(({ namespace }) => namespace),
    ]);
    const world = await live.world([...namespaces].sort(), now());
    const decision = decide({
      owner: ownerLabel(metadata),
      revision: chosen.revision.commit,
      desired: chosen.isRendered
        ? deliveredSet(world, spec.observe, operatorVersionOf(repository))
        : chosen.set,
      live: world,
      ledger: before.ledger,
      before: before.resources,
      attempts: memory.attempts,
      downloads: chosen.downloads,
      policy: {
        observe: spec.mode === "observe",
        operatorVersion: operatorVersionOf(repository),
        prune: spec.prune.enabled,
        caches: spec.prune.caches,
        progressDeadline: milliseconds(spec.progressDeadline) ?? usualDeadline,
      },
      now: now(),
    });
    const outcome = await carryOut(decision, {
      cluster,
      live: world,
      attempts: memory.attempts,
      rehearsed: memory.rehearsed,
      revision: chosen.revision.commit,
      dryRun: input.dryRun === true,
      now,
      ...(signal && { signal }),
      writeLedger: async () => {
        await ensureFinalizer(cluster, repository);
        await writer.writeLedger(decision.ledger);
      },
    });
    if (outcome.refused && chosen === memory.judged) {
      const { reason, message, again, about } = outcome.refused;
      memory.refused = {
        key: chosen.key,
        reason,
        message: `${keyOf(about)}: ${message}`,
        retryAt: now() + again,
      };
      if (memory.previous) memory.good = memory.previous;
    }
    return { done: { decision, outcome }, transient: outcome.transient };
  } catch (error) {
    const stall = rightMissing(error);
    return { done: undefined, transient: stall ? undefined : troubleOf(error), stall };
  }
}

/** Milliseconds. */
const usualDeadline = 30 * 60_000;
