import { createHash } from "node:crypto";
import { join } from "node:path";
import { boundedFile } from "../../../manifest/bounded-file.ts";
import { isMap, valueAt } from "../../../nim/value.ts";
import { pinned } from "../../../registry/image-name.ts";
import { commandText } from "../../containers/command-text.ts";
import type { Redact } from "../../redaction.ts";
import { StepError } from "../step.ts";
import type { StepWorld } from "../step-world.ts";
import { registryFailure } from "./registry-failure.ts";
import type { RegistryLogins } from "./registry-logins.ts";

/** A place of an image, as skopeo names it. */
export type ImagePlace =
  | { readonly in: "registry"; readonly image: string }
  /** `address`: `oci:FOLDER:NAME` or `dir:FOLDER`. */
  | { readonly in: "folder"; readonly address: string };

export interface Inspected {
  /** Of the index, or of the manifest where there is no index. */
  readonly digest: string;
  readonly mediaType: string;
  readonly platforms: readonly { readonly platform: string; readonly digest: string }[];
  /** Layers and configurations by digest, in bytes. */
  readonly blobs: ReadonlyMap<string, number>;
}

export interface SkopeoWorld extends Pick<StepWorld, "env" | "run" | "signal"> {
  readonly logins: RegistryLogins;
  readonly redact: Redact;
  /** Milliseconds for one call. */
  readonly timeout: number;
}

/** How long an inspection may take, which moves no layers; milliseconds. */
const inspectionTimeout = 120_000;
/** More are in no image. */
const mostPlatforms = 64;
/** Bytes; registries take no larger ones. Source: OCI distribution specification, pushing manifests. */
const largestManifest = 4 * 1024 * 1024;

export function addressOf(place: ImagePlace): string {
  return place.in === "registry" ? `docker://${place.image}` : place.address;
}

/** What an image is made of. Undefined where there is none. @throws StepError `registry/…` */
export async function inspected(place: ImagePlace, world: SkopeoWorld): Promise<Inspected | undefined> {
  const raw = await rawManifest(place, world);
  if (raw === undefined) return undefined;
  const digest = digestOf(raw);
  const top = json(raw, place);
  const mediaType = textAt(top, "mediaType") ?? "";
  const listed = valueAt(top, ["manifests"]);
  if (!Array.isArray(listed)) {
    return { digest, mediaType, platforms: [], blobs: blobsOf(top) };
  }
  const blobs = new Map<string, number>();
  const platforms: { platform: string; digest: string }[] = [];
  for (const entry of listed.slice(0, mostPlatforms)) {
    const child = textAt(entry, "digest");
    if (child === undefined || !/^sha256:[0-9a-f]{64}$/.test(child)) continue;
    const manifest = await childManifest(place, child, world);
    // An index may be there before what it lists.
    if (manifest === undefined) return undefined;
    for (const [blob, size] of blobsOf(json(manifest, place))) blobs.set(blob, size);
    platforms.push({ platform: platformOf(entry), digest: child });
  }
  return { digest, mediaType, platforms, blobs };
}

/** The manifest as it is stored: its SHA-256 is the digest. */
async function rawManifest(place: ImagePlace, world: SkopeoWorld): Promise<string | undefined> {
  const flags = place.in === "registry" ? world.logins.flags(place.image) : [];
  const args = ["inspect", "--raw", "--retry-times", "2", ...flags, addressOf(place)];
  const { env, signal } = world;
  const run = await world.run("skopeo", args, { env, signal, timeout: inspectionTimeout });
  if (run.code === 0) return run.stdout;
  const isAbsent =
    place.in === "folder" && /no such file|no descriptor found|does not exist/i.test(run.stderr);
  if (isAbsent) return undefined;
  const failure = registryFailure(`read ${addressOf(place)}`, run, {
    command: commandText("skopeo", args),
    redact: world.redact,
  });
  if (failure.code === "registry/not-found") return undefined;
  throw failure;
}

/** One image of an index. */
async function childManifest(
  place: ImagePlace,
  digest: string,
  world: SkopeoWorld,
): Promise<string | undefined> {
  if (place.in === "registry") {
    return await rawManifest({ in: "registry", image: pinned(place.image, digest) }, world);
  }
  const hash = digest.slice("sha256:".length);
  const [, form, folder = ""] = /^(oci|dir):([^:]+)/.exec(place.address) ?? [];
  const file = form === "oci" ? join(folder, "blobs/sha256", hash) : join(folder, `${hash}.manifest.json`);
  try {
    const text = boundedFile(file, largestManifest, "found").toString("utf8");
    return digestOf(text) === digest ? text : undefined;
  } catch {
    return undefined;
  }
}

function digestOf(raw: string): string {
  return `sha256:${createHash("sha256").update(raw).digest("hex")}`;
}

function blobsOf(manifest: unknown): Map<string, number> {
  const blobs = new Map<string, number>();
  const layers = valueAt(manifest, ["layers"]);
  for (const blob of [valueAt(manifest, ["config"]), ...(Array.isArray(layers) ? layers : [])]) {
    const digest = textAt(blob, "digest");
    const size = valueAt(blob, ["size"]);
    if (digest !== undefined && typeof size === "number" && Number.isSafeInteger(size) && size >= 0) {
      blobs.set(digest, size);
    }
  }
  return blobs;
}

function platformOf(entry: unknown): string {
  const part = (name: string) => textAt(valueAt(entry, ["platform"]), name);
  return [part("os") ?? "unknown", part("architecture") ?? "unknown", part("variant")]
    .filter((word) => word !== undefined)
    .join("/");
}

function textAt(value: unknown, key: string): string | undefined {
  const text = valueAt(value, [key]);
  return typeof text === "string" ? text : undefined;
}

function json(text: string, place: ImagePlace): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (isMap(value)) return value;
  } catch {
    // Told below.
  }
  throw new StepError("registry/failed", `${addressOf(place)} has a manifest that is no JSON object`, {
    help: "does the address end at a log-in page or at a proxy?",
  });
}
