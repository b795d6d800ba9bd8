import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, open, readFile, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline, type Readable, type Transform } from "node:stream";
import { isMap, valueAt } from "../nim/value.ts";
import { findInLayers } from "./find-in-layers.ts";
import { pinned, toolName } from "./image-name.ts";
import {
  type ImageFacts,
  type ImageReader,
  manifestPaths,
  maxModelManifest,
  platform,
  protocolLabel,
  type ReaderOptions,
} from "./image-reader.ts";
import { reasonOfRun, runTool } from "./run-tool.ts";

/** skopeo asks the registry for labels and digest alone; for the manifest it copies the layers into a temporary folder. */
export function skopeo({ env, timeout }: ReaderOptions): ImageReader {
  const run = async (...args: string[]): Promise<Buffer> => {
    const ran = await runTool("skopeo", args, { env, timeout, maxOutput: maxModelManifest });
    if (ran.code !== 0) throw new Error(reasonOfRun(ran));
    return ran.stdout;
  };
  return {
    name: "skopeo",
    async inspect(image) {
      return (await registryFacts(run, image)).facts;
    },
    async read(image) {
      const { facts, ours } = await registryFacts(run, image);
      if (facts.native) return { ...facts, manifest: undefined };
      if (ours === undefined) {
        throw new Error(`the image has nothing for ${platform.os}/${platform.architecture}`);
      }
      const folder = await mkdtemp(join(tmpdir(), "nimops-image-"));
      try {
        await mustFit(folder, await run("inspect", "--raw", `docker://${ours}`));
        await run("copy", "--quiet", `docker://${ours}`, `dir:${folder}`);
        return { ...facts, manifest: await manifestIn(folder, AbortSignal.timeout(timeout)) };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

type Run = (...args: string[]) => Promise<Buffer>;

/** `ours`: the image of our platform, by its digest. */
async function registryFacts(
  run: Run,
  image: string,
): Promise<{ facts: ImageFacts; ours: string | undefined }> {
  const raw = await run("inspect", "--raw", `docker://${toolName(image)}`);
  const digest = `sha256:${createHash("sha256").update(raw).digest("hex")}`;
  const listed = valueAt(json(raw), ["manifests"]);
  const images = Array.isArray(listed)
    ? listed.flatMap((entry) => imageIn(entry) ?? [])
    : [{ digest, ...platform, isOurs: true }];
  const labels: (string | undefined)[] = [];
  for (const { digest: one } of images.slice(0, maxPlatforms)) {
    const config = json(await run("inspect", "--config", `docker://${pinned(image, one)}`));
    const value = valueAt(config, ["config", "Labels", protocolLabel.name]);
    labels.push(typeof value === "string" ? value : undefined);
  }
  const native = labels.length > 0 && labels.every((label) => label === protocolLabel.native);
  // The operator then cannot tell, and takes the older way.
  const mixed = !native && labels.includes(protocolLabel.native);
  const ours = images.find(({ isOurs }) => isOurs)?.digest;
  return {
    facts: { digest, native, remarks: mixed ? ["its platforms declare different download protocols"] : [] },
    ours: ours === undefined ? undefined : pinned(image, ours),
  };
}

const maxPlatforms = 16;

/** A runnable image of an index; signatures and attestations have no platform. */
function imageIn(entry: unknown): { digest: string; isOurs: boolean } | undefined {
  const digest = valueAt(entry, ["digest"]);
  const os = valueAt(entry, ["platform", "os"]);
  const architecture = valueAt(entry, ["platform", "architecture"]);
  if (typeof digest !== "string" || !/^sha256:[0-9a-f]{64}$/.test(digest) || os === "unknown")
    return undefined;
  return { digest, isOurs: os === platform.os && architecture === platform.architecture };
}

/** Layers of NIM images have tens of GB, temporary folders often less. */
async function mustFit(folder: string, rawManifest: Buffer): Promise<void> {
  const layers = valueAt(json(rawManifest), ["layers"]);
  const sizes = Array.isArray(layers) ? layers.map((layer) => valueAt(layer, ["size"])) : [];
  const needed = sizes.reduce<number>((sum, size) => sum + (typeof size === "number" ? size : 0), 0);
  const { bavail, bsize } = await statfs(folder);
  if (needed > bavail * bsize) {
    const giB = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
    throw new Error(
      `its layers have ${giB(needed)}, and ${tmpdir()} has only ${giB(bavail * bsize)} free; set TMPDIR to a larger folder`,
    );
  }
}

async function manifestIn(folder: string, signal: AbortSignal): Promise<string | undefined> {
  const manifest = json(await readFile(join(folder, "manifest.json")));
  const listed = valueAt(manifest, ["layers"]);
  const digests = (Array.isArray(listed) ? listed : []).map((layer) => valueAt(layer, ["digest"]));
  const files = digests.map((digest) => {
    if (typeof digest !== "string" || !/^sha256:[0-9a-f]{64}$/.test(digest)) {
      throw new Error("the image names a layer by no digest");
    }
    return join(folder, digest.slice("sha256:".length));
  });
  const openings: (() => AsyncIterable<Uint8Array>)[] = [];
  for (const file of files.reverse()) {
    const decompressor = await decompressorFor(file);
    openings.push(() => opened(file, decompressor(), signal));
  }
  const found = await findInLayers(openings, manifestPaths, { maxContent: maxModelManifest, signal });
  return found?.toString("utf8");
}

/** By the first bytes: registries do not always name the compression. */
async function decompressorFor(file: string): Promise<() => Transform | undefined> {
  const handle = await open(file, "r");
  const { buffer } = await handle.read(Buffer.alloc(4), 0, 4).finally(() => handle.close());
  const magic = buffer.toString("hex");
  const zlib = await import("node:zlib");
  if (magic.startsWith("1f8b")) return () => zlib.createGunzip();
  if (magic !== "28b52ffd") return () => undefined;
  if (zlib.createZstdDecompress === undefined) {
    throw new Error("it has a layer in zstd, which needs Node.js 22.15 or newer");
  }
  return () => zlib.createZstdDecompress();
}

function opened(file: string, decompressor: Transform | undefined, signal: AbortSignal): Readable {
  const stream = createReadStream(file, { signal });
  // A failure ends the reading end, where it is told.
  return decompressor === undefined ? stream : pipeline(stream, decompressor, () => undefined);
}

function json(bytes: Buffer): unknown {
  const value: unknown = JSON.parse(bytes.toString("utf8"));
  if (!isMap(value)) throw new Error("it gave no JSON object");
  return value;
}
