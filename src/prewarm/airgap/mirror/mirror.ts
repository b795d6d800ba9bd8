import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pinned, toolName } from "../../../registry/image-name.ts";
import { redactor } from "../../redaction.ts";
import { replaceFile } from "../../replace-file.ts";
import { mustBeImage } from "../image-name.ts";
import { StepError } from "../step.ts";
import type { StepWorld } from "../step-world.ts";
import { carrierIndex, carrierPlace, imagesInCarrier, placeInCarrier } from "./carrier.ts";
import { copyImage } from "./copy-image.ts";
import { type MirrorMapping, mappingText } from "./mapping.ts";
import { mirroredName } from "./mirrored-name.ts";
import { registryLogins } from "./registry-logins.ts";
import type { MirroredImage, MirrorRequest, MirrorResult } from "./request.ts";
import { addressOf, type ImagePlace, type Inspected, inspected, type SkopeoWorld } from "./skopeo.ts";

export type * from "./request.ts";

/**
 * Copies images with skopeo: all architectures, digests preserved. Digests are compared first; what is there already is
 * not written to. What was copied is asked for by its digest afterwards.
 *
 * @throws StepError `registry/…`, `tool/…`, `download/interrupted`. Images before the failed one stay where they are.
 */
export async function mirror(request: MirrorRequest, world: StepWorld): Promise<MirrorResult> {
  const begun = world.clock.now();
  const logins = await registryLogins(request.registries, world);
  try {
    const { env, run, signal } = world;
    const skopeo: SkopeoWorld = { env, run, signal, logins, redact: redactor(env), timeout: request.timeout };
    const mirrored: MirroredImage[] = [];
    let bytesThere = 0;
    for (const task of tasksOf(request, world)) {
      const { image, there } = await mirrorOne(task, request, { ...world, skopeo });
      mirrored.push(image);
      bytesThere += there;
      if (!request.dryRun) await writeMappings(request, mirrored, world);
    }
    const copied = mirrored.filter(({ did }) => did !== "there");
    const bytes = (images: readonly MirroredImage[]) => images.reduce((sum, image) => sum + image.bytes, 0);
    return {
      step: "mirror",
      mirrored,
      images: mirrored.length,
      profiles: 0,
      files: 0,
      bytesMoved: bytes(mirrored) - bytesThere,
      bytesThere,
      seconds: (world.clock.now() - begun) / 1000,
      changed: !request.dryRun && copied.length > 0,
      warnings: copied.flatMap(unpinned),
    };
  } finally {
    logins.close();
  }
}

interface Task {
  readonly source: string;
  readonly from: ImagePlace;
  /** What it must be, where a carrier says so. */
  readonly expected: string | undefined;
}

function tasksOf(request: MirrorRequest, { cwd }: StepWorld): Task[] {
  const { from } = request;
  const images = [...new Set(request.images)];
  images.forEach(mustBeImage);
  if (from === undefined) {
    return images.map((source) => ({
      source,
      from: { in: "registry", image: toolName(source) },
      expected: undefined,
    }));
  }
  const folder = resolve(cwd, from);
  const carried = new Map(imagesInCarrier(folder).images.map((image) => [image.source, image]));
  const wanted = images.length === 0 ? [...carried.keys()] : images;
  return wanted.map((source) => {
    const image = carried.get(source);
    if (image === undefined) {
      throw new StepError("registry/not-found", `${source} is not among the images in ${folder}`, {
        help: `it has ${[...carried.keys()].slice(0, 10).join(", ") || "none"}`,
      });
    }
    return { source, from: carrierPlace(folder, image.destination), expected: image.digest };
  });
}

async function mirrorOne(
  { source, from, expected }: Task,
  request: MirrorRequest,
  world: StepWorld & { readonly skopeo: SkopeoWorld },
): Promise<{ image: MirroredImage; there: number }> {
  const { progress, skopeo } = world;
  progress.tell({ id: source, stage: "running", words: "comparing digests" });
  try {
    const found = await inspected(from, skopeo);
    if (found === undefined) throw notFound(source, from);
    if (expected !== undefined && expected !== found.digest) throw changed(source, expected, found.digest);
    const { name, to } = destinationOf(source, found, request, world);
    const bytes = [...found.blobs.values()].reduce((sum, size) => sum + size, 0);
    const image = { source, destination: name, digest: found.digest, platforms: found.platforms, bytes };
    const before = await inspected(to, skopeo);
    if (before?.digest === found.digest) {
      progress.tell({
        id: source,
        stage: "done",
        words: "there already",
        bytes: { done: bytes, total: bytes },
      });
      return { image: { ...image, did: "there" }, there: bytes };
    }
    if (request.dryRun) {
      progress.tell({
        id: source,
        stage: "done",
        words: "would be copied",
        bytes: { done: 0, total: bytes },
      });
      return { image: { ...image, did: "would-copy" }, there: 0 };
    }
    const onBytes = (done: number) =>
      progress.tell({ id: source, stage: "running", words: "copying", bytes: { done, total: bytes } });
    onBytes(0);
    if ("carrier" in request.to) {
      await mkdir(join(carrierFolder(request.to.carrier, world.cwd), "docker"), { recursive: true });
    }
    // What the tag means now is copied, even where it moves meanwhile.
    const fixed: ImagePlace =
      from.in === "registry" ? { in: "registry", image: pinned(source, found.digest) } : from;
    const { bytesThere } = await copyImage(fixed, to, found, onBytes, skopeo);
    const after = await inspected(to, skopeo);
    if (after?.digest !== found.digest) throw changed(name, found.digest, after?.digest);
    progress.tell({ id: source, stage: "done", words: "copied", bytes: { done: bytes, total: bytes } });
    return { image: { ...image, did: "copied" }, there: bytesThere };
  } catch (error) {
    const isStopped = error instanceof StepError && error.code === "download/interrupted";
    progress.tell({
      id: source,
      stage: isStopped ? "stopped" : "failed",
      words: error instanceof StepError ? error.code : "failed",
    });
    throw error;
  }
}

function destinationOf(
  source: string,
  found: Inspected,
  { to }: MirrorRequest,
  { cwd }: StepWorld,
): { name: string; to: ImagePlace } {
  if ("registry" in to) {
    const name = mirroredName(source, to.registry);
    return { name, to: { in: "registry", image: name } };
  }
  const name = placeInCarrier(source, found);
  return { name, to: carrierPlace(carrierFolder(to.carrier, cwd), name) };
}

/** skopeo ends the folder's name at the first colon. */
function carrierFolder(named: string, cwd: string): string {
  const folder = resolve(cwd, named);
  if (!folder.includes(":")) return folder;
  throw new StepError("tool/failed", `images cannot be kept in ${folder}: its name has a colon`, {
    help: "name another folder",
  });
}

/** After each image, so that a run that ends early leaves what is right. */
async function writeMappings(
  { to, mappingFile }: MirrorRequest,
  mirrored: readonly MirroredImage[],
  { cwd }: StepWorld,
): Promise<void> {
  if ("carrier" in to) {
    const folder = carrierFolder(to.carrier, cwd);
    await mkdir(folder, { recursive: true });
    await replaceFile(join(folder, carrierIndex), mappingText(merged(earlier(folder), mirrored)), 0o644);
  }
  if (mappingFile !== undefined) {
    await replaceFile(resolve(cwd, mappingFile), mappingText(mirrored), 0o644);
  }
}

function earlier(folder: string): MirrorMapping["images"] {
  try {
    return imagesInCarrier(folder).images;
  } catch {
    return [];
  }
}

function merged(before: MirrorMapping["images"], now: MirrorMapping["images"]): MirrorMapping["images"] {
  return [...new Map([...before, ...now].map((image) => [image.source, image])).values()];
}

function unpinned({ source, digest }: MirroredImage): string[] {
  if (!/:latest$/.test(source) && /[:@][^/]+$/.test(source)) return [];
  return [`${source} means another image every now and then; it was copied at ${digest}: name it by that`];
}

function notFound(source: string, from: ImagePlace): StepError {
  return new StepError("registry/not-found", `there is no image ${source} at ${addressOf(from)}`, {
    help: "check its name and its tag; some registries say so of what one may not see",
  });
}

function changed(name: string, expected: string, found: string | undefined): StepError {
  return new StepError(
    "registry/corrupt",
    `${name} is not what was copied: its digest is ${found ?? "unknown"}, and must be ${expected}`,
    { help: "mirror it again; does something else write to the same place?" },
  );
}
