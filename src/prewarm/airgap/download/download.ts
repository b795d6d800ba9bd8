import { resolve } from "node:path";
import { toolName } from "../../../registry/image-name.ts";
import { commandText } from "../../containers/command-text.ts";
import {
  type Container,
  type ContainerRun,
  runArguments,
  runContainer,
  userOutside,
} from "../../containers/container.ts";
import type { EngineHost } from "../../containers/container-host.ts";
import { containerName } from "../../containers/container-name.ts";
import { pullImage } from "../../containers/pull-image.ts";
import { mustBeImage } from "../image-name.ts";
import { registryLogins } from "../mirror/registry-logins.ts";
import { StepError } from "../step.ts";
import type { StepWorld } from "../step-world.ts";
import { type CheckedCache, checkCache } from "./check-cache.ts";
import { downloadFailure, knownFailure } from "./download-failure.ts";
import { downloadInCluster } from "./download-in-cluster.ts";
import { type Grown, grown } from "./grown.ts";
import { formOf, type Invocation, invocations, mountPoint, type Offered, saferFlags } from "./invocations.ts";
import { keysFor } from "./keys.ts";
import { prepareFolder } from "./prepare-folder.ts";
import type { DownloadForm, DownloadRequest, DownloadResult } from "./request.ts";

export type * from "./request.ts";

/**
 * Fills a cache by running the image. What is there already stays and is not downloaded again; nothing is ever deleted.
 * Afterwards the cache is looked at: an exit code of 0 alone proves nothing.
 *
 * @throws StepError with a code of prewarm: `auth/…`, `ngc/…`, `profile/unknown`, `disk/full`, `cache/…`,
 *   `download/…`, `protocol/native`, `network`, `registry/…`, `tool/…`.
 */
export async function download(request: DownloadRequest, world: StepWorld): Promise<DownloadResult> {
  const { host, name } = request;
  const { progress } = world;
  const begun = world.clock.now();
  mustBeImage(request.image);
  try {
    const done =
      "engine" in host
        ? await onThisMachine(request, host, world)
        : await downloadInCluster(request, host, world);
    const bytes = done.bytesMoved + done.bytesThere;
    const words = request.dryRun ? "would be downloaded" : done.changed ? "downloaded" : "there already";
    progress.tell({
      id: name,
      stage: "done",
      words,
      ...(bytes > 0 && { bytes: { done: bytes, total: bytes } }),
    });
    return {
      ...done,
      step: "download",
      images: 1,
      profiles: request.profiles.length,
      seconds: (world.clock.now() - begun) / 1000,
    };
  } catch (error) {
    const code = error instanceof StepError ? error.code : "failed";
    progress.tell({ id: name, stage: code === "download/interrupted" ? "stopped" : "failed", words: code });
    throw error;
  }
}

type Done = Omit<DownloadResult, "step" | "images" | "profiles" | "seconds">;

/** What an image is taken to offer until it was asked. */
const usualOffer: Offered = { profiles: true, flags: [] };

async function onThisMachine(request: DownloadRequest, host: EngineHost, world: StepWorld): Promise<Done> {
  const { name, plannedBytes, staging = 0, expected = [], dryRun } = request;
  const { progress, cwd, env } = world;
  const folder = resolve(cwd, request.to);
  const before = await grown(folder);
  if (await isComplete(folder, request, before, world)) {
    return { ...nothingDone(before), form: formOf(request, usualOffer), commands: [], warnings: [] };
  }
  const { variables, warnings } = keysFor(request, env);
  const container = (invocation: Invocation): Container => ({
    name: containerName("download", folder),
    image: toolName(request.image),
    command: invocation.command,
    settings: invocation.settings,
    variables,
    mounts: [{ folder, at: mountPoint(request) }],
    host,
  });
  if (dryRun) {
    const form = formOf(request, usualOffer);
    const runs = invocations(request, form, usualOffer);
    const commands = runs.map((each) => commandText(host.engine, runArguments(container(each))));
    const bytesMoved = Math.max(0, (plannedBytes ?? 0) - before.bytes);
    return { ...nothingDone(before), bytesMoved, form, commands, warnings };
  }
  const missing = plannedBytes === undefined ? undefined : plannedBytes * (1 + staging) - before.bytes;
  await prepareFolder(folder, userOutside(host), missing);
  const logins = await registryLogins(request.registries, world);
  const containers = { env, run: world.run, signal: world.signal, timeout: request.timeout };
  try {
    progress.tell({ id: name, stage: "running", words: `pulling ${request.image}` });
    warnings.push(...(await pullImage(request.image, host, logins, containers)));
    const offered = await offeredBy(container, request, world);
    const { form, runs } = await ran(container, request, offered, folder, world);
    const after = await checkCache(folder, expected, world.signal);
    mustBeWhole(after, request, runs, world);
    return {
      files: after.files,
      bytesMoved: Math.max(0, after.bytes - before.bytes),
      bytesThere: Math.min(before.bytes, after.bytes),
      changed: after.bytes !== before.bytes || after.files !== before.files,
      form,
      commands: runs.map(({ command }) => command),
      warnings: [...warnings, ...leftoversTold(after)],
    };
  } finally {
    logins.close();
  }
}

function nothingDone(before: Grown): Omit<Done, "form" | "commands" | "warnings"> {
  return { files: before.files, bytesMoved: 0, bytesThere: before.bytes, changed: false };
}

/** Without a list of files nobody knows: then the image is asked, which skips what it has. */
async function isComplete(
  folder: string,
  { expected = [], protocol }: DownloadRequest,
  before: Grown,
  { signal }: StepWorld,
): Promise<boolean> {
  if (protocol !== "legacy" || expected.length === 0 || before.files === 0) return false;
  const { problems, leftovers } = await checkCache(folder, expected, signal);
  return problems.length === 0 && leftovers.length === 0;
}

/** What `-h` says; no cache is needed for it. */
async function offeredBy(
  container: (invocation: Invocation) => Container,
  { protocol, image }: DownloadRequest,
  world: StepWorld,
): Promise<Offered> {
  if (protocol === "native-v1" || protocol === "hugging-face") return usualOffer;
  const asked = container({ command: ["download-to-cache", "-h"], settings: {} });
  const run = await runContainer(
    { ...asked, mounts: [], variables: [] },
    { ...world, timeout: probeTimeout },
  );
  // No such program, no engine, no such processor: all else would fail too.
  const isHopeless = run.code === undefined || [125, 126, 127].includes(run.code);
  if (isHopeless) throw downloadFailure(`ask ${image} how it downloads`, run, world);
  const help = `${run.stdout}\n${run.stderr}`;
  if (!/--profiles?\b/.test(help)) return usualOffer;
  return {
    profiles: /--profiles\b/.test(help),
    flags: saferFlags.filter((flag) => new RegExp(`${flag}\\b`).test(help)),
  };
}

/** Milliseconds: some images load half of Python for it. */
const probeTimeout = 300_000;

async function ran(
  container: (invocation: Invocation) => Container,
  request: DownloadRequest,
  offered: Offered,
  folder: string,
  world: StepWorld,
): Promise<{ form: DownloadForm; runs: ContainerRun[] }> {
  const form = formOf(request, offered);
  const runs: ContainerRun[] = [];
  const stopWatching = watchGrowth(request, folder, world);
  try {
    for (const invocation of invocations(request, form, offered)) {
      const run = await runContainer(container(invocation), { ...world, timeout: request.timeout });
      runs.push(run);
      const isOlder =
        run.code === 2 && form === "profiles" && /unrecognized arguments|usage:/i.test(run.stderr);
      if (isOlder) return await ran(container, request, { profiles: false, flags: [] }, folder, world);
      if (run.code !== 0) throw downloadFailure(`download to ${folder}`, run, world, request.name);
    }
    return { form, runs };
  } finally {
    stopWatching();
  }
}

/** Milliseconds between two looks at the folder. */
const lookInterval = 2_000;

/** Tells how many bytes the folder has, until the function that it returns is called. */
function watchGrowth({ name, plannedBytes }: DownloadRequest, folder: string, world: StepWorld): () => void {
  let callOff = () => {};
  let ended = false;
  const look = async (): Promise<void> => {
    const { bytes } = await grown(folder);
    if (ended) return;
    const total = plannedBytes !== undefined && plannedBytes >= bytes ? { total: plannedBytes } : {};
    world.progress.tell({
      id: name,
      stage: "running",
      words: "downloading",
      bytes: { done: bytes, ...total },
    });
    callOff = world.clock.after(lookInterval, () => void look());
  };
  void look();
  return () => {
    ended = true;
    callOff();
  };
}

function mustBeWhole(
  { problems, leftovers }: CheckedCache,
  { image, expected = [] }: DownloadRequest,
  runs: readonly ContainerRun[],
  world: StepWorld,
): void {
  const [problem] = problems;
  const run = runs.at(-1);
  if (problem === undefined) {
    if (expected.length > 0 || leftovers.length === 0) return;
    throw new StepError(
      "download/interrupted",
      `${image} said that all went well, and left ${leftovers[0]} half-way`,
      { help: "run it again: files that are whole are not downloaded again", retryable: true },
    );
  }
  const said = `${image} ended with exit code 0, and ${problem.message}`;
  // Some fail and say 0: their log tells why.
  if (run !== undefined && (problem.code === "download/nothing" || problem.code === "cache/missing")) {
    if (knownFailure(run) !== undefined) throw downloadFailure(`fill the cache: ${said}`, run, world);
  }
  const help =
    problem.code === "cache/corrupt" || problem.code === "cache/suspicious-size"
      ? `move ${problem.path} away, with the file that it leads to, and run it again`
      : "run it again, and look at what it prints";
  throw new StepError(problem.code, said, {
    help: run === undefined ? help : `${help}\nthis is what ran: ${run.command}`,
    retryable: true,
  });
}

function leftoversTold({ leftovers }: CheckedCache): string[] {
  const [first] = leftovers;
  if (first === undefined) return [];
  const more = leftovers.length === 1 ? "" : ` and ${leftovers.length - 1} more`;
  return [`${first}${more} is left of an interrupted download; nothing needs it`];
}
