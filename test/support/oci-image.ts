import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type ArchiveEntry, tarArchive } from "./tar-archive.ts";

export interface PlatformImage {
  readonly architecture: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** The oldest first. */
  readonly layers: readonly (readonly ArchiveEntry[])[];
}

/** Writes an image as an OCI layout, an index where there are several platforms. Returns the digest of its top. */
export function writeOciImage(folder: string, platforms: readonly PlatformImage[]): string {
  const blobs = join(folder, "blobs", "sha256");
  mkdirSync(blobs, { recursive: true });
  const blob = (mediaType: string, bytes: Buffer) => {
    const hash = createHash("sha256").update(bytes).digest("hex");
    writeFileSync(join(blobs, hash), bytes);
    return { mediaType, digest: `sha256:${hash}`, size: bytes.length };
  };
  const json = (mediaType: string, value: object) => blob(mediaType, Buffer.from(JSON.stringify(value)));
  const manifests = platforms.map(({ architecture, labels, layers }) => {
    const archives = layers.map(tarArchive);
    const config = json("application/vnd.oci.image.config.v1+json", {
      architecture,
      os: "linux",
      config: { Cmd: ["/none"], ...(labels && { Labels: labels }) },
      rootfs: {
        type: "layers",
        diff_ids: archives.map((tar) => `sha256:${createHash("sha256").update(tar).digest("hex")}`),
      },
    });
    const manifest = json("application/vnd.oci.image.manifest.v1+json", {
      schemaVersion: 2,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      config,
      layers: archives.map((tar) => blob("application/vnd.oci.image.layer.v1.tar+gzip", gzipSync(tar))),
    });
    return { ...manifest, platform: { os: "linux", architecture } };
  });
  const [first] = manifests;
  if (first === undefined) throw new Error("an image has at least one platform");
  const top =
    manifests.length === 1
      ? first
      : json("application/vnd.oci.image.index.v1+json", {
          schemaVersion: 2,
          mediaType: "application/vnd.oci.image.index.v1+json",
          manifests,
        });
  writeFileSync(join(folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  writeFileSync(
    join(folder, "index.json"),
    JSON.stringify({
      schemaVersion: 2,
      manifests: [{ ...top, annotations: { "org.opencontainers.image.ref.name": "latest" } }],
    }),
  );
  return top.digest;
}
