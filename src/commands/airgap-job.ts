import { join, resolve } from "node:path";
import { lockedProfiles } from "../nim/profile/lock/locked.ts";
import { parseSelectorVersion, selectorVersions } from "../nim/profile/selector-version.ts";
import { defaultOperatorVersion } from "../nim/version.ts";
import { smokes } from "../prewarm/airgap/file/schema.ts";
import { linkWays } from "../prewarm/airgap/layout/layout.ts";
import { mirroredName } from "../prewarm/airgap/mirror/mirrored-name.ts";
import type { GpuPool } from "../prewarm/airgap/profiles/profiles.ts";
import type { AirgapJob, JobCache, JobUpload, JobVerify } from "../prewarm/airgap/run/job.ts";
import { layouts } from "../prewarm/record/schema.ts";
import { parseStoreUrl } from "../prewarm/store/store-url.ts";
import { UserError } from "../user-error.ts";
import { airgapCaches } from "./airgap-caches.ts";
import type { AirgapVerb } from "./airgap-flags.ts";
import { airgapManifests } from "./airgap-manifests.ts";
import { type AirgapSettings, airgapSettings } from "./airgap-settings.ts";
import { configFor } from "./config-for.ts";
import { choice, type GivenSettings } from "./lint-request.ts";
import { readLockFile } from "./lock-file.ts";
import { namedInventory, tellProblems } from "./named-inventory.ts";
import type { World } from "./world.ts";

const hour = 3_600_000;

/**
 * What is to be done, of the air-gap file, the flags and the manifests.
 *
 * @throws UserError for what is not right in them.
 */
export async function airgapJob(
  verb: AirgapVerb,
  given: GivenSettings,
  positionals: readonly string[],
  world: Pick<World, "cwd" | "env" | "stdin" | "stderr">,
): Promise<AirgapJob> {
  const { cwd } = world;
  const found = airgapSettings(given, cwd);
  const { settings, path, ofFile } = found;
  const workFolder = path("work", settings.workFolder) ?? resolve(cwd, settings.workFolder);
  const named = given.text("file") === undefined ? [] : (settings.manifests ?? []).map(ofFile);
  const manifests = await airgapManifests([...positionals, ...named], given, world);
  const placed = airgapCaches(verb, given, { found, manifests, workFolder, cwd });
  const { isSingle } = placed;
  const caches = isSingle ? placed.caches : await withLockedFacts(placed.caches, given, cwd);
  const upload = uploadOf(found, given, caches);
  // A slip of the pen is told now, and not after hours of downloads.
  for (const { to } of caches) if (to !== undefined) parseStoreUrl(to, upload?.store ?? {});
  const { download, mirror, publish } = settings;
  const { to: mirrorTo, carrier } = mirrorTarget(verb, given, found);
  if (mirrorTo !== undefined) mirroredName("registry.example/image:1", mirrorTo);
  const dryRun = given.isSet("dry-run");
  const rewriteTo = path("rewrite-to", mirror?.rewriteTo);
  const own = new Set(caches.map(({ image }) => image));
  return {
    dryRun,
    workFolder,
    state: isSingle && given.text("work") === undefined ? "none" : dryRun ? "read" : "kept",
    caches,
    otherImages: manifests.images.filter((image) => !own.has(image)),
    registries: settings.registries.map((registry) => ({
      ...registry,
      passwordVariable: registry.passwordEnv,
      certificateAuthority: registry.caFile === undefined ? undefined : ofFile(registry.caFile),
      authFile: registry.authFile === undefined ? undefined : ofFile(registry.authFile),
    })),
    pools: await poolsOf(path("inventory", settings.inventory), world),
    operatorVersion: versionOf(given) ?? settings.operatorVersion ?? defaultOperatorVersion,
    mirror:
      mirrorTo === undefined && carrier === undefined
        ? undefined
        : {
            to: mirrorTo,
            carrier,
            from: verb === "mirror" ? path("from", mirror?.from) : path("", mirror?.from),
            mapping: path("mapping", mirror?.mapping) ?? join(workFolder, "mapping.json"),
            rewrite: rewriteTo === undefined ? undefined : { files: manifests.files, to: rewriteTo },
            timeout: mirror?.timeout ?? 6 * hour,
          },
    download: {
      ...download,
      with: choice(given, "with", ["podman", "docker"]) ?? download?.with,
      gpus: given.text("gpus") ?? download?.gpus,
      timeout: download?.timeout ?? 12 * hour,
    },
    upload,
    verify: verifyOf(found, given),
    publish: publishOf(publish, given, found),
  };
}

/** What the lock beside nimops.yaml knows of the images' profiles, such as sizes. */
async function withLockedFacts(
  caches: readonly JobCache[],
  given: GivenSettings,
  cwd: string,
): Promise<JobCache[]> {
  const { root } = await configFor(given.text("config"), { cwd });
  const lock = await readLockFile(undefined, { root, cwd });
  return caches.map((cache) => {
    const locked = cache.image === undefined ? undefined : lockedProfiles(lock, cache.image);
    if (locked === undefined) return cache;
    return { ...cache, known: new Map(locked.map(({ id, sources: _sources, ...facts }) => [id, facts])) };
  });
}

/** Flags say it as a whole: `--carrier` alone is no second place beside the registry of the file. */
function mirrorTarget(
  verb: AirgapVerb,
  given: GivenSettings,
  { settings: { mirror }, path }: AirgapSettings,
): { to?: string | undefined; carrier?: string | undefined } {
  const to = verb === "mirror" ? given.text("to") : undefined;
  const carrier = given.text("carrier");
  if (to !== undefined && carrier !== undefined) {
    throw new UserError(`${given.called("to")} and ${given.called("carrier")} exclude each other`, {
      help: `images go into a registry or into a folder; ${given.called("from")} reads a folder that was filled`,
    });
  }
  if (to !== undefined) return { to };
  return carrier === undefined && mirror?.to !== undefined
    ? { to: mirror.to }
    : { carrier: path("carrier", mirror?.carrier) };
}

async function poolsOf(
  file: string | undefined,
  world: Pick<World, "cwd" | "stdin" | "stderr">,
): Promise<GpuPool[]> {
  if (file === undefined) return [];
  const found = await namedInventory(file, world);
  if (found.inventory === undefined) {
    tellProblems(found, world);
    throw new UserError(`the inventory ${file} cannot be used before its mistakes are mended`);
  }
  return found.inventory.nodePools.flatMap(({ name, gpu }) =>
    gpu === undefined ? [] : [{ name, product: gpu.product, gpusPerNode: gpu.count }],
  );
}

function versionOf(given: GivenSettings) {
  const text = given.text("operator-version");
  if (text === undefined) return undefined;
  const version = parseSelectorVersion(text);
  if (version !== undefined) return version;
  throw new UserError(`${given.called("operator-version")} ${JSON.stringify(text)} is not known`, {
    help: `known versions: ${selectorVersions.join(", ")}`,
  });
}

function uploadOf(
  { settings: { upload }, path }: AirgapSettings,
  given: GivenSettings,
  caches: readonly JobCache[],
): JobUpload | undefined {
  if (upload === undefined && !caches.some(({ to }) => to !== undefined)) return undefined;
  const caFile = path("ca-file", upload?.caFile);
  return {
    layout: choice(given, "layout", layouts) ?? upload?.layout ?? "tree",
    links: choice(given, "links", linkWays) ?? upload?.links,
    store: {
      endpoint: given.text("endpoint") ?? upload?.endpoint,
      region: given.text("region") ?? upload?.region,
      awsProfile: given.text("aws-profile") ?? upload?.awsProfile,
      pathStyle: given.isSet("path-style") ? true : upload?.pathStyle,
      caFile: caFile,
      namenode: given.text("namenode") ?? upload?.namenode,
      hdfsUser: given.text("hdfs-user") ?? upload?.hdfsUser,
    },
    parallel: parallelOf(given) ?? upload?.parallel,
    breakLease: given.isSet("break-lease"),
  };
}

function parallelOf(given: GivenSettings): number | undefined {
  const text = given.text("parallel");
  if (text === undefined) return undefined;
  if (/^[1-9]\d?$/.test(text) && Number(text) <= 64) return Number(text);
  throw new UserError(`${given.called("parallel")} ${text} is not from 1 to 64`);
}

function verifyOf({ settings: { verify }, path }: AirgapSettings, given: GivenSettings): JobVerify {
  const url = given.text("url");
  const smoke = choice(given, "smoke", smokes);
  const asked =
    url === undefined ? [] : [{ cache: url, url, port: 8000, smoke, inputType: given.text("input-type") }];
  return {
    full: given.isSet("full") || verify?.full === true,
    deep: given.isSet("deep") || verify?.deep === true,
    context: given.text("context") ?? verify?.context,
    namespace: given.text("namespace") ?? verify?.namespace,
    caFile: path("ca-file", verify?.caFile),
    services: [...asked, ...(verify?.services ?? [])],
  };
}

function publishOf(
  publish: AirgapSettings["settings"]["publish"],
  given: GivenSettings,
  { path }: AirgapSettings,
): AirgapJob["publish"] {
  const server = given.text("server") ?? publish?.server;
  if (server === undefined) return undefined;
  return {
    server,
    accessKeyEnv: given.text("access-key-env") ?? publish?.accessKeyEnv,
    accessKeyFile: path("access-key-file", publish?.accessKeyFile),
    caFile: path("ca-file", publish?.caFile),
    tlsVerify: given.isSet("insecure") ? false : (publish?.tlsVerify ?? true),
    models: publish?.models,
  };
}
