import type { Clock } from "../kube/clock.ts";
import { bounded } from "../nim/bounded.ts";
import { printableLines } from "./printable.ts";
import type { Progress, Task } from "./progress.ts";
import { progressTable } from "./progress-table.ts";
import { TransferRate } from "./transfer-rate.ts";
import { transferText } from "./transfer-text.ts";

export interface TerminalProgressOptions {
  /** The terminal; `columns` is asked anew at each drawing, for its window may change. */
  readonly terminal: { write(text: string): void; readonly columns: number | undefined };
  readonly clock: Clock;
  readonly colors: boolean;
}

/** Milliseconds between two drawings. */
const betweenDrawings = 200;
/** With the line of counts below, this fits into the smallest usual window of 24 lines. */
const mostRows = 16;
const widest = 80;

/** Progress on a terminal: a table that is drawn anew where it stands. */
export function terminalProgress({ terminal, clock, colors }: TerminalProgressOptions): Progress {
  const tasks = new Map<string, { task: Task; rate: TransferRate }>();
  let drawn: readonly string[] = [];
  let callOff: (() => void) | undefined;
  const erased = () => (drawn.length === 0 ? "" : `\u001b[${drawn.length}A\r\u001b[J`);
  const table = () => {
    const rows = [...tasks.values()].map(({ task, rate }) => {
      const isMoving = task.stage === "running" || task.stage === "retrying";
      return { task, transfer: transferText(task.bytes, isMoving ? rate.speed(task.bytes?.total) : {}) };
    });
    const columns = Math.max(40, Math.min(widest, terminal.columns ?? widest));
    return rows.length === 0 ? [] : progressTable(rows, { columns, rows: mostRows, colors });
  };
  const draw = (above = "") => {
    callOff?.();
    callOff = undefined;
    const lines = table();
    if (above === "" && lines.join("\n") === drawn.join("\n")) return;
    terminal.write(`${erased()}${above}${lines.map((line) => `${line}\n`).join("")}`);
    drawn = lines;
  };
  return {
    tell(task) {
      const rate = tasks.get(task.id)?.rate ?? new TransferRate(clock);
      if (task.bytes !== undefined) rate.tell(task.bytes.done);
      tasks.set(task.id, { task, rate });
      callOff ??= clock.after(betweenDrawings, draw);
    },
    note(text, id) {
      const line = id === undefined ? text : `${id}: ${text}`;
      draw(`${printableLines(bounded(line, 2000))}\n`);
    },
    end() {
      draw();
      // What comes next stands below.
      if (drawn.length > 0) terminal.write("\n");
      drawn = [];
      tasks.clear();
    },
  };
}
