import { closest } from "../nim/closest.ts";
import type { LockedProfile, ProfileFacts } from "../nim/profile/lock/lock.ts";
import { lockedProfiles } from "../nim/profile/lock/locked.ts";
import { parseModelManifest } from "../nim/profile/model-manifest.ts";
import { olderFormProfiles } from "../nim/profile/older-form.ts";
import { quoted } from "../nim/quoted.ts";
import { counted, printable, printableJson } from "../report/printable.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import type { Invocation } from "./command.ts";
import { lockFor, namedManifest } from "./model-manifest-input.ts";
import { factsTable, placesTable, type ShownProfile } from "./profile-tables.ts";
import { formatOf, gpusPerNodeOf } from "./profiles-flags.ts";
import { factsOf, shownProfiles } from "./shown-profiles.ts";
import type { World } from "./world.ts";

export async function runList(invocation: Invocation, world: World): Promise<ExitCode> {
  const { stdout, stderr } = world;
  const format = formatOf(invocation);
  const gpusPerNode = gpusPerNodeOf(invocation);
  const products = [...new Set(invocation.texts("product"))];
  const found = await foundProfiles(invocation, world);
  const listed = found.map(
    ({ profiles, ...image }): Listed => ({
      ...image,
      profiles: shownProfiles(profiles, products, gpusPerNode),
    }),
  );
  if (format === "json") {
    const answer = listed.map(({ image, profiles }) => ({
      image: image ?? null,
      profiles: profiles.map(({ id, facts, places }) => ({ id, ...withoutSources(facts), canRun: places })),
    }));
    stdout.write(printableJson(answer));
  } else stdout.write(listed.map(textOf).join("\n"));
  if (listed.some(({ profiles }) => profiles.length > 0)) return exitCodes.clean;
  stderr.write("nimops: no profile is known\n");
  return exitCodes.nothingFound;
}

interface Listed {
  /** Absent for a manifest that was given. */
  readonly image?: string;
  readonly profiles: readonly ShownProfile[];
}

interface Found {
  readonly image?: string;
  readonly profiles: readonly { readonly id: string; readonly facts: ProfileFacts }[];
}

async function foundProfiles(invocation: Invocation, world: World): Promise<Found[]> {
  const { positionals } = invocation;
  const file = invocation.text("manifest");
  if (file !== undefined) {
    if (positionals.length > 0 || invocation.text("lock") !== undefined) {
      throw new UserError("--manifest is one image: the lock and its images cannot be listed with it", {
        help: "leave out --lock and IMAGE, or --manifest",
      });
    }
    return [{ profiles: await profilesIn(file, world) }];
  }
  const lock = await lockFor(invocation, world);
  const images = positionals.length > 0 ? [...new Set(positionals)] : [...lock.images.keys()].sort();
  if (images.length === 0) {
    throw new UserError("no profiles are known: there is no lock file with images", {
      help: "give --manifest FILE, or write the lock with `nimops profiles update`",
      exitCode: exitCodes.nothingFound,
    });
  }
  return images.map((image) => {
    const profiles = lockedProfiles(lock, image);
    if (profiles !== undefined)
      return { image, profiles: profiles.map((facts) => ({ id: facts.id, facts })) };
    const meant = closest(image, [...lock.images.keys()]);
    throw new UserError(`the lock file does not have the image ${quoted(image)}`, {
      help: meant === undefined ? "`nimops profiles update --image IMAGE` adds it" : `did you mean ${meant}?`,
    });
  });
}

async function profilesIn(file: string, world: World): Promise<Found["profiles"]> {
  const manifest = namedManifest(file, world);
  if (manifest.kind !== "text") {
    throw new UserError(`--manifest ${file}: there is nothing to list`, {
      help: "give a model_manifest.yaml",
    });
  }
  const read = parseModelManifest(manifest.text);
  const isOlder = read.kind === "unreadable" && read.looksLike === "older form";
  const older = isOlder ? olderFormProfiles(manifest.text) : undefined;
  if (older !== undefined) {
    world.stderr.write(`${notForTheOperator}\n`);
    return older.map((profile) => ({ id: profile.id, facts: factsOf(profile, undefined) }));
  }
  if (read.kind === "unreadable") {
    throw new UserError(`the operator cannot read ${quoted(file)}: ${read.message}`, {
      help: "copy /opt/nim/etc/default/model_manifest.yaml out of the image",
    });
  }
  if (read.kind === "empty") return [];
  return read.profiles.map((profile) => ({ id: profile.id, facts: factsOf(profile, undefined) }));
}

const notForTheOperator =
  "nimops: the manifest has the older form with model_profile and manifest, which no version of the operator reads";

function textOf({ image, profiles }: Listed): string {
  const heading = image === undefined ? [] : [printable(image)];
  const hasPlaces = profiles.some(({ places }) => places.length > 0);
  return [
    ...heading,
    counted(profiles.length, "profile"),
    ...(profiles.length === 0 ? [] : factsTable(profiles)),
    ...(hasPlaces ? ["", "can run on", ...placesTable(profiles)] : []),
    "",
  ].join("\n");
}

/** Where each fact of the lock is from is the lock's own matter. */
function withoutSources(facts: ProfileFacts & Partial<Pick<LockedProfile, "id" | "sources">>): ProfileFacts {
  const { id: _id, sources: _sources, ...rest } = facts;
  return rest;
}
