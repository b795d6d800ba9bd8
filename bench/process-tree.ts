import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface Taken {
  /** Seconds of CPU time, of children that have ended too. */
  readonly cpu: number;
  /** MiB that are resident now; pages that processes share are counted for each of them. */
  readonly resident: number;
}

/** What a process takes with all that it has started, as the kernel tells: a peer may do in one process what we do in three. */
export function takenBy(root: number): Taken {
  const all = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? statOf(Number(name)) : []));
  const tree = all.filter(({ pid }) => pid === root);
  for (const found of tree) tree.push(...all.filter(({ parent }) => parent === found.pid));
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  return {
    // A tick is a hundredth of a second wherever Linux runs today.
    cpu: sum(tree.map(({ ticks }) => ticks)) / 100,
    resident: (sum(tree.map(({ pages }) => pages)) * pageSize) / 2 ** 20,
  };
}

const pageSize = Number(execFileSync("getconf", ["PAGESIZE"], { encoding: "utf8" }));

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
  readonly pages: number;
}

/** Fields of proc_pid_stat(5); the name, which may hold brackets, is before the last of them. Nothing of a process that has ended. */
function statOf(pid: number): Stat[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const [parent = 0, pages = 0] = [fields[1], fields[21]];
    return [{ pid, parent, pages, ticks: fields.slice(11, 15).reduce((sum, value) => sum + value, 0) }];
  } catch {
    return [];
  }
}
