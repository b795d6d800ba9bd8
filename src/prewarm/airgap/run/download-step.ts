import { pinned } from "../../../registry/image-name.ts";
import { UserError } from "../../../user-error.ts";
import { readRecord } from "../../record/read.ts";
import { download } from "../download/download.ts";
import type { StepResult } from "../step.ts";
import { verifyDisk } from "../verify/disk.ts";
import { recordProblems } from "../verify/records.ts";
import { withContainerHost } from "./container-host.ts";
import type { AirgapJob, JobCache } from "./job.ts";
import { profilesOf } from "./profiles-step.ts";
import { recordCache } from "./record-cache.ts";
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
    if (!job.dryRun) facts.push(...(await recordCache(cache, told, inVolume ? "volume" : "folder", world)));
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
