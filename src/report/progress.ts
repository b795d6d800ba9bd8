/** Tells people how tasks that take long get on. It may be told as often as one likes: what changes nothing is not shown. */
export interface Progress {
  /** How a task is now. The first time, it appears. */
  tell(task: Task): void;
  /** A line that stays, such as a warning; about a task where it names one. */
  note(text: string, id?: string): void;
  /** Nothing more comes, and what was shown stays. */
  end(): void;
}

/**
 * - `waiting`: it has not begun, or waits for something outside.
 * - `running`: it gets on.
 * - `retrying`: an attempt failed, and another is made.
 * - `done`: what was wanted is there.
 * - `failed`: nobody tries it any more.
 * - `stopped`: it was left alone before its end, by a deadline or by the user.
 */
export const taskStages = ["waiting", "running", "retrying", "done", "failed", "stopped"] as const;

export type TaskStage = (typeof taskStages)[number];

export interface Task {
  /** What it is about, and how it is shown: `models/llama`. Text of others: renderers make it printable. */
  readonly id: string;
  readonly stage: TaskStage;
  /** A few words: `downloading, attempt 2 of 6`. Text of others too. */
  readonly words: string;
  /** Absent where nobody can tell. Renderers make a rate, and of a known total the time that is left, from what they are told over time. */
  readonly bytes?: { readonly done: number; readonly total?: number };
}

/** Shows nothing. */
export const silentProgress: Progress = { tell() {}, note() {}, end() {} };
