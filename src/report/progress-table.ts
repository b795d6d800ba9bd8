import { bounded } from "../nim/bounded.ts";
import { fittedCell } from "./fitted-cell.ts";
import { printable } from "./printable.ts";
import { type Task, type TaskStage, taskStages } from "./progress.ts";
import type { TransferText } from "./transfer-text.ts";

export interface ProgressRow {
  readonly task: Task;
  readonly transfer: TransferText;
}

export interface ProgressTableOptions {
  readonly columns: number;
  /** Tasks that are shown; the others are counted. */
  readonly rows: number;
  readonly colors: boolean;
}

/** How tasks are just now, in lines that are no wider than the terminal. Those at work come first. */
export function progressTable(
  rows: readonly ProgressRow[],
  { columns, rows: most, colors }: ProgressTableOptions,
): string[] {
  const sorted = rows.toSorted((one, other) => rank(one.task.stage) - rank(other.task.stage));
  const shown = sorted.slice(0, most);
  // A mark and a blank, two blanks between the columns, and one column at the end that stays free: a full line would wrap.
  const room = columns - 5;
  const ids = shown.map(({ task }) => safe(task.id));
  const width = Math.min(Math.max(...ids.map(({ length }) => length)), Math.floor(room * 0.45));
  const lines = shown.map((row, index) => {
    const { stage } = row.task;
    const mark = colors ? paint(stage, marks[stage]) : marks[stage];
    const id = fittedCell(withoutMiddle(ids[index] ?? "", width), width);
    return `${mark} ${id}  ${fittedCell(words(row, room - width), room - width)}`.trimEnd();
  });
  return [...lines, fittedCell(counts(rows, rows.length - shown.length), columns - 1).trimEnd()];
}

/** The fullest of its descriptions that there is room for. */
function words({ task, transfer: { amount, rate, left } }: ProgressRow, room: number): string {
  const said = safe(task.words || task.stage);
  const rest = left && `${left} left`;
  const joined = (...parts: readonly string[]) => parts.filter(Boolean).join(", ");
  const moves = joined(amount, rate, rest);
  // An attempt that failed is to be seen more than the bytes of the next.
  const shorter = task.stage === "running" && moves !== "" ? [moves] : [joined(said, amount), said];
  return [joined(said, moves), ...shorter].find(({ length }) => length <= room) ?? said;
}

/** Names differ more often at their ends. */
function withoutMiddle(text: string, width: number): string {
  if (text.length <= width) return text;
  const head = Math.floor((width - 1) / 3);
  return `${text.slice(0, head)}…${text.slice(text.length - (width - 1 - head))}`;
}

/** What people look for: what is wrong or moves, then what waits, then what is over. */
const order: readonly TaskStage[] = ["retrying", "running", "waiting", "failed", "stopped", "done"];

function rank(stage: TaskStage): number {
  return order.indexOf(stage);
}

const marks: Readonly<Record<TaskStage, string>> = {
  waiting: "·",
  running: "↓",
  retrying: "↻",
  done: "✓",
  failed: "✗",
  stopped: "■",
};

const colorsOf: Readonly<Record<TaskStage, string>> = {
  waiting: "2",
  running: "36",
  retrying: "33",
  done: "32",
  failed: "31",
  stopped: "33",
};

function paint(stage: TaskStage, text: string): string {
  return `\u001b[${colorsOf[stage]}m${text}\u001b[0m`;
}

function counts(rows: readonly ProgressRow[], hidden: number): string {
  const counted = taskStages
    .map((stage) => ({ stage, count: rows.filter(({ task }) => task.stage === stage).length }))
    .filter(({ count }) => count > 0)
    .map(({ stage, count }) => `${count} ${stage}`);
  const rest = hidden > 0 ? [`${hidden} not shown`] : [];
  return [...counted, ...rest].join(", ");
}

function safe(text: string): string {
  return printable(bounded(text, 400));
}
