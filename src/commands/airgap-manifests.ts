import { readFileSync } from "node:fs";
import { nimImagesOf } from "../manifest/nim-images.ts";
import { isOfKind } from "../manifest/resource.ts";
import { imageFault } from "../nim/image-reference.ts";
import type { ManifestText } from "../prewarm/airgap/mirror/rewritten-manifests.ts";
import type { JobCache } from "../prewarm/airgap/run/job.ts";
import { UserError } from "../user-error.ts";
import { findManifests } from "./find-manifests.ts";
import { type GivenSettings, lintRequestOf } from "./lint-request.ts";
import type { World } from "./world.ts";

export interface AirgapManifests {
  /** One for each NIMCache that a NIM fills; without a folder. */
  readonly caches: readonly Omit<JobCache, "folder">[];
  /** Every image of the manifests. */
  readonly images: readonly string[];
  /** For copies with other images. */
  readonly files: readonly ManifestText[];
}

const none: AirgapManifests = { caches: [], images: [], files: [] };

/** What manifests ask for. @throws UserError where there are none. */
export async function airgapManifests(
  paths: readonly string[],
  given: GivenSettings,
  world: Pick<World, "cwd" | "env" | "stdin">,
): Promise<AirgapManifests> {
  if (paths.length === 0) return none;
  const { sources, load } = await findManifests(lintRequestOf(given, paths), world);
  const sets = load(sources).clusters.map(({ set }) => set);
  const found = sets.flatMap(({ resources }) =>
    resources.filter((resource) => isOfKind(resource, "NIMCache")),
  );
  const caches = found.flatMap(({ name, namespace, spec }) => {
    const { ngc } = spec.source ?? {};
    const image = ngc?.modelPuller;
    if (image === undefined || imageFault(image) !== undefined) return [];
    const filter = ngc?.model;
    const profiles = filter?.profiles;
    return [{ name, namespace, image, filter, profiles: profiles?.length === 0 ? undefined : profiles }];
  });
  const { images } = nimImagesOf(sets);
  if (images.length === 0) {
    throw new UserError(`no NIM image is named in ${paths.map((path) => JSON.stringify(path)).join(", ")}`, {
      help: "give the folder of the manifests, or images by --image or in the air-gap file",
    });
  }
  const names = caches.map(({ name }) => name);
  const files = sources.flatMap((source) =>
    "absolute" in source ? [{ path: source.path, text: readFileSync(source.absolute, "utf8") }] : [],
  );
  return {
    caches: caches.map(({ name, namespace, ...rest }) => ({
      ...rest,
      // Two namespaces may each have one of the name.
      name: names.indexOf(name) === names.lastIndexOf(name) ? name : `${namespace}.${name}`,
    })),
    images,
    files,
  };
}
