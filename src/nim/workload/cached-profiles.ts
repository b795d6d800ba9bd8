import { namedProfiles } from "../profile/select-without-manifest.ts";
import { everyProfile } from "../profile-id.ts";
import type { NIMCache } from "../schema/kinds.ts";
import { cacheModel, hasProfiles } from "./cache-model.ts";
import type { Missing, Surroundings } from "./made.ts";
import { selectedProfiles } from "./selected-profiles.ts";
import type { Subject } from "./subject.ts";

/** A profile as `status.profiles` of a NIMCache tells it. */
export interface CachedProfile {
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
}

export type CachedProfiles =
  | { readonly kind: "known"; readonly profiles: readonly CachedProfile[] }
  | { readonly kind: "unknown"; readonly why: Missing };

/** What `status.profiles` of a NIMCache says, or will say once it is Ready. */
export function cachedProfiles(cache: Subject<"NIMCache">, surroundings: Surroundings): CachedProfiles {
  if (isReady(cache)) return { kind: "known", profiles: reported(cache.status) };
  // Of others than NGC profiles the operator lists none.
  if (!hasProfiles(cache)) return { kind: "known", profiles: [] };
  if (namedProfiles(cache.spec.source?.ngc?.model).includes(everyProfile))
    return { kind: "known", profiles: [] };
  const model = cacheModel(cache, surroundings);
  if (model.kind === "unknown") return model;
  if (model.kind !== "manifest" || !("profiles" in model.manifest)) return { kind: "known", profiles: [] };
  const selection = selectedProfiles(cache, model, surroundings);
  if (selection.kind === "unknown") return selection;
  if (selection.kind === "none") return { kind: "known", profiles: [] };
  const selected = new Set(selection.ids);
  const profiles = model.manifest.profiles.filter(({ id }) => selected.has(id));
  return {
    kind: "known",
    profiles: profiles.map(({ id, tags }) => ({ name: id, config: Object.fromEntries(tags) })),
  };
}

/** How a NIMCache brings its model: `status.type`, or what it will be. */
export type CacheType =
  | { readonly kind: "legacy" | "native" | "model-free" }
  | { readonly kind: "unknown"; readonly why: Missing };

export function cacheTypeOf(cache: Subject<"NIMCache">, surroundings: Surroundings): CacheType {
  if (isReady(cache)) {
    const type = cache.status?.type;
    return { kind: type === "native" || type === "model-free" ? type : "legacy" };
  }
  const model = cacheModel(cache, surroundings);
  if (model.kind === "unknown") return model;
  return { kind: model.kind === "native" || model.kind === "model-free" ? model.kind : "legacy" };
}

/** A cache of a live cluster that needs nothing more. */
export function isReady({ status }: Subject<"NIMCache">): boolean {
  return status?.state === "Ready";
}

function reported(status: NIMCache["status"]): CachedProfile[] {
  return (status?.profiles ?? []).flatMap((profile) =>
    profile ? [{ name: profile.name ?? "", config: textsOf(profile.config) }] : [],
  );
}

function textsOf(map: Readonly<Record<string, string | undefined>> | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map ?? {}).flatMap(([key, text]) => (text === undefined ? [] : [[key, text]])),
  );
}
