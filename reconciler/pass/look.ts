import { ClusterError } from "../../src/kube/cluster-error.ts";
import { SourceError } from "../source/source.ts";
import { judgeKey, judgeRevision } from "./judge-revision.ts";
import type { JudgedRevision } from "./judged-revision.ts";
import { observedRevision } from "./observed-revision.ts";
import type { PassInput } from "./pass.ts";
import { rightMissing, type Trouble } from "./trouble.ts";

export interface Looked {
  /** What to decide upon: the newest revision where it may be applied, and else the one before, until the newest is mended. */
  readonly chosen: JudgedRevision | undefined;
  /** Why nothing of the newest is applied. */
  readonly stall: Trouble | undefined;
  readonly transient: Trouble | undefined;
}

/** Asks for the newest commit, and reads and judges it when it is another one. */
export async function look(input: PassInput): Promise<Looked> {
  const { memory, now } = input;
  const trouble = await lookForTrouble(input);
  if (memory.refused !== undefined && now() >= memory.refused.retryAt) tryAgain(memory);
  const { judged, good, previous, refused } = memory;
  const stall = trouble.stall ?? judged?.stall;
  if (stall) return { chosen: good, stall, transient: trouble.transient };
  if (judged !== undefined && refused?.key === judged.key)
    return { chosen: previous, stall: refused, transient: trouble.transient };
  return { chosen: judged ?? good, stall: undefined, transient: trouble.transient };
}

/** What the server refused it may take by now. */
function tryAgain(memory: PassInput["memory"]): void {
  if (memory.refused?.key === memory.judged?.key) {
    memory.previous = memory.good;
    memory.good = memory.judged;
  }
  delete memory.refused;
}

async function lookForTrouble(input: PassInput): Promise<Omit<Looked, "chosen">> {
  try {
    await lookAndJudge(input);
    return { stall: undefined, transient: undefined };
  } catch (error) {
    if (error instanceof SourceError) {
      const { reason, message, help } = error;
      const trouble = { reason, message: help === undefined ? message : `${message}; ${help}` };
      const isPermanent = error.kind === "permanent";
      return { stall: isPermanent ? trouble : undefined, transient: isPermanent ? undefined : trouble };
    }
    if (!(error instanceof ClusterError) || error.reason === "aborted") throw error;
    const right = rightMissing(error);
    if (right) return { stall: right, transient: undefined };
    return { stall: undefined, transient: { reason: "DeliveryUnknown", message: error.message } };
  }
}

async function lookAndJudge(input: PassInput): Promise<void> {
  const { repository, source, cluster, memory, looks, signal } = input;
  const { spec } = repository;
  if (looks || memory.revision === undefined) {
    memory.revision =
      spec.mode === "observe" && spec.observe
        ? await observedRevision(cluster, spec.observe, signal)
        : await source.look(signal ? { signal } : {});
  }
  if (memory.judged?.key === judgeKey(repository, memory.revision)) return;
  const known = [memory.judged, memory.good];
  const judged = await judgeRevision(repository, source, memory.revision, { ...input, known });
  memory.judged = judged;
  // Another revision is another chance for what failed for good.
  memory.attempts.clear();
  delete memory.refused;
  if (judged.stall === undefined) {
    memory.previous = memory.good;
    memory.good = judged;
  } else memory.good ??= await lastGood(input);
}

/** After a restart: what was applied, or about to be, before the newest revision stalled. Git may not give it any more. */
async function lastGood(input: PassInput): Promise<JudgedRevision | undefined> {
  const { repository, source } = input;
  const commit = repository.status?.history.find(({ outcome }) => outcome !== "Stalled")?.revision;
  if (commit === undefined) return undefined;
  try {
    const judged = await judgeRevision(repository, source, { commit, ref: commit }, input);
    return judged.stall === undefined ? judged : undefined;
  } catch (error) {
    if (error instanceof SourceError) return undefined;
    throw error;
  }
}
