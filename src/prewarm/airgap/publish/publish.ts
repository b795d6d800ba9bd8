import { type Clock, pause } from "../../../kube/clock.ts";
import { parseImageReference } from "../../../nim/image-reference.ts";
import type { Progress } from "../../../report/progress.ts";
import { UserError } from "../../../user-error.ts";
import type { Trust } from "../../http/ask.ts";
import type { Redact } from "../../redaction.ts";
import { StepError, type StepProblem, type StepResult } from "../step.ts";
import { Catalogue, type CatalogueModel } from "./catalogue.ts";

export interface PublishRequest {
  /** `https://hm.example.com` */
  readonly server: string;
  readonly accessKey: string;
  readonly trust: Trust;
  readonly images: readonly PublishedImage[];
  /** Models of the catalogue by id or name, with the cache that each is to have; else those whose image is one of `images`. */
  readonly models?: readonly { readonly model: string; readonly cache: string }[] | undefined;
  readonly dryRun: boolean;
}

export interface PublishedImage {
  /** Name of the cache. */
  readonly name: string;
  /** As it was mirrored from. */
  readonly source: string;
  /** In the private registry. */
  readonly destination: string;
  /** What the portal calls "Model Profiles Path": where the cache was uploaded to. */
  readonly profilesPath?: string | undefined;
}

export interface PublishWorld {
  readonly clock: Clock;
  readonly progress: Progress;
  readonly redact: Redact;
  readonly signal?: AbortSignal | undefined;
}

export interface PublishResult extends StepResult {
  readonly step: "publish";
  readonly models: readonly PublishedModel[];
  readonly problems: readonly StepProblem[];
}

export interface PublishedModel {
  readonly model: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly did: "changed" | "there" | "would-change";
  /** Ready to paste. */
  readonly profilesPath?: string | undefined;
}

/**
 * Points the models of a Hybrid Manager's catalogue at the private registry, and reads it back.
 *
 * @throws StepError `publish/…`; models before the failed one stay changed.
 */
export async function publish(request: PublishRequest, world: PublishWorld): Promise<PublishResult> {
  const { clock, progress, redact, signal } = world;
  const { accessKey, trust, dryRun } = request;
  const started = clock.now();
  const server = addressOf(request.server, trust);
  const catalogue = new Catalogue({ server, accessKey, trust, redact, signal });
  const pairs = pairsOf(await catalogue.models(), request);
  const models: PublishedModel[] = [];
  for (const { model, image } of pairs) {
    const { imageUrl: from, id, name } = model;
    const base = { model: id, name, from, to: image.destination, profilesPath: image.profilesPath };
    const task = { id: `publish ${name}`, words: image.destination };
    if (from === image.destination) models.push({ ...base, did: "there" });
    else if (dryRun) models.push({ ...base, did: "would-change" });
    else {
      progress.tell({ ...task, stage: "running" });
      await catalogue.setImage(model, image.destination);
      models.push({ ...base, did: "changed" });
    }
    progress.tell({ ...task, stage: "done" });
  }
  const changed = models.filter(({ did }) => did === "changed");
  const problems = changed.length === 0 ? [] : await notKept(catalogue, changed, world);
  const unused = request.images.filter(({ name }) => !pairs.some(({ image }) => image.name === name));
  return {
    step: "publish",
    models,
    problems,
    images: models.length,
    profiles: 0,
    files: 0,
    bytesMoved: 0,
    bytesThere: 0,
    seconds: (clock.now() - started) / 1000,
    changed: changed.length > 0,
    warnings: unused.map(
      ({ name, source }) => `no model of the catalogue has the image of ${name}, ${source}`,
    ),
  };
}

function addressOf(text: string, { verify }: Trust): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw new UserError("publish.server is no address of a portal", {
      help: "write it as https://hm.example.com",
    });
  }
  if (url.protocol === "http:" && verify) {
    throw new UserError(`${url.origin} would get the access key without TLS`, {
      help: "write https://, or allow it with publish.tlsVerify: false (--insecure)",
    });
  }
  return url;
}

interface Pair {
  readonly model: CatalogueModel;
  readonly image: PublishedImage;
}

function pairsOf(listed: readonly CatalogueModel[], { images, models }: PublishRequest): Pair[] {
  if (models === undefined) {
    return listed.flatMap((model) => {
      const image = images.find((one) => isOfImage(model.imageUrl, one));
      return image === undefined ? [] : [{ model, image }];
    });
  }
  return models.map(({ model: wanted, cache }) => {
    const model = listed.find(({ id }) => id === wanted) ?? listed.find(({ name }) => name === wanted);
    const image = images.find(({ name }) => name === cache);
    if (model === undefined) {
      const known = listed.map(({ name }) => name).slice(0, 20);
      throw new StepError("publish/not-found", `the catalogue has no model ${JSON.stringify(wanted)}`, {
        help: known.length === 0 ? "it has none at all" : `it has ${known.join(", ")}`,
      });
    }
    if (image === undefined)
      throw new UserError(`publish.models names a cache ${JSON.stringify(cache)} that there is not`);
    return { model, image };
  });
}

/** The same model's image, wherever it is: the catalogue of a fresh portal names NVIDIA's registry. */
function isOfImage(imageUrl: string, { source, destination }: PublishedImage): boolean {
  const { path } = parseImageReference(imageUrl.replace(/^(?:https?|docker):\/\//, ""));
  const last = path.split("/").slice(-2).join("/");
  return [source, destination].some((image) => {
    const own = parseImageReference(image).path;
    return own === path || own.split("/").slice(-2).join("/") === last;
  });
}

const tries = 3;
/** Milliseconds. */
const wait = 1000;

async function notKept(
  catalogue: Catalogue,
  changed: readonly PublishedModel[],
  { clock, signal }: PublishWorld,
): Promise<StepProblem[]> {
  let lost: readonly { readonly wanted: PublishedModel; readonly has: string | undefined }[] = [];
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const now = new Map((await catalogue.models()).map(({ id, imageUrl }) => [id, imageUrl]));
    lost = changed
      .map((wanted) => ({ wanted, has: now.get(wanted.model) }))
      .filter(({ wanted, has }) => has !== wanted.to);
    if (lost.length === 0) return [];
    if (attempt < tries) await pause(clock, wait, signal);
  }
  return lost.map(({ wanted, has }) => ({
    code: "publish/not-kept",
    path: wanted.name,
    message: `was changed to ${wanted.to}, and the catalogue shows ${has ?? "no such model"}`,
    help: "look whether something else manages the catalogue, then publish again",
  }));
}
