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
    const left = await processesOf(home);
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
    (await processesOf(home)).map(async (id) => {
      const status = await readFile(`/proc/${id}/status`, "latin1").catch(() => "");
      return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function processesOf(home: string): Promise<number[]> {
  const names = await readdir("/proc").catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      .map(async (name) => {
        // Those of others cannot be read. One that has ended has no environment any more.
        const environment = await readFile(`/proc/${name}/environ`, "latin1").catch(() => "");
        return environment.split("\0").includes(`HOME=${home}`) ? [Number(name)] : [];
      }),
  );
  return found.flat();
}
