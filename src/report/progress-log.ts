import type { Clock } from "../kube/clock.ts";
import { bounded } from "../nim/bounded.ts";
import { logLine, printable } from "./printable.ts";
import type { Progress, Task } from "./progress.ts";
import { TransferRate } from "./transfer-rate.ts";
import { transferText } from "./transfer-text.ts";

/** Bytes alone are told so often, in milliseconds: a log is read afterwards. */
const betweenBytes = 60_000;

interface Seen {
  readonly task: Task;
  readonly toldAt: number;
  readonly rate: TransferRate;
}

/** Progress in a log: one line for each change, and now and then one for the bytes. Lines are safe for a runner. */
export function logProgress(write: (line: string) => void, clock: Pick<Clock, "now">): Progress {
  const began = clock.now();
  const seen = new Map<string, Seen>();
  const say = (text: string) => {
    const elapsed = timestamp(clock.now() - began);
    write(logLine(`${elapsed}  ${printable(bounded(text, 2000))}`));
  };
  return {
    tell(task) {
      const before = seen.get(task.id);
      const rate = before?.rate ?? new TransferRate(clock);
      if (task.bytes !== undefined) rate.tell(task.bytes.done);
      const isNews = before?.task.stage !== task.stage || before.task.words !== task.words;
      const isDue =
        before !== undefined &&
        clock.now() - before.toldAt >= betweenBytes &&
        before.task.bytes?.done !== task.bytes?.done;
      if (isNews || isDue) say(`${task.id}: ${sentence(task, rate)}`);
      // What is not told is what the next one is compared with all the same, but for its bytes.
      seen.set(task.id, isNews || isDue || !before ? { task, toldAt: clock.now(), rate } : before);
    },
    note(text, id) {
      say(id === undefined ? text : `${id}: ${text}`);
    },
    end() {},
  };
}

function sentence({ stage, words, bytes }: Task, rate: TransferRate): string {
  const isMoving = stage === "running" || stage === "retrying";
  const shown = transferText(bytes, isMoving ? rate.speed(bytes?.total) : {});
  const parts = [words === "" ? stage : words, shown.amount, shown.rate, shown.left && `${shown.left} left`];
  return parts.filter(Boolean).join(", ");
}

/** `00:42`, `1:05:12`: since the beginning. */
function timestamp(milliseconds: number): string {
  const all = Math.floor(milliseconds / 1000);
  const two = (number: number) => String(number).padStart(2, "0");
  const minutes = `${two(Math.floor(all / 60) % 60)}:${two(all % 60)}`;
  return all < 3600 ? minutes : `${Math.floor(all / 3600)}:${minutes}`;
}
