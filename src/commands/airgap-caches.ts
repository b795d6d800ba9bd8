import { basename, join, resolve } from "node:path";
import { cacheName } from "../prewarm/airgap/file/cache-name.ts";
import type { JobCache } from "../prewarm/airgap/run/job.ts";
import { layouts } from "../prewarm/record/schema.ts";
import { UserError } from "../user-error.ts";
import type { AirgapVerb } from "./airgap-flags.ts";
import type { AirgapManifests } from "./airgap-manifests.ts";
import type { AirgapSettings } from "./airgap-settings.ts";
import { choice, type GivenSettings } from "./lint-request.ts";

export interface AirgapCaches {
  readonly caches: readonly JobCache[];
  /** One folder, or one place of a store, that flags name: nothing is known of it but what it holds. */
  readonly isSingle: boolean;
}

/** The caches that a call is about, each with its folder and its place in the store. @throws UserError for two of one name. */
export function airgapCaches(
  verb: AirgapVerb,
  given: GivenSettings,
  {
    found,
    manifests,
    workFolder,
    cwd,
  }: {
    readonly found: AirgapSettings;
    readonly manifests: AirgapManifests;
    readonly workFolder: string;
    readonly cwd: string;
  },
): AirgapCaches {
  const single = singleCache(verb, given, cwd);
  if (single !== undefined) return { caches: [single], isSingle: true };
  const wanted = [
    ...imagesGiven(verb, given),
    ...found.settings.images.map((entry) => imageOf(entry)),
    ...manifests.caches,
  ];
  const caches = wanted.map((cache) => placed(cache, verb, found, given, workFolder, cwd));
  refuseDoubles(caches);
  return { caches, isSingle: false };
}

/** `--from FOLDER --to URL`: one cache, and no air-gap file needed. */
function singleCache(verb: AirgapVerb, given: GivenSettings, cwd: string): JobCache | undefined {
  if (verb !== "upload" && verb !== "verify") return undefined;
  const [from, to] = [given.text("from"), given.text("to")];
  if (from === undefined && (to === undefined || verb === "upload")) return undefined;
  const folder = from === undefined ? undefined : resolve(cwd, from);
  const usual = folder === undefined ? (to ?? "").replace(/\/+$/, "").replace(/^.*\//, "") : basename(folder);
  return {
    name: given.text("name") ?? (usual || "cache"),
    folder: folder ?? join(cwd, "nimops-no-such-folder"),
    ...(to === undefined ? {} : { to: storeAddress(to, cwd) }),
  };
}

function imagesGiven(verb: AirgapVerb, given: GivenSettings): Omit<JobCache, "folder">[] {
  const images = given.texts("image");
  const profiles = given.texts("profile");
  const modelUri = given.text("model-uri");
  if ((profiles.length > 0 || modelUri !== undefined) && images.length !== 1) {
    throw new UserError(
      `${given.called(profiles.length > 0 ? "profile" : "model-uri")} goes with one --image`,
      {
        help: "say the profiles of several images in an air-gap file",
      },
    );
  }
  if (verb === "download" && given.text("to") !== undefined && images.length !== 1) {
    throw new UserError(`${given.called("to")} goes with one --image`, {
      help: "each cache of an air-gap file has its own folder in workFolder",
    });
  }
  return images.map((image) => ({
    name: cacheName({ image }),
    image,
    modelUri,
    profiles: profiles.length === 0 ? undefined : profiles,
  }));
}

function imageOf(entry: AirgapSettings["settings"]["images"][number]): Omit<JobCache, "folder"> {
  const { profiles, ...rest } = entry;
  return { ...rest, name: cacheName(entry), profiles: profiles === "all" ? ["all"] : profiles };
}

function placed(
  cache: Omit<JobCache, "folder">,
  verb: AirgapVerb,
  { settings: { upload }, ofFile }: AirgapSettings,
  given: GivenSettings,
  workFolder: string,
  cwd: string,
): JobCache {
  const own = verb === "download" && given.texts("image").length === 1 ? given.text("to") : undefined;
  const base = verb === "upload" || verb === "verify" ? (given.text("to") ?? upload?.to) : upload?.to;
  const layout = choice(given, "layout", layouts) ?? upload?.layout ?? "tree";
  const from =
    base === undefined
      ? undefined
      : isAddress(base)
        ? base
        : given.text("to") === undefined
          ? ofFile(base)
          : resolve(cwd, base);
  // A mirror's keys name the model; every other layout needs a place for each cache.
  const to =
    from === undefined
      ? undefined
      : layout === "nim-mirror"
        ? from
        : `${from.replace(/\/+$/, "")}/${cache.name}/`;
  return {
    ...cache,
    folder: own === undefined ? join(workFolder, "caches", cache.name) : resolve(cwd, own),
    ...(to === undefined ? {} : { to }),
  };
}

function isAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}

function storeAddress(text: string, cwd: string): string {
  return isAddress(text) ? text : resolve(cwd, text);
}

function refuseDoubles(caches: readonly JobCache[]): void {
  const names = caches.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new UserError(`two caches have the name ${JSON.stringify(twice)}`, {
    help: "give one of them another with `name` in the air-gap file",
  });
}
