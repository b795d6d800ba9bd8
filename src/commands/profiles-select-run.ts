import type { Resource } from "../manifest/resource.ts";
import { type CacheSelection, insteadOfSelection, selectForCache } from "../nim/profile/cache-selection.ts";
import { emptyLock, type ProfilesLock } from "../nim/profile/lock/lock.ts";
import { lockedProfiles } from "../nim/profile/lock/locked.ts";
import { checkedAs } from "../nim/profile/selector-version.ts";
import { everyProfile } from "../nim/profile-id.ts";
import { printable, printableJson } from "../report/printable.ts";
import { type ExitCode, exitCodes, UserError } from "../user-error.ts";
import { cacheIn } from "./cache-input.ts";
import type { Invocation } from "./command.ts";
import { type KnownManifest, lockFor, manifestInLock, namedManifest } from "./model-manifest-input.ts";
import type { ShownProfile } from "./profile-tables.ts";
import { formatOf, gpusPerNodeOf, selectorVersionOf } from "./profiles-flags.ts";
import { selectionText } from "./selection-text.ts";
import { factsOf, shownProfiles } from "./shown-profiles.ts";
import type { World } from "./world.ts";

export async function runSelect(invocation: Invocation, world: World): Promise<ExitCode> {
  const asked = askedOf(invocation);
  const { format, operatorVersion, products } = asked;
  const cache = cacheIn({ ...asked, operatorVersion: checkedAs(operatorVersion) }, world);
  const lock = asked.needsLock ? await lockFor(invocation, world) : emptyLock;
  const selection = await selectionFor(cache, asked, lock, world);
  const canRun = asked.wantsPlaces ? await placesOf(selection, cache, asked, lock) : [];
  if (format === "text") {
    world.stdout.write(selectionText(cache, selection, { products, operatorVersion, canRun }));
    return exitCodes.clean;
  }
  const { selected, rejected, message, note } = selection;
  const places = canRun.map(({ id, places }) => ({ id, products: places }));
  const answer = { selected, rejected, message, ...(invocation.isSet("can-run") ? { canRun: places } : {}) };
  world.stdout.write(printableJson(answer));
  if (note !== undefined) world.stderr.write(`nimops: ${printable(note)}\n`);
  return exitCodes.clean;
}

type Asked = ReturnType<typeof askedOf>;

function askedOf(invocation: Invocation) {
  const format = formatOf(invocation);
  const file = invocation.text("cache");
  const manifest = invocation.text("manifest");
  const products = [...new Set(invocation.texts("product"))];
  const isAsked = invocation.isSet("can-run");
  if (file === undefined) {
    throw new UserError("name the file with the NIMCache: --cache FILE", {
      help: "see `nimops profiles select --help`",
    });
  }
  if (invocation.positionals.length > 0) {
    throw new UserError(`nimops profiles select takes no ${JSON.stringify(invocation.positionals[0])}`, {
      help: "files are named by --cache and --manifest",
    });
  }
  if (file === "-" && manifest === "-") {
    throw new UserError("--cache and --manifest cannot both be standard input", {
      help: "give one of them as a file",
    });
  }
  if (isAsked && products.length === 0) {
    throw new UserError("--can-run needs a --product", { help: "such as --product NVIDIA-H100-80GB-HBM3" });
  }
  const wantsPlaces = isAsked || (format === "text" && products.length > 0);
  return {
    format,
    file,
    name: invocation.text("name"),
    manifest,
    products,
    operatorVersion: selectorVersionOf(invocation),
    gpusPerNode: gpusPerNodeOf(invocation),
    wantsPlaces,
    needsLock: wantsPlaces || manifest === undefined || invocation.text("lock") !== undefined,
  };
}

async function selectionFor(
  cache: Resource<"NIMCache">,
  { manifest, products, operatorVersion }: Asked,
  lock: ProfilesLock,
  world: World,
): Promise<CacheSelection> {
  const { source } = cache.spec;
  const found = (): KnownManifest => {
    if (manifest !== undefined) return namedManifest(manifest, world);
    if (insteadOfSelection(source) !== undefined) return { kind: "none" };
    return manifestInLock(lock, source?.ngc?.modelPuller ?? "");
  };
  const selection = selectForCache({
    name: cache.name,
    source,
    // A live NIMCache says what the operator found.
    manifest: cache.status?.type === "native" ? { kind: "native" } : found(),
    products,
    operatorVersion,
  });
  const { read } = selection;
  if (read?.kind === "unreadable" && read.looksLike === "too large") {
    throw new UserError("the manifest is larger than nimops reads", { help: "is it a model_manifest.yaml?" });
  }
  if (read?.kind !== "v1") return selection;
  return { ...selection, selected: [...selection.selected].sort() };
}

async function placesOf(
  { read, selected }: CacheSelection,
  cache: Resource<"NIMCache">,
  { products, gpusPerNode }: Asked,
  lock: ProfilesLock,
): Promise<ShownProfile[]> {
  if (read?.kind !== "v1" && read?.kind !== "v2") return [];
  const image = cache.spec.source?.ngc?.modelPuller ?? "";
  const known = new Map((lockedProfiles(lock, image) ?? []).map((profile) => [profile.id, profile]));
  const isSelected = (id: string) => selected.includes(id) || selected.includes(everyProfile);
  const inOrder =
    read.kind === "v2"
      ? read.profiles
      : [...read.profiles].sort((one, other) => (one.id < other.id ? -1 : 1));
  const profiles = inOrder.map((profile) => ({
    id: profile.id,
    facts: factsOf(profile, known.get(profile.id)),
    mark: isSelected(profile.id) ? "selected" : "",
  }));
  return shownProfiles(profiles, products, gpusPerNode);
}
