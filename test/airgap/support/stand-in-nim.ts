import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { arch } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { findProgram } from "../../../src/prewarm/containers/find-program.ts";
import { modelManifest, type StandInProfile, standInProfiles } from "./stand-in-files.ts";

export interface StandInOptions {
  readonly kind: "legacy" | "native" | "model-free" | "no-nim";
  /** What its download does; `ok` unless told. Also to be had by the variable STAND_IN. */
  readonly mode?: string;
  /** Bytes of each of a profile's two weight files. */
  readonly weights?: number;
  /** Of the list of media types: `oci`, or `docker` as most images of nvcr.io are. */
  readonly form?: "oci" | "docker";
  /** What its `list-model-profiles` can print: `json` and text, unless told `text`. */
  readonly list?: string;
  /** Makes it another image. */
  readonly mark?: string;
}

export interface StandIn {
  /** `oci:…` or `dir:…`, as skopeo takes it. */
  readonly source: string;
  readonly digest: string;
  readonly profiles: readonly StandInProfile[];
}

const label = "com.nvidia.nim.model_download_protocol";
const support = import.meta.dirname;

/** Writes a stand-in of a NIM image, for two platforms, as an OCI layout: busybox and shell scripts. Nothing is pulled. */
export async function writeStandIn(folder: string, options: StandInOptions): Promise<StandIn> {
  const { kind, mode = "ok", weights = 300_000, mark = "", list = "json" } = options;
  const profiles = await standInProfiles(weights);
  const config = {
    Env: [
      "PATH=/bin",
      ...(kind === "no-nim"
        ? []
        : ["NIM_CACHE_PATH=/opt/nim/.cache", `STAND_IN=${mode}`, `STAND_IN_LIST=${list}`, `MARK=${mark}`]),
    ],
    Cmd: kind === "native" ? ["/bin/native"] : ["/bin/sh", "-c", "echo serving; sleep 3600"],
    Labels: kind === "native" ? { [label]: "native-v1" } : {},
  };
  const own = arch() === "arm64" ? "arm64" : "amd64";
  const platforms = [own, own === "amd64" ? "arm64" : "amd64"].map((architecture) => {
    const root = join(folder, `root-${architecture}`);
    writeRoot(root, kind, profiles, architecture);
    const archive = join(folder, `${architecture}.tar`);
    execFileSync("tar", [
      ...["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"],
      "-C",
      root,
      "-cf",
      archive,
      ".",
    ]);
    const tar = readFileSync(archive);
    rmSync(root, { recursive: true });
    rmSync(archive);
    return { architecture, tar };
  });
  const layout = join(folder, "layout");
  const { form = "oci" } = options;
  const digest = writeLayout(layout, platforms, config, form);
  return { source: form === "oci" ? `oci:${layout}:latest` : `dir:${layout}`, digest, profiles };
}

/** Puts it into a registry of this machine. */
export function pushStandIn(
  { source }: StandIn,
  image: string,
  env: Record<string, string>,
  ...flags: string[]
): void {
  const args = ["copy", "--quiet", "--all", "--preserve-digests", "--dest-tls-verify=false", ...flags];
  execFileSync("skopeo", [...args, source, `docker://${image}`], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

function writeRoot(
  root: string,
  kind: StandInOptions["kind"],
  profiles: readonly StandInProfile[],
  architecture: string,
): void {
  const put = (path: string, content: string | Buffer, mode = 0o644) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    chmodSync(join(root, path), mode);
  };
  put("architecture", architecture);
  mkdirSync(join(root, "tmp"));
  chmodSync(join(root, "tmp"), 0o777);
  const busybox = findProgram("busybox", process.env) ?? "/bin/busybox";
  mkdirSync(join(root, "bin"));
  cpSync(busybox, join(root, "bin/busybox"), { dereference: true });
  chmodSync(join(root, "bin/busybox"), 0o755);
  for (const name of applets) symlinkSync("busybox", join(root, "bin", name));
  const script = (name: string, as: string) => put(`bin/${as}`, readFileSync(join(support, name)), 0o755);
  const filesOf = (name: string, profile: StandInProfile) => {
    put(`stand-in/profiles/${name}/version`, profile.version);
    for (const { path, bytes } of profile.files) put(`stand-in/profiles/${name}/files/${path}`, bytes);
  };
  const [any] = profiles;
  if (any === undefined) throw new Error("there is at least one profile");
  if (kind === "legacy") {
    script("download-to-cache.sh", "download-to-cache");
    script("list-model-profiles.sh", "list-model-profiles");
    put("opt/nim/etc/default/model_manifest.yaml", modelManifest(profiles));
    put("stand-in/list.json", listJson(profiles));
    put("stand-in/list.txt", listText(profiles));
    for (const profile of profiles) filesOf(profile.id, profile);
  } else if (kind === "model-free") {
    script("download-to-cache.sh", "download-to-cache");
    filesOf("model-free", any);
  } else if (kind === "native") {
    script("native.sh", "native");
    filesOf("native", any);
  }
}

const applets = [
  ...[
    "sh",
    "cat",
    "cut",
    "dd",
    "dirname",
    "echo",
    "find",
    "ln",
    "md5sum",
    "mkdir",
    "mv",
    "cp",
    "printf",
    "sed",
  ],
  ...["sleep", "sort", "stat", "true", "false", "truncate", "ls", "id", "env", "df"],
];

function listJson([any, h100, a100]: readonly StandInProfile[]): string {
  const entry = (profile: StandInProfile | undefined) => ({ profile_id: profile?.id, tags: profile?.tags });
  return JSON.stringify({ compatible: [entry(any), entry(h100)], incompatible: [entry(a100)] });
}

function listText([any, h100, a100]: readonly StandInProfile[]): string {
  return [
    "SYSTEM INFO",
    "- Free GPUs:",
    "  -  [2330:10de] (0) NVIDIA H100 80GB HBM3 [current utilization: 0%]",
    "MODEL PROFILES",
    "- Compatible with system and runnable:",
    `  - ${any?.id} (${any?.name})`,
    `  - ${h100?.id} (${h100?.name})`,
    "  - With LoRA support: <None>",
    "- Incompatible with system:",
    `  - ${a100?.id} (${a100?.name})`,
    "",
  ].join("\n");
}

const mediaTypes = {
  oci: {
    index: "application/vnd.oci.image.index.v1+json",
    manifest: "application/vnd.oci.image.manifest.v1+json",
    config: "application/vnd.oci.image.config.v1+json",
    layer: "application/vnd.oci.image.layer.v1.tar+gzip",
  },
  docker: {
    index: "application/vnd.docker.distribution.manifest.list.v2+json",
    manifest: "application/vnd.docker.distribution.manifest.v2+json",
    config: "application/vnd.docker.container.image.v1+json",
    layer: "application/vnd.docker.image.rootfs.diff.tar.gzip",
  },
} as const;

/** What has the media types of Docker has no place in an OCI layout: skopeo keeps that in a folder of its own form. */
function writeLayout(
  layout: string,
  platforms: readonly { architecture: string; tar: Buffer }[],
  config: object,
  form: "oci" | "docker",
): string {
  const types = mediaTypes[form];
  const blobs = form === "oci" ? join(layout, "blobs/sha256") : layout;
  mkdirSync(blobs, { recursive: true });
  const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
  const blob = (mediaType: string, bytes: Buffer, suffix = "") => {
    writeFileSync(join(blobs, `${sha256(bytes)}${form === "oci" ? "" : suffix}`), bytes);
    return { mediaType, digest: `sha256:${sha256(bytes)}`, size: bytes.length };
  };
  const json = (mediaType: string, value: object, suffix = "") =>
    blob(mediaType, Buffer.from(JSON.stringify(value)), suffix);
  const manifests = platforms.map(({ architecture, tar }) => {
    const rootfs = { type: "layers", diff_ids: [`sha256:${sha256(tar)}`] };
    const content = {
      schemaVersion: 2,
      mediaType: types.manifest,
      config: json(types.config, { architecture, os: "linux", config, rootfs }),
      layers: [blob(types.layer, gzipSync(tar, { level: 1 }))],
    };
    const manifest = json(types.manifest, content, ".manifest.json");
    return { ...manifest, platform: { os: "linux", architecture } };
  });
  const index = { schemaVersion: 2, mediaType: types.index, manifests };
  if (form === "docker") {
    writeFileSync(join(layout, "version"), "Directory Transport Version: 1.2\n");
    writeFileSync(join(layout, "manifest.json"), JSON.stringify(index));
    return `sha256:${sha256(Buffer.from(JSON.stringify(index)))}`;
  }
  const top = json(types.index, index);
  writeFileSync(join(layout, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  const annotations = { "org.opencontainers.image.ref.name": "latest" };
  writeFileSync(
    join(layout, "index.json"),
    JSON.stringify({ schemaVersion: 2, manifests: [{ ...top, annotations }] }),
  );
  return top.digest;
}
