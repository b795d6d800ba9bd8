import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fittedCell } from "../../src/report/fitted-cell.ts";
import { printable } from "../../src/report/printable.ts";
import { type Progress, type Task, taskStages } from "../../src/report/progress.ts";
import { groupedProgress } from "../../src/report/progress-groups.ts";
import { logProgress } from "../../src/report/progress-log.ts";
import { terminalProgress } from "../../src/report/progress-terminal.ts";
import { TransferRate } from "../../src/report/transfer-rate.ts";
import { type SetClock, setClock } from "../support/set-clock.ts";

/** Begins a terminal's commands. */
const esc = String.fromCharCode(27);
const redrawing = new RegExp(`(${esc}\\[\\d+A\\r${esc}\\[J)`);
const gib = 1024 ** 3;
const task = (differs: Partial<Task> = {}): Task => ({
  id: "models/llama",
  stage: "running",
  words: "downloading",
  ...differs,
});
/** A download of 100 MiB a second, told every three seconds. */
function download(progress: Progress, clock: SetClock, seconds: number, total?: number): void {
  for (let second = 0; second <= seconds; second += 3) {
    const done = second * 100 * 1024 ** 2;
    progress.tell(task({ bytes: { done, ...(total === undefined ? {} : { total }) } }));
    clock.pass(3000);
  }
}

describe("progress in a log", () => {
  const start = () => {
    const clock = setClock();
    const lines: string[] = [];
    return { clock, lines, progress: logProgress((line) => void lines.push(line), clock) };
  };

  test("has one line for each change, and none where nothing changed", () => {
    const { clock, lines, progress } = start();
    progress.tell(task({ stage: "waiting", words: "no room on the volume's nodes" }));
    progress.tell(task({ stage: "waiting", words: "no room on the volume's nodes" }));
    clock.pass(62_000);
    progress.tell(task());
    progress.tell(task({ stage: "retrying", words: "downloading, attempt 2 of 6" }));
    clock.pass(3_600_000);
    progress.tell(task({ stage: "done", words: "ready" }));
    progress.end();
    expect(lines).toEqual([
      "00:00  models/llama: no room on the volume's nodes",
      "01:02  models/llama: downloading",
      "01:02  models/llama: downloading, attempt 2 of 6",
      "1:01:02  models/llama: ready",
    ]);
  });

  test("tells bytes once a minute, with the time that is left only where the whole is known", () => {
    const known = start();
    download(known.progress, known.clock, 130, 100 * gib);
    expect(known.lines).toEqual([
      "00:00  models/llama: downloading, 0 B of 100 GiB",
      "01:00  models/llama: downloading, 5.9 of 100 GiB, 100 MiB/s, 16 min left",
      "02:00  models/llama: downloading, 11.7 of 100 GiB, 100 MiB/s, 15 min left",
    ]);
    const unknown = start();
    download(unknown.progress, unknown.clock, 70);
    expect(unknown.lines.at(-1)).toBe("01:00  models/llama: downloading, 5.9 GiB, 100 MiB/s");
  });

  test("has notes, also about a task", () => {
    const { lines, progress } = start();
    progress.note("may not list pods");
    progress.note("its claim is gone", "models/llama");
    expect(lines).toEqual(["00:00  may not list pods", "00:00  models/llama: its claim is gone"]);
  });

  test("is safe for whoever shows it", () => {
    const { lines, progress } = start();
    progress.tell(
      task({ id: "::error::x", words: "##[error]\u001b[31m nvapi-0123456789abcdef0123\n::warning::x" }),
    );
    progress.note("::add-mask::a");
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      expect(line).not.toMatch(/^\s*::|##\[|nvapi-0|\n/);
      expect(line).not.toContain(esc);
    }
  });
});

describe("progress in the log of a GitHub job", () => {
  test("has lines as they come, and a group for each cache at its end", () => {
    const clock = setClock();
    const lines: string[] = [];
    const progress = groupedProgress((line) => void lines.push(line), clock);
    progress.tell(task());
    progress.tell(task({ id: "models/phi", stage: "waiting", words: "waiting for its claim" }));
    progress.note("its claim waits for a node", "models/phi");
    progress.tell(task({ stage: "done", words: "ready, 100% of 16 GiB" }));
    progress.end();
    expect(lines).toEqual([
      "00:00  models/llama: downloading",
      "00:00  models/phi: waiting for its claim",
      "00:00  models/phi: its claim waits for a node",
      "00:00  models/llama: ready, 100% of 16 GiB",
      "::group::models/llama: ready, 100%25 of 16 GiB",
      "00:00  models/llama: downloading",
      "00:00  models/llama: ready, 100% of 16 GiB",
      "::endgroup::",
      "::group::models/phi: waiting for its claim",
      "00:00  models/phi: waiting for its claim",
      "00:00  models/phi: its claim waits for a node",
      "::endgroup::",
    ]);
  });

  test("has no credential in the title of a group", () => {
    const lines: string[] = [];
    const progress = groupedProgress((line) => void lines.push(line), setClock());
    const words = `refused: ${"x".repeat(265)} https://me:p4ssw0rd-p4ssw0rd@host and nvapi-0123456789abcdef`;
    progress.tell(task({ stage: "failed", words }));
    progress.tell(task({ id: "models/phi", stage: "failed", words: "refused nvapi-0123456789abcdef0123" }));
    expect(lines.filter((line) => line.startsWith("::group::"))).toHaveLength(2);
    expect(lines.join("\n")).not.toMatch(/p4ss|nvapi-0/);
  });

  test("does not grow without end: of hours the beginning and the newest lines are kept", () => {
    const lines: string[] = [];
    const progress = groupedProgress((line) => void lines.push(line), setClock());
    for (let attempt = 1; attempt <= 1000; attempt++) progress.tell(task({ words: `attempt ${attempt}` }));
    progress.end();
    const group = lines.slice(lines.findIndex((line) => line.startsWith("::group::")));
    expect(group).toHaveLength(201);
    expect(group[1]).toContain("attempt 1");
    expect(group.at(-2)).toContain("attempt 1000");
  });
});

describe("progress on a terminal", () => {
  const start = (columns: number | undefined = 80, colors = false) => {
    const clock = setClock();
    const screen = terminal();
    const progress = terminalProgress({ terminal: { write: screen.write, columns }, clock, colors });
    return { clock, screen, progress };
  };

  test("is a table that is drawn where it stands", () => {
    const { clock, screen, progress } = start();
    progress.tell(task({ id: "models/phi", stage: "waiting", words: "queued" }));
    download(progress, clock, 60, 16 * gib);
    expect(screen.lines()).toEqual([
      "↓ models/llama  downloading, 5.9 of 16 GiB, 99.7 MiB/s, 2 min left",
      "· models/phi    queued",
      "1 waiting, 1 running",
    ]);
    progress.note("may not list pods");
    progress.tell(task({ stage: "done", words: "ready" }));
    progress.end();
    expect(screen.lines()).toEqual([
      "may not list pods",
      "· models/phi    queued",
      "✓ models/llama  ready",
      "1 waiting, 1 done",
      "",
    ]);
  });

  test("is drawn at most five times a second", () => {
    const { clock, screen, progress } = start();
    for (let index = 0; index < 1000; index++) {
      progress.tell(task({ words: `line ${index}` }));
      clock.pass(1);
    }
    expect(screen.writes()).toBeLessThanOrEqual(6);
    progress.end();
    expect(screen.lines()[0]).toContain("line 999");
  });

  test("is not drawn anew where nothing has changed", () => {
    const { clock, screen, progress } = start();
    for (let second = 0; second < 100; second++) {
      progress.tell(task());
      clock.pass(1000);
    }
    expect(screen.writes()).toBe(1);
  });

  test("fits into a small window, and counts what it does not show", () => {
    const { screen, progress } = start();
    for (let index = 0; index < 50; index++) {
      progress.tell(task({ id: `models/cache-${index}`, stage: index < 45 ? "waiting" : "running" }));
    }
    progress.end();
    expect(screen.lines()).toHaveLength(18);
    expect(
      screen
        .lines()
        .slice(0, 5)
        .every((line) => line.startsWith("↓")),
    ).toBe(true);
    expect(screen.lines().at(-2)).toBe("45 waiting, 5 running, 34 not shown");
  });

  test("has no line that is wider than the window, and no text that does more than be read", () => {
    const anyTask = fc.record({
      id: fc.string({ unit: "binary", maxLength: 90 }),
      stage: fc.constantFrom(...taskStages),
      words: fc.string({ unit: "binary", maxLength: 120 }),
    });
    fc.assert(
      fc.property(
        fc.array(anyTask, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 40, max: 200 }),
        (tasks, columns) => {
          const { screen, progress } = start(columns);
          for (const one of tasks) progress.tell(one);
          progress.end();
          for (const line of screen.lines()) {
            expect(fittedCell(line, Math.min(80, columns)).trimEnd()).toBe(line);
            expect(line).toBe(printable(line));
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  test("has colours only where they are wanted", () => {
    for (const colors of [false, true]) {
      const { screen, progress } = start(80, colors);
      progress.tell(task({ stage: "failed", words: "no room" }));
      progress.end();
      expect(screen.text().includes(`${esc}[31m✗${esc}[0m`)).toBe(colors);
    }
  });
});

test("the rate is that of the last minute, and an attempt that begins anew has its own", () => {
  const clock = setClock();
  const rate = new TransferRate(clock);
  expect(rate.speed(100)).toEqual({});
  for (let second = 0; second <= 300; second++) {
    // Fast for four minutes, then slow.
    rate.tell(second < 240 ? second * 1000 : 240_000 + (second - 240) * 10);
    clock.pass(1000);
  }
  expect(rate.speed(undefined).rate).toBeLessThan(30);
  rate.tell(0);
  clock.pass(10_000);
  rate.tell(5000);
  expect(rate.speed(10_000)).toEqual({ rate: 500, left: 10 });
});

/** What stands on a terminal that was written to. */
function terminal() {
  let all = "";
  let count = 0;
  return {
    write(text: string) {
      all += text;
      count += 1;
    },
    text: () => all,
    writes: () => count,
    lines() {
      const shown: string[] = [];
      for (const part of all.split(redrawing)) {
        const up = /^.\[(\d+)A\r.\[J$/.exec(part)?.[1];
        if (up === undefined) shown.push(...part.split("\n").slice(0, -1));
        else shown.splice(shown.length - Number(up));
      }
      return shown;
    },
  };
}
