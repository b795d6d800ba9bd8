import { mkdir } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { UserError } from "../../../user-error.ts";
import { replaceFile } from "../../replace-file.ts";
import { type MirroredImage, type MirrorResult, type MirrorTarget, mirror } from "../mirror/mirror.ts";
import { rewrittenManifests } from "../mirror/rewritten-manifests.ts";
import type { AirgapJob, JobMirror } from "./job.ts";
import type { RunWorld } from "./run-world.ts";
import type { StepOutcome } from "./step-outcome.ts";

/** Mirrors the images of all caches, writes the mapping, and the manifests that name the new places. */
export async function mirrorStep(job: AirgapJob, world: RunWorld): Promise<StepOutcome> {
  const { caches, otherImages, registries, dryRun, mirror: wanted } = job;
  if (wanted === undefined) {
    throw new UserError("there is nowhere to mirror to", {
      help: "say mirror.to in the air-gap file, or --to REGISTRY, or --carrier FOLDER for a folder to carry",
    });
  }
  const images = [...new Set([...caches.flatMap(({ image }) => image ?? []), ...otherImages])];
  const { from } = wanted;
  if (images.length === 0 && from === undefined) {
    throw new UserError("there are no images to mirror", {
      help: "name them in the air-gap file under images, by --image IMAGE, or give manifests as PATH",
    });
  }
  if (!dryRun) await mkdir(dirname(wanted.mapping), { recursive: true });
  const result = await mirror(
    {
      images,
      from,
      to: targetOf(wanted),
      registries,
      mappingFile: wanted.mapping,
      dryRun,
      timeout: wanted.timeout,
    },
    world,
  );
  if (!dryRun) await remember(job, result.mirrored, world);
  const { facts, warnings } = await rewritten(wanted, result, dryRun, world);
  return {
    result: { ...result, warnings: [...result.warnings, ...warnings] },
    facts: [...result.mirrored.map(factOf), ...facts],
    problems: [],
  };
}

function targetOf({ to, carrier }: JobMirror): MirrorTarget {
  if (to !== undefined) return { registry: to };
  if (carrier !== undefined) return { carrier };
  throw new UserError("mirror needs `to`, a registry, or `carrier`, a folder");
}

async function remember(
  { caches, mirror: wanted }: AirgapJob,
  mirrored: readonly MirroredImage[],
  { state }: RunWorld,
): Promise<void> {
  const place = wanted?.to === undefined ? "carrier" : "registry";
  for (const { name, image } of caches) {
    const found = mirrored.find(({ source }) => source === image);
    if (found === undefined || image === undefined) continue;
    const { destination, digest, platforms } = found;
    await state.keep(name, { mirrored: { image, place, destination, digest, platforms: [...platforms] } });
  }
}

function factOf({ source, destination, digest, did }: MirroredImage): string {
  const words = { copied: "copied to", there: "is already at", "would-copy": "would be copied to" };
  return `${source} ${words[did]} ${destination} (${digest})`;
}

/** Copies of the manifests; the originals stay as they are. */
async function rewritten(
  { rewrite, to: registry }: JobMirror,
  { mirrored }: MirrorResult,
  dryRun: boolean,
  { cwd }: RunWorld,
): Promise<{ facts: string[]; warnings: string[] }> {
  if (rewrite === undefined) return { facts: [], warnings: [] };
  if (registry === undefined) {
    const why = "where the images will be is known once they are mirrored into a registry";
    return { facts: [], warnings: [`no manifests were written: ${why}`] };
  }
  const images = mirrored.map(({ source, destination, digest }) => ({ source, destination, digest }));
  const facts: string[] = [];
  const warnings: string[] = [];
  const written = new Map<string, string>();
  for (const { path, text, changes, left } of rewrittenManifests(rewrite.files, { version: 1, images })) {
    const file = below(rewrite.to, path);
    warnings.push(
      ...left.map(
        ({ resource, field, from, to }) =>
          `${path}: ${field} of ${resource} still names ${from}: an anchor, an alias or a merge key is in the way; change it to ${to} by hand`,
      ),
    );
    if (file === resolve(cwd, path)) {
      throw new UserError(`${path} would be written over by its own copy`, {
        help: "name another folder for the copies",
      });
    }
    const other = written.get(file);
    if (other !== undefined) {
      throw new UserError(`${other} and ${path} would both be written to ${file}`, {
        help: "run it from a folder that is above all manifests, so that each copy has its own place",
      });
    }
    written.set(file, path);
    if (!dryRun) {
      await mkdir(dirname(file), { recursive: true });
      await replaceFile(file, text, 0o644);
    }
    const says = dryRun ? "would be written" : "written";
    facts.push(
      ...changes.map((change) => `${file} ${says}: ${change.resource} ${change.field} is ${change.to}`),
    );
  }
  return { facts, warnings };
}

/** A path that would lead out of the folder is put into it by its last part. */
function below(folder: string, path: string): string {
  const file = resolve(folder, path);
  const inside = relative(folder, file);
  return inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)
    ? join(folder, path.split(/[/\\]/).at(-1) ?? "manifest.yaml")
    : join(folder, inside);
}
