import { createHash } from "node:crypto";
import { UserError } from "../../../user-error.ts";
import { type ImageProfiles, type ImageQuestion, profiles } from "../profiles/profiles.ts";
import { withContainerHost } from "./container-host.ts";
import type { AirgapJob, JobCache } from "./job.ts";
import type { RunWorld } from "./run-world.ts";
import type { CacheState } from "./state.ts";
import { type StepOutcome, summed } from "./step-outcome.ts";

/** Milliseconds for one image, whose layers may have to be read. */
const timeout = 60 * 60_000;

/** Finds the profiles of every image, and selects; what an earlier call found of the same image and question is kept. */
export async function profilesStep(job: AirgapJob, world: RunWorld): Promise<StepOutcome> {
  const started = world.clock.now();
  const wanted = job.caches.filter(({ image }) => image !== undefined);
  if (wanted.length === 0) {
    throw new UserError("there are no images to ask for profiles", {
      help: "name them in the air-gap file under images, by --image IMAGE, or give manifests as PATH",
    });
  }
  const answers = await askAll(job, wanted, world);
  const facts = answers.flatMap(({ cache, answer }) => factsOf(cache, answer));
  const results = answers.map(({ result }) => result);
  const result = summed("profiles", results, (world.clock.now() - started) / 1000);
  return { result, facts, problems: [] };
}

/** What is known of a cache's image, asked for where no earlier step did. */
export async function profilesOf(
  cache: JobCache,
  job: AirgapJob,
  world: RunWorld,
): Promise<NonNullable<CacheState["profiles"]>> {
  const known = world.state.of(cache.name).profiles;
  if (known?.question === questionText(cache, job, world)) return known;
  const [asked] = await askAll(job, [cache], world);
  if (asked === undefined) throw new UserError(`nothing is known of the image of ${cache.name}`);
  return asked.kept;
}

async function askAll(job: AirgapJob, caches: readonly JobCache[], world: RunWorld) {
  const { pools, operatorVersion, registries, download } = job;
  const ask = async (cache: JobCache, host?: Parameters<typeof profiles>[0]["host"]) => {
    const images = [questionOf(cache, world)];
    const result = await profiles({ images, pools, operatorVersion, registries, host, timeout }, world);
    const [answer] = result.answers;
    if (answer === undefined) throw new UserError(`nothing is known of the image of ${cache.name}`);
    const kept: NonNullable<CacheState["profiles"]> = {
      question: questionText(cache, job, world),
      ...(answer.digest === undefined ? {} : { digest: answer.digest }),
      protocol: answer.protocol,
      selected: selectedOf(answer),
    };
    await world.state.keep(cache.name, { profiles: kept });
    return { cache, answer, result, kept };
  };
  // Only where there is a GPU does the image's own answer say more than its manifest.
  const hasGpu = download.gpus !== undefined || (download.job?.gpus ?? 0) > 0;
  const answers: Awaited<ReturnType<typeof ask>>[] = [];
  for (const cache of caches) {
    answers.push(
      hasGpu ? await withContainerHost(job, cache, world, (host) => ask(cache, host)) : await ask(cache),
    );
  }
  return answers;
}

function questionOf(
  { name, image = "", profiles: named, filter, known }: JobCache,
  { state }: RunWorld,
): ImageQuestion {
  const { mirrored } = state.of(name);
  // What lies in a folder that is carried cannot be asked.
  const isThere = mirrored?.image === image && mirrored.place === "registry";
  return { image, at: isThere ? mirrored.destination : undefined, profiles: named, filter, known };
}

/** All that the answer depends on, as a hash: a change of any of it is another question. */
function questionText(cache: JobCache, { pools, operatorVersion }: AirgapJob, { state }: RunWorld): string {
  const { image, profiles: named, filter, known = new Map() } = cache;
  const digest = state.of(cache.name).mirrored?.digest;
  const asked = { image, digest, named, filter, known: [...known], pools, operatorVersion };
  return createHash("sha256").update(JSON.stringify(asked)).digest("hex");
}

function selectedOf({
  selected,
  profiles: judged,
}: ImageProfiles): NonNullable<CacheState["profiles"]>["selected"] {
  const byId = new Map(judged.map((profile) => [profile.id, profile]));
  return selected.map((id) => {
    const found = byId.get(id);
    return {
      id,
      ...(found === undefined ? {} : { tags: { ...found.tags } }),
      ...(found?.bytes === undefined ? {} : { bytes: found.bytes }),
      ...(found === undefined || found.models.length === 0 ? {} : { models: [...found.models] }),
    };
  });
}

function factsOf({ name }: JobCache, { protocol, profiles: judged, selected }: ImageProfiles): string[] {
  if (protocol === "native-v1")
    return [`${name}: the image downloads its own model (native-v1); it has no profiles`];
  if (protocol === "model-free") return [`${name}: the image brings no model; say which with modelUri`];
  const shown = judged.filter((profile) => profile.selected || selected.includes(profile.id));
  return [
    `${name}: ${selected.length} of ${judged.length} profiles`,
    ...shown.map(({ id, name: called, why }) =>
      `${name}: ${id.slice(0, 12)}… ${called ?? ""} ${why}`.replace(/ +/g, " "),
    ),
  ];
}
