import { closeSync, openSync, readSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";

/**
 * Ends every process that has this folder as its home, which only those of one call have. git's helpers outlive git: when
 * it is interrupted while a server is silent, `git-remote-https` waits on, and holds the connection and its files.
 *
 * Only Linux tells the environment of a process; elsewhere they end with the connection.
 */
export async function endProcessesOf(home: string): Promise<void> {
  // One that was started meanwhile is found in the next round.
  for (let round = 0; round < 5; round++) {
    const left = (await homesNow()).get(home) ?? [];
    if (left.length === 0) return;
    for (const id of left) {
      try {
        process.kill(id, "SIGKILL");
      } catch {
        // It is gone already.
      }
    }
    await new Promise((done) => setTimeout(done, 10));
  }
}

/**
 * Bytes that the processes of a call have for themselves, mapped files aside: a server can make git hold names without end,
 * or unpack a small delta into a large object. 0 where the system does not tell.
 */
export async function memoryOf(home: string): Promise<number> {
  const sizes = await Promise.all(
    ((await homesLately()).get(home) ?? []).map(async (id) => {
      const status = await readFile(`/proc/${id}/status`, "latin1").catch(() => "");
      return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

type Homes = ReadonlyMap<string, readonly number[]>;

let latest: { readonly at: number; readonly homes: Promise<Homes> } | undefined;

/** Milliseconds. */
const lately = 150;

/** Many calls that watch over their memory share one look at the machine, which may have thousands of processes. */
function homesLately(): Promise<Homes> {
  const now = performance.now();
  if (latest === undefined || now - latest.at > lately) latest = { at: now, homes: homesNow() };
  return latest.homes;
}

/**
 * The processes of the machine by their home folder. Read one after the other into the same few bytes: `readFile` takes 64 KiB
 * for each file of /proc, which has no size, and many at once made 100 MiB of it.
 */
async function homesNow(): Promise<Homes> {
  const names = await readdir("/proc").catch(() => []);
  const homes = new Map<string, number[]>();
  for (const name of names) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const home = /(?:^|\0)HOME=([^\0]*)/.exec(environmentOf(name))?.[1];
    if (home === undefined) continue;
    const same = homes.get(home);
    if (same) same.push(Number(name));
    else homes.set(home, [Number(name)]);
  }
  return homes;
}

/** Ours have but a few variables. */
const environment = Buffer.alloc(16 * 1024);

/** Empty where it is another user's, or has ended. */
function environmentOf(id: string): string {
  try {
    const file = openSync(`/proc/${id}/environ`, "r");
    try {
      return environment.toString("latin1", 0, readSync(file, environment));
    } finally {
      closeSync(file);
    }
  } catch {
    return "";
  }
}
