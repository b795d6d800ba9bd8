import type { Clock } from "../kube/clock.ts";
import { bounded } from "../nim/bounded.ts";
import { printable } from "./printable.ts";
import type { Progress, Task, TaskStage } from "./progress.ts";
import { logProgress } from "./progress-log.ts";

const ends: ReadonlySet<TaskStage> = new Set(["done", "failed", "stopped"]);
/** Lines of one task; of one that goes on for hours the newest are kept. */
const mostLines = 200;

/**
 * Progress in the log of a GitHub job: lines as they come, since groups cannot be open beside each other, and when a task
 * comes to its end a group with all that was said of it.
 */
export function groupedProgress(write: (line: string) => void, clock: Pick<Clock, "now">): Progress {
  const began = new Set<string>();
  const history = new Map<string, { task: Task; lines: string[] }>();
  let about: string | undefined;
  const lines = logProgress((line) => {
    write(line);
    const kept = about === undefined ? undefined : history.get(about)?.lines;
    if (kept?.push(line) === mostLines) kept.splice(1, 1);
  }, clock);
  const close = (id: string) => {
    const found = history.get(id);
    if (found === undefined || began.has(id)) return;
    began.add(id);
    const { stage, words } = found.task;
    write(`::group::${escaped(printable(bounded(`${id}: ${words || stage}`, 300)))}`);
    for (const line of found.lines) write(line);
    write("::endgroup::");
  };
  return {
    tell(task) {
      const kept = history.get(task.id);
      history.set(task.id, { task, lines: kept?.lines ?? [] });
      about = task.id;
      lines.tell(task);
      about = undefined;
      if (ends.has(task.stage)) close(task.id);
    },
    note(text, id) {
      about = id;
      lines.note(text, id);
      about = undefined;
    },
    end() {
      lines.end();
      for (const id of history.keys()) close(id);
    },
  };
}

/** As @actions/core escapes the data of a command. */
function escaped(text: string): string {
  return text.replaceAll("%", "%25");
}
