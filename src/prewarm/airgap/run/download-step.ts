import { stat } from "node:fs/promises";
import { join } from "node:path";
import { pinned } from "../../../registry/image-name.ts";
import { UserError } from "../../../user-error.ts";
import { filesIn, totalsOf } from "../../record/of-folder.ts";
import { readRecord } from "../../record/read.ts";
import { type CacheRecord, recordFileName } from "../../record/schema.ts";
import { writeRecord } from "../../record/write.ts";
import { download } from "../download/download.ts";
import { StepError, type StepResult } from "../step.ts";
import { verifyDisk } from "../verify/disk.ts";
import { isLeftover } from "../verify/leftovers.ts";
import { recordProblems } from "../verify/records.ts";
import { withContainerHost } from "./container-host.ts";
import type { AirgapJob, JobCache } from "./job.ts";
import { profilesOf } from "./profiles-step.ts";
import type { RunWorld } from "./run-world.ts";
import type { CacheState } from "./state.ts";
import { type StepOutcome, summed } from "./step-outcome.ts";

/** Fills the folder, or the volume, of every cache, and records what it holds then. */
export async function downloadStep(job: AirgapJob, world: RunWorld): Promise<StepOutcome> {
  const started = world.clock.now();
  const wanted = job.caches.filter(({ image }) => image !== undefined);
  if (wanted.length === 0) {
    throw new UserError("there are no images whose caches are to be filled", {
      help: "name them in the air-gap file under images, by --image IMAGE, or give manifests as PATH",
    });
  }
  const results: StepResult[] = [];
  const facts: string[] = [];
  for (const cache of wanted) {
    const told = await profilesOf(cache, job, world);
    const there = job.download.with === "job" ? undefined : await asRecorded(cache, told, world);
    if (there !== undefined) {
      results.push(there);
      facts.push(`${cache.name}: is there as recorded; the image was not run`);
      continue;
    }
    const result = await withContainerHost(job, cache, world, (host) =>
      download(requestOf(cache, told, job, host, world), world),
    );
    results.push(result);
    const inVolume = job.download.with === "job";
    const ran = job.dryRun ? "would run " : "ran ";
    facts.push(...result.commands.map((command) => `${cache.name}: ${ran}${command}`));
    if (!job.dryRun && !inVolume) facts.push(...(await record(cache, told, world)));
  }
  return { result: summed("download", results, (world.clock.now() - started) / 1000), facts, problems: [] };
}

/** A cache whose record is of the same image and profiles, and that is as its record says, needs nothing: the record is its key. */
async function asRecorded(
  { name, folder, image }: JobCache,
  { selected, digest }: NonNullable<CacheState["profiles"]>,
  { state, clock, progress, signal }: RunWorld,
): Promise<StepResult | undefined> {
  const started = clock.now();
  const record = await readRecord(folder).catch(() => undefined);
  const { mirrored } = state.of(name);
  const wanted = {
    digest: mirrored !== undefined && mirrored.image === image ? mirrored.digest : digest,
    profiles: selected.map(({ id }) => id),
  };
  if (record?.files === undefined || wanted.digest === undefined || record.image.digest !== wanted.digest)
    return undefined;
  if (recordProblems(record, wanted, folder).length > 0) return undefined;
  const { problems } = await verifyDisk(folder, record, { full: false, progress, task: name, signal });
  if (problems.length > 0) return undefined;
  const { bytes = 0, files = 0 } = record.totals;
  progress.tell({ id: name, stage: "done", words: "there already", bytes: { done: bytes, total: bytes } });
  return {
    step: "download",
    images: 1,
    profiles: record.profiles.length,
    files,
    bytesMoved: 0,
    bytesThere: bytes,
    seconds: (clock.now() - started) / 1000,
    changed: false,
    warnings: [],
  };
}

function requestOf(
  cache: JobCache,
  { protocol, selected, digest }: NonNullable<CacheState["profiles"]>,
  { download: settings, registries, dryRun }: AirgapJob,
  host: Parameters<typeof download>[0]["host"],
  { state }: RunWorld,
): Parameters<typeof download>[0] {
  const { name, image = "", modelUri, size, folder } = cache;
  const { mirrored } = state.of(name);
  const place = mirrored?.image === image && mirrored.place === "registry" ? mirrored : undefined;
  const fixed = place?.digest ?? digest;
  const known = selected.map(({ bytes }) => bytes).filter((bytes) => bytes !== undefined);
  const sum =
    known.length === selected.length && known.length > 0 ? known.reduce((a, b) => a + b, 0) : undefined;
  return {
    image: fixed === undefined ? (place?.destination ?? image) : pinned(place?.destination ?? image, fixed),
    protocol,
    profiles: selected.map(({ id }) => id),
    expected: selected.flatMap(({ models }) => models ?? []),
    modelUri,
    name,
    to: folder,
    host,
    registries,
    variables: settings.variables,
    plannedBytes: size ?? sum,
    dryRun,
    timeout: settings.timeout,
  };
}

/** Hashes of files that have not changed since the last record are taken from it. */
async function record(
  cache: JobCache,
  { protocol, selected, digest }: NonNullable<CacheState["profiles"]>,
  { state, progress, signal, tool }: RunWorld,
): Promise<string[]> {
  const { folder, name, image = "" } = cache;
  const before = await readRecord(folder).catch((error: unknown) => {
    if (error instanceof StepError) return undefined;
    throw error;
  });
  const recorded = new Map((before?.files ?? []).map((file) => [file.path, file]));
  const written = before === undefined ? 0 : (await stat(join(folder, recordFileName))).mtimeMs;
  const task = { id: `${name} record`, words: "reading the cache" };
  let done = 0;
  const files = (
    await filesIn(folder, {
      signal,
      onBytes: (bytes) => {
        done += bytes;
        progress.tell({ ...task, stage: "running", bytes: { done } });
      },
      known: (found) => {
        const old = recorded.get(found.path);
        if (found.kind !== "file" || old?.kind !== "file" || old.size !== found.stats.size) return undefined;
        return found.stats.mtimeMs < written && found.stats.ctimeMs < written ? old.sha256 : undefined;
      },
    })
  ).filter(({ path }) => !isLeftover(path));
  progress.tell({ ...task, stage: "done", bytes: { done } });
  const { mirrored } = state.of(name);
  const fixed = mirrored?.image === image ? mirrored.digest : digest;
  const { bytes = 0, files: count = 0 } = totalsOf(files);
  const made: CacheRecord = {
    version: 1,
    tool,
    image: {
      reference: image,
      ...(fixed === undefined ? {} : { digest: fixed }),
      ...(mirrored?.image === image && mirrored.platforms.length > 0
        ? { platforms: mirrored.platforms }
        : {}),
    },
    protocol,
    profiles: selected.map(({ id, tags }) => ({ id, ...(tags === undefined ? {} : { tags }) })),
    files,
    totals: { files: count, bytes },
  };
  const isNew = await writeRecord(folder, made);
  return [`${name}: ${isNew ? "recorded" : "as recorded:"} ${count} files, ${bytes} bytes in ${folder}`];
}
