import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { nimImagesOf } from "../manifest/nim-images.ts";
import { closest } from "../nim/closest.ts";
import { imageFault } from "../nim/image-reference.ts";
import { formatLock } from "../nim/profile/lock/format.ts";
import { emptyLock, type LockedImage, lockFileName, type ProfilesLock } from "../nim/profile/lock/lock.ts";
import { observed } from "../nim/profile/lock/observe.ts";
import { saysNothing, unknownOf } from "../nim/profile/lock/unknown-of.ts";
import { quoted } from "../nim/quoted.ts";
import { imageTools } from "../registry/image-reader.ts";
import { metadataUrl } from "../registry/metadata-url.ts";
import { counted, printable } from "../report/printable.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import { type Asking, askForImage, type Told } from "./ask-image.ts";
import type { Invocation } from "./command.ts";
import { configFor } from "./config-for.ts";
import { findManifests } from "./find-manifests.ts";
import { choice, flagSettings, lintRequestOf } from "./lint-request.ts";
import { readLockFile, writeLockFile } from "./lock-file.ts";
import { recordedOf } from "./recorded-answers.ts";
import type { World } from "./world.ts";

export async function runUpdate(invocation: Invocation, world: World): Promise<ExitCode> {
  const { stdout, stderr } = world;
  const asked = await askedImages(invocation, world);
  const { images, root } = asked;
  if (images.length === 0) {
    stderr.write("nimops: found no image of a NIMCache or NIMService\n");
    return exitCodes.nothingFound;
  }
  const isCheck = invocation.isSet("check");
  const asking = askingOf(invocation, images, isCheck);
  const lock = await openLock(invocation.text("lock"), root, world.cwd);
  const after = new Map(lock.before.images);
  const silent: string[] = [];
  for (const image of images) {
    const known = lock.before.images.get(image);
    const told = await askForImage(image, asking, world);
    const now = told.observations.length === 0 ? known : observed(known, told.observations);
    if (now === undefined || saysNothing(now)) silent.push(image);
    else after.set(image, now);
    stdout.write(answersFor(image, told, now));
  }
  for (const image of unusedIn(lock.before, asked)) {
    const remedy = invocation.isSet("prune") ? "removed" : "--prune removes it";
    stdout.write(`${printable(image)}\n  no manifest names it: ${remedy}\n`);
    if (invocation.isSet("prune")) after.delete(image);
  }
  if (silent.length > 0) {
    const names = silent.map(printable).join(", ");
    const help = isCheck
      ? "`nimops profiles update` asks for it"
      : "give what the image itself says: --list-output IMAGE=FILE or --model-manifest IMAGE=FILE";
    stderr.write(
      `nimops: nothing is known of ${counted(silent.length, "image")}: ${names}\n  help: ${help}\n`,
    );
  }
  const isChanged = formatLock({ version: 1, images: after }) !== formatLock(lock.before);
  if (isCheck) {
    const isStale = isChanged || silent.length > 0;
    stdout.write(`${printable(lock.shown)} is ${isStale ? "out of date" : "up to date"}\n`);
    return isStale ? exitCodes.findings : exitCodes.clean;
  }
  if (isChanged) writeLockFile(lock.file, formatLock({ version: 1, images: after }));
  const done = isChanged ? `wrote ${counted(after.size, "image")} to` : "nothing new for";
  stdout.write(`${done} ${printable(lock.shown)}\n`);
  return silent.length > 0 ? exitCodes.findings : exitCodes.clean;
}

interface AskedImages {
  readonly images: readonly string[];
  /** Paths of the configuration count from here. */
  readonly root: string;
  /** Whether an image that is not among them is not needed any more. */
  readonly complete: boolean;
}

async function askedImages(invocation: Invocation, world: World): Promise<AskedImages> {
  const extra = [...invocation.texts("image")];
  const wrong = extra.find((image) => imageFault(image) !== undefined);
  if (wrong !== undefined) {
    throw new UserError(`--image ${wrong}: this is no image`, {
      help: "write it as the manifests do, such as nvcr.io/nim/meta/llama-3.1-8b-instruct:1.8.4",
    });
  }
  const { positionals } = invocation;
  const given = flagSettings(invocation);
  if (extra.length > 0 && positionals.length === 0) {
    const { root } = await configFor(invocation.text("config"), world);
    return { images: inOrder(extra), root, complete: mustNotPrune(invocation) };
  }
  const { sources, loadedConfig, load } = await findManifests(lintRequestOf(given, positionals), world);
  const sets = load(sources).clusters.map(({ set }) => set);
  const { images, unusable } = nimImagesOf(sets);
  for (const image of unusable) {
    world.stderr.write(`nimops: passed over ${printable(quoted(image))}: this is no image\n`);
  }
  const isIncomplete = sets.some(({ incomplete }) => incomplete);
  if (isIncomplete) world.stderr.write("nimops: some manifests could not be read; see `nimops lint`\n");
  const complete = !isIncomplete || mustNotPrune(invocation);
  return { images: inOrder([...images, ...extra]), root: loadedConfig.root, complete };
}

/** @throws UserError where --prune would remove images that nobody looked for. */
function mustNotPrune(invocation: Invocation): false {
  if (!invocation.isSet("prune")) return false;
  throw new UserError("--prune must know every image that the manifests name", {
    help: "give PATH instead of --image alone, and mend manifests that cannot be read",
  });
}

function inOrder(images: readonly string[]): string[] {
  return [...new Set(images)].sort();
}

function unusedIn({ images }: ProfilesLock, asked: AskedImages): string[] {
  return asked.complete ? [...images.keys()].filter((image) => !asked.images.includes(image)).sort() : [];
}

async function openLock(named: string | undefined, root: string, cwd: string) {
  const file = named === undefined ? join(root, lockFileName) : resolve(cwd, named);
  const before = existsSync(file) ? await readLockFile(named, { root, cwd }) : emptyLock;
  return { file, before, shown: named ?? lockFileName };
}

const fromChoices = ["auto", "metadata", "image", "given"] as const;

function askingOf(invocation: Invocation, images: readonly string[], isCheck: boolean): Asking {
  const given = flagSettings(invocation);
  const recorded = (["list-output", "model-manifest"] as const).flatMap((kind) =>
    invocation.texts(kind).map((text) => recordedOf(`--${kind}`, text, kind)),
  );
  const stranger = recorded.find(({ image }) => !images.includes(image));
  if (stranger !== undefined) {
    const meant = closest(stranger.image, images);
    throw new UserError(`no manifest names the image ${stranger.image}`, {
      help: meant === undefined ? "add it with --image" : `did you mean ${meant}? Or add it with --image`,
    });
  }
  const from = invocation.text("from");
  const known = fromChoices.find((choice) => choice === from);
  const isFile = from !== undefined && known === undefined;
  const [only, ...others] = images;
  if (isFile && (only === undefined || others.length > 0)) {
    throw new UserError(`--from ${from} is a file, and there are ${images.length} images`, {
      help: `name one with --image, or write ${fromChoices.join(", ")}`,
    });
  }
  return {
    from: isFile ? "given" : (known ?? (isCheck ? "given" : "auto")),
    recorded:
      isFile && only !== undefined ? [...recorded, { image: only, file: from, kind: undefined }] : recorded,
    metadataUrl: urlOf(invocation.text("metadata-url")),
    tool: choice(given, "tool", imageTools),
    timeout: minutesOf(invocation.text("timeout")) * 60_000,
  };
}

function urlOf(text: string | undefined): string {
  if (text === undefined) return metadataUrl;
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new UserError(`--metadata-url ${text} is no address`, { help: `such as ${metadataUrl}` });
}

function minutesOf(text: string | undefined): number {
  if (text === undefined) return 60;
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new UserError(`--timeout ${text} is no number of minutes`, { help: "a whole number, such as 60" });
}

function answersFor(image: string, { lines }: Told, now: LockedImage | undefined): string {
  const unknown = now === undefined || saysNothing(now) ? ["everything"] : unknownOf(now);
  const rows = lines.map(({ source, said }) => `  ${printable(source)}: ${printable(said)}`);
  const rest = unknown.length === 0 ? [] : [`  unknown: ${unknown.join(", ")}`];
  return `${[printable(image), ...rows, ...rest].join("\n")}\n`;
}
