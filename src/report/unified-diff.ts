/**
 * A unified diff of two texts, as `git apply` takes it; empty where they are equal. Lines keep their ends, so that one that
 * changes from \r\n to \n shows.
 *
 * @param path relative, with slashes; it stands behind `a/` and `b/`.
 */
export function unifiedDiff(path: string, before: string, after: string, context = 3): string {
  if (before === after) return "";
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const hunks = hunksOf(changesOf(old, fresh), old.length, context);
  const body = hunks.map((hunk) => hunkText(hunk, old, fresh));
  return [`--- ${nameOf(`a/${path}`)}\n`, `+++ ${nameOf(`b/${path}`)}\n`, ...body].join("");
}

/** As git does: a name with odd characters is quoted, one with a blank ends with a tab. */
function nameOf(path: string): string {
  if (/["\\\p{Cc}]/u.test(path)) {
    const bytes = [...Buffer.from(path)].map((byte) =>
      byte < 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x5c
        ? `\\${byte.toString(8).padStart(3, "0")}`
        : String.fromCharCode(byte),
    );
    return `"${bytes.join("")}"`;
  }
  return path.includes(" ") ? `${path}\t` : path;
}

/** Lines from..to of the old text gave way to lines from..to of the new one; ends are exclusive. */
interface Change {
  readonly oldFrom: number;
  readonly oldTo: number;
  readonly newFrom: number;
  readonly newTo: number;
}

interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly changes: readonly Change[];
}

/** Lines with their ends: only \n ends one, as for git. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Beyond that many changed lines a shorter diff is not worth looking for. */
const mostSteps = 1000;

/**
 * E. W. Myers, An O(ND) Difference Algorithm and Its Variations, 1986: the greedy algorithm, forwards. Equal lines at both
 * ends, nearly all of them after a fix, are set aside first.
 */
function changesOf(old: readonly string[], fresh: readonly string[]): Change[] {
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start++;
  let oldEnd = old.length;
  let newEnd = fresh.length;
  while (oldEnd > start && newEnd > start && old[oldEnd - 1] === fresh[newEnd - 1]) {
    oldEnd--;
    newEnd--;
  }
  const trail = shortestTrail(old.slice(start, oldEnd), fresh.slice(start, newEnd));
  if (trail === undefined) return [{ oldFrom: start, oldTo: oldEnd, newFrom: start, newTo: newEnd }];
  const changes: Change[] = [];
  // Backwards from the end; each step is one line removed or added, with equal lines behind it.
  let [x, y] = [oldEnd - start, newEnd - start];
  for (let step = trail.length - 1; step > 0; step--) {
    const diagonal = x - y;
    const isAdded = comesFromAbove(trail[step] ?? new Map(), diagonal, step);
    const previous = diagonal + (isAdded ? 1 : -1);
    const oldAt = trail[step]?.get(previous) ?? 0;
    const newAt = oldAt - previous;
    addBefore(changes, {
      oldFrom: start + oldAt,
      oldTo: start + oldAt + (isAdded ? 0 : 1),
      newFrom: start + newAt,
      newTo: start + newAt + (isAdded ? 1 : 0),
    });
    [x, y] = [oldAt, newAt];
  }
  return changes.reverse();
}

/** For each number of steps, how far along the old text each diagonal had come before it. */
function shortestTrail(old: readonly string[], fresh: readonly string[]): Map<number, number>[] | undefined {
  const trail: Map<number, number>[] = [];
  let reached = new Map<number, number>();
  for (let step = 0; step <= Math.min(mostSteps, old.length + fresh.length); step++) {
    trail.push(reached);
    const next = new Map<number, number>();
    for (let diagonal = -step; diagonal <= step; diagonal += 2) {
      let x = 0;
      if (step > 0) {
        x = comesFromAbove(reached, diagonal, step)
          ? (reached.get(diagonal + 1) ?? 0)
          : (reached.get(diagonal - 1) ?? 0) + 1;
      }
      while (x < old.length && x - diagonal < fresh.length && old[x] === fresh[x - diagonal]) x++;
      next.set(diagonal, x);
      if (x >= old.length && x - diagonal >= fresh.length) return trail;
    }
    reached = next;
  }
  return undefined;
}

function comesFromAbove(reached: ReadonlyMap<number, number>, diagonal: number, step: number): boolean {
  if (diagonal === -step) return true;
  if (diagonal === step) return false;
  return (reached.get(diagonal - 1) ?? 0) < (reached.get(diagonal + 1) ?? 0);
}

/** Adds a change in front of those that were found; neighbours become one. */
function addBefore(changes: Change[], change: Change): void {
  const last = changes.at(-1);
  if (last && last.oldFrom === change.oldTo && last.newFrom === change.newTo) {
    changes[changes.length - 1] = { ...last, oldFrom: change.oldFrom, newFrom: change.newFrom };
  } else changes.push(change);
}

/** Changes with the lines around them; those whose lines meet are one hunk. */
function hunksOf(changes: readonly Change[], length: number, context: number): Hunk[] {
  const hunks: Hunk[] = [];
  for (const change of changes) {
    const from = Math.max(0, change.oldFrom - context);
    const to = Math.min(length, change.oldTo + context);
    const last = hunks.at(-1);
    if (last && last.to >= from) {
      hunks[hunks.length - 1] = { from: last.from, to, changes: [...last.changes, change] };
    } else hunks.push({ from, to, changes: [change] });
  }
  return hunks;
}

function hunkText({ from, to, changes }: Hunk, old: readonly string[], fresh: readonly string[]): string {
  const lines: string[] = [];
  let at = from;
  for (const { oldFrom, oldTo, newFrom, newTo } of changes) {
    lines.push(...old.slice(at, oldFrom).map((line) => ` ${line}`));
    lines.push(...old.slice(oldFrom, oldTo).map((line) => `-${line}`));
    lines.push(...fresh.slice(newFrom, newTo).map((line) => `+${line}`));
    at = oldTo;
  }
  lines.push(...old.slice(at, to).map((line) => ` ${line}`));
  const first = changes[0];
  const newStart = first ? first.newFrom - (first.oldFrom - from) : from;
  const added = changes.reduce((sum, { newFrom, newTo }) => sum + newTo - newFrom, 0);
  const removed = changes.reduce((sum, { oldFrom, oldTo }) => sum + oldTo - oldFrom, 0);
  const count = to - from;
  const head = `@@ -${range(from, count)} +${range(newStart, count - removed + added)} @@\n`;
  return head + lines.map(ended).join("");
}

/** Lines count from 1; of no lines, the one before is named. */
function range(from: number, count: number): string {
  const start = count === 0 ? from : from + 1;
  return count === 1 ? String(start) : `${start},${count}`;
}

function ended(line: string): string {
  return line.endsWith("\n") ? line : `${line}\n\\ No newline at end of file\n`;
}
