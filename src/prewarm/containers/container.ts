import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { commandText } from "./command-text.ts";
import type { EngineHost } from "./container-host.ts";
import type { ProgramRun, Run } from "./run.ts";

export interface Container {
  /** The same whenever the same work is done, so that one that was left behind is found. */
  readonly name: string;
  /** Pulled already. */
  readonly image: string;
  /** Instead of the image's own entry point. */
  readonly entrypoint?: string | undefined;
  /** Empty for what the image does by itself. */
  readonly command: readonly string[];
  /** Names of variables that it gets from our environment: their values are in no argument. */
  readonly variables?: readonly string[];
  /** Variables that anybody may see. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly mounts?: readonly Mount[];
  readonly host: EngineHost;
}

export interface Mount {
  /** An absolute path without commas. */
  readonly folder: string;
  readonly at: string;
}

export interface ContainerWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly run: Run;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds. */
  readonly timeout: number;
  readonly onLine?: (line: string) => void;
}

export interface ContainerRun extends ProgramRun {
  /** The command line that ran, as people type it. */
  readonly command: string;
  /** Whether it was killed since it used more memory than it may. */
  readonly outOfMemory: boolean;
  /** The last lines of both its outputs. */
  readonly lastLines: readonly string[];
  /** The process that runs a container of this name now; then nothing was started. */
  readonly busy?: string;
}

const keptLines = 200;
/** Milliseconds for what only asks or removes. */
const short = 60_000;
const ownerLabel = "nimops.owner";

/**
 * Runs a container to its end and removes it. What ended it is asked of the engine: the docker command line on podman's
 * socket says 0 for everything (docker 28.2.2, podman 4.3.1). One of the same name that a killed run left is removed first.
 */
export async function runContainer(container: Container, world: ContainerWorld): Promise<ContainerRun> {
  const { engine } = container.host;
  const { env, timeout, signal } = world;
  const args = runArguments(container);
  const command = commandText(engine, args);
  const ask = (...words: string[]) => world.run(engine, words, { env, timeout: short });
  const remove = () => ask("rm", "--force", "--volumes", container.name);
  const busy = await ownerOf(container.name, ask);
  const nothing = { stdout: "", stderr: "", code: undefined, outOfMemory: false, lastLines: [], command };
  if (busy !== undefined) return { ...nothing, busy };
  if (signal?.aborted) return { ...nothing, ended: "stopped" };
  await remove();
  const lastLines: string[] = [];
  const onLine = (line: string) => {
    lastLines.push(line);
    if (lastLines.length > keptLines) lastLines.shift();
    world.onLine?.(line);
  };
  const stop = async () => {
    await ask("stop", "-t", "5", container.name);
    await remove();
  };
  try {
    const ran = await world.run(engine, args, { env, timeout, signal, onLine, stop });
    const state = ran.code === undefined ? undefined : await stateOf(container.name, ask);
    const code = ran.code === 0 ? (state?.code ?? 0) : ran.code;
    return { ...ran, code, command, outOfMemory: state?.outOfMemory ?? false, lastLines };
  } finally {
    await remove();
  }
}

export function runArguments({ name, image, entrypoint, command, ...rest }: Container): string[] {
  const { host, variables = [], settings = {}, mounts = [] } = rest;
  const { user = ownUser(), gpus, engine } = host;
  const own = ownUser();
  const isOwn = user === undefined || (user.uid === own?.uid && user.gid === own.gid);
  return [
    ...["run", "--name", name, "--label", `${ownerLabel}=${owner()}`, "--pull", "never"],
    ...(user === undefined ? [] : ["--user", `${user.uid}:${user.gid}`]),
    // Without root, a user of a podman container is somebody else outside, unless it is told to be us.
    ...(isRootless(host) ? ["--userns", isOwn ? "keep-id" : `keep-id:uid=${user.uid},gid=${user.gid}`] : []),
    // The folder is not labelled anew.
    ...(mounts.length > 0 && existsSync("/sys/fs/selinux/enforce")
      ? ["--security-opt", "label=disable"]
      : []),
    ...(gpus === undefined ? [] : gpuArguments(engine, gpus)),
    ...variables.flatMap((variable) => ["--env", variable]),
    ...Object.entries(settings).flatMap(([variable, value]) => ["--env", `${variable}=${value}`]),
    ...mounts.flatMap(({ folder, at }) => ["--mount", `type=bind,source=${folder},target=${at}`]),
    ...(entrypoint === undefined ? [] : ["--entrypoint", entrypoint]),
    image,
    ...command,
  ];
}

/** podman knows GPUs by the names of CDI. */
function gpuArguments(engine: EngineHost["engine"], gpus: string): string[] {
  if (engine === "docker") return ["--gpus", gpus];
  return gpus
    .replace(/^device=/, "")
    .split(",")
    .flatMap((gpu) => ["--device", `nvidia.com/gpu=${gpu}`]);
}

/** Who owns, on this machine, what the container's user writes. */
export function userOutside(host: EngineHost): { uid: number; gid: number } | undefined {
  return isRootless(host) ? ownUser() : (host.user ?? ownUser());
}

function isRootless({ engine }: EngineHost): boolean {
  return engine === "podman" && process.getuid?.() !== 0;
}

function ownUser(): { uid: number; gid: number } | undefined {
  const uid = process.getuid?.();
  const gid = process.getgid?.();
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

function owner(): string {
  return `${hostname()}:${process.pid}`;
}

type Ask = (...words: string[]) => Promise<ProgramRun>;

/** Who runs a container of that name now, and lives; undefined where it may be removed. */
async function ownerOf(name: string, ask: Ask): Promise<string | undefined> {
  const format = `{{.State.Running}} {{index .Config.Labels "${ownerLabel}"}}`;
  const { code, stdout } = await ask("inspect", "--type", "container", "--format", format, name);
  const [, running, host, pid] = /^(true|false) (\S+):(\d+)\s*$/.exec(stdout) ?? [];
  if (code !== 0 || running !== "true" || host === undefined) return undefined;
  if (host !== hostname()) return `process ${pid} of ${host}`;
  return Number(pid) !== process.pid && isAlive(Number(pid)) ? `process ${pid}` : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function stateOf(name: string, ask: Ask): Promise<{ code: number; outOfMemory: boolean } | undefined> {
  const format = "{{.State.ExitCode}} {{.State.OOMKilled}}";
  const { code, stdout } = await ask("inspect", "--type", "container", "--format", format, name);
  const [, exit, killed] = /^(\d+) (true|false)\s*$/.exec(stdout) ?? [];
  return code !== 0 || exit === undefined
    ? undefined
    : { code: Number(exit), outOfMemory: killed === "true" };
}
