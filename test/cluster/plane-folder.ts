import { spawnSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

/**
 * A new folder that holds all state of one control plane.
 *
 * Its name says who owns it, from the moment that it exists: PID namespace, process and that process's start
 * time, so that neither a PID used again nor a container with the same /tmp is taken for the owner. What runs for
 * the plane carries the folder in its environment (`planeVariable`): that is how it is found again, and it alone.
 */
export function newPlaneFolder(): string {
  const owner = `${pidNamespace()}-${process.pid}-${startTime(process.pid)}`;
  return mkdtempSync(join(planesFolder(), `${owner}-`));
}

/** In the environment of each process of a plane: its folder. */
export const planeVariable = "NIMOPS_TEST_PLANE";

/** The network namespace of a plane, made or not. */
export function networkNamespaceOf(folder: string): string {
  return `nimops-${ownerOf(folder).random}`;
}

/** Stops what crashed test runs left behind: planes whose owner no longer lives, and no others. */
export function reapPlanes(): void {
  const planes = planesFolder();
  for (const name of readdirSync(planes)) {
    const folder = join(planes, name);
    if (!named.test(name)) continue;
    const owner = ownerOf(folder);
    if (owner.pidNamespace !== pidNamespace()) continue;
    if (startTime(owner.pid) !== owner.startTime) removePlane(folder, networkNamespaceOf(folder));
  }
}

/**
 * Kills the processes of one plane and removes its network namespace and folder. Synchronous, since it also runs
 * when the process exits.
 *
 * @throws where the folder is not that of a plane, or the namespace not the folder's.
 */
export function removePlane(folder: string, namespace: string): void {
  if (dirname(folder) !== planesFolder()) throw new Error(`${folder} is not the folder of a control plane`);
  if (namespace !== networkNamespaceOf(folder))
    throw new Error(`${namespace} is not the namespace of ${folder}`);
  // A process that was just starting may show itself only in the second look.
  for (let look = 0; look < 500; look++) {
    const processes = processesOf(folder);
    for (const pid of processes) kill(pid);
    if (processes.length === 0) break;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
  if (existsSync(join("/run/netns", namespace))) spawnSync("ip", ["netns", "del", namespace]);
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** The living processes that carry the folder in their environment. */
export function processesOf(folder: string): number[] {
  const mark = `${planeVariable}=${folder}`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => read(`/proc/${pid}/environ`)?.split("\0").includes(mark))
    .map(Number);
}

/** One for each user, who must own it: /tmp is everybody's. */
function planesFolder(): string {
  const uid = process.getuid?.();
  if (process.platform !== "linux" || uid === undefined) {
    throw new Error(
      "the control plane of the tests runs on Linux: set NIMOPS_TEST_KUBECONFIG to use a cluster",
    );
  }
  const folder = join(tmpdir(), `nimops-planes-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== uid)
    throw new Error(`${folder} belongs to somebody else: remove it`);
  return folder;
}

const named = /^(\d+)-(\d+)-(\d+)-(\w{6})$/;

function ownerOf(folder: string): { pidNamespace: string; pid: number; startTime: string; random: string } {
  const [, namespace, pid, started, random] = named.exec(basename(folder)) ?? [];
  if (!namespace || !pid || !started || !random)
    throw new Error(`${folder} is not the folder of a control plane`);
  return { pidNamespace: namespace, pid: Number(pid), startTime: started, random };
}

function pidNamespace(): string {
  return readlinkSync("/proc/self/ns/pid").replace(/\D/g, "");
}

/** When a living process started, in ticks since boot: field 22 of proc_pid_stat(5). The second field may hold spaces and brackets. */
function startTime(pid: number): string | undefined {
  const text = read(`/proc/${pid}/stat`);
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields?.[0] === "Z" || fields?.[0] === "X" ? undefined : fields?.[19];
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return undefined;
  }
}
