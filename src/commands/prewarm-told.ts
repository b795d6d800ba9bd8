import { fittedLine } from "../github/fitted-line.ts";
import type { CommitStatus, DeploymentState } from "../github/github.ts";
import { bounded } from "../nim/bounded.ts";
import type { CacheResult, Outcome, PrewarmResult } from "../report/prewarm-result.ts";
import { prewarmHeadline } from "../report/prewarm-view/prewarm-headline.ts";
import { printable } from "../report/printable.ts";
import type { Task, TaskStage } from "../report/progress.ts";

/** What a commit is told of a cache or of a run. */
export interface Told {
  readonly state: CommitStatus["state"];
  readonly description: string;
}

const ofStage: Readonly<Record<TaskStage, CommitStatus["state"]>> = {
  waiting: "pending",
  running: "pending",
  retrying: "pending",
  done: "success",
  failed: "failure",
  stopped: "error",
};

/** `error` is for what says nothing of the manifests: nobody waited long enough. */
const ofOutcome: Readonly<Record<Outcome, CommitStatus["state"]>> = {
  failed: "failure",
  conflict: "failure",
  skipped: "failure",
  "timed-out": "error",
  cancelled: "error",
  planned: "pending",
  ready: "success",
};

export function toldOfTask({ stage, words }: Task): Told {
  return { state: ofStage[stage], description: safe(words || stage) };
}

export function toldOfCache({ outcome, message }: CacheResult): Told {
  return { state: ofOutcome[outcome], description: safe(outcome === "ready" ? message || "ready" : message) };
}

export function toldOfRun(result: PrewarmResult): Told {
  return { state: ofOutcome[result.outcome], description: safe(prewarmHeadline(result)) };
}

/** While it goes on. */
export function toldOfTasks(tasks: readonly Task[]): Told {
  const ready = tasks.filter(({ stage }) => stage === "done").length;
  const failed = tasks.filter(({ stage }) => stage === "failed").length;
  const bad = failed === 0 ? "" : `, ${failed} failed`;
  return { state: "pending", description: `${ready} of ${tasks.length} caches ready${bad}` };
}

/** A deployment's word for it. */
export function deploymentStateOf(state: CommitStatus["state"]): DeploymentState["state"] {
  return state === "pending" ? "in_progress" : state;
}

/** As GitHub keeps it, so that it can be compared with what a commit says. Controls may make it refuse the status. */
function safe(text: string): string {
  return fittedLine(printable(bounded(text, 2000).replace(/\s+/g, " ")));
}
