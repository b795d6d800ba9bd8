import type { ReadManifest } from "../profile/model-manifest.ts";
import { modelOfImage, readOnce } from "../profile/model-of-image.ts";
import { noManifestFile } from "../profile/select-without-manifest.ts";
import { isMap } from "../value.ts";
import { atLeast } from "../version.ts";
import { type Missing, type Surroundings, unknownModelManifest } from "./made.ts";
import { questionFault } from "./registry-question.ts";
import type { Subject } from "./subject.ts";

/** What the operator finds out about the models of a cache's image before it makes the Job. */
export type CacheModel =
  /** The image downloads its only model by itself, and nobody reads a manifest. */
  | { readonly kind: "native" }
  | {
      readonly kind: "manifest";
      readonly manifest: ReadManifest;
      /** A ConfigMap of the cache has it, so that no pod reads it. */
      readonly inCluster: boolean;
      /** The manifest in full, its lists of files included; absent where nobody gave those. */
      readonly text?: string;
      readonly note?: string;
    }
  /** The image has none; `inCluster`: the cache's status says so, and no pod looks again. */
  | { readonly kind: "model-free"; readonly inCluster: boolean; readonly note?: string }
  /** Before 3.1.1 the operator reads a manifest for NGC profiles only. */
  | { readonly kind: "not read" }
  /** `mayBeNative`: nor is it known whether there will be a pod that reads a manifest. */
  | { readonly kind: "unknown"; readonly why: Missing; readonly mayBeNative: boolean };

/** Source: k8s-nim-operator nimcache_controller.go, resolveImageProtocol and reconcileModelManifest. */
export function cacheModel(cache: Subject<"NIMCache">, surroundings: Surroundings): CacheModel {
  const { operatorVersion } = surroundings;
  const readsForAll = atLeast(operatorVersion, "3.1.1");
  if (!hasProfiles(cache) && !readsForAll) return { kind: "not read" };
  const image = modelPullerOf(cache);
  const said = surroundings.modelManifest(image);
  const mayBeNative = hasProfiles(cache) && atLeast(operatorVersion, "3.1.2");
  let note: string | undefined;
  if (mayBeNative && said.kind === "native") {
    const fault = questionFault(image, [cache.spec.source?.ngc?.pullSecret], surroundings);
    if (fault === undefined) return { kind: "native" };
    note = `${fault}, so the operator does not see that ${image} is native, and treats it as an image without a model manifest`;
  }
  // What the operator found out before, where the manifest comes from a cluster.
  const { type } = cache.status ?? {};
  if (mayBeNative && said.kind === "unknown" && type === "native") return { kind: "native" };
  const stored = storedManifest(cache, surroundings);
  if (stored) return { kind: "manifest", manifest: stored, inCluster: true };
  if (readsForAll && type === "model-free") return { kind: "model-free", inCluster: true };
  if (said.kind === "unknown") {
    return { kind: "unknown", why: unknownModelManifest(image, mayBeNative), mayBeNative };
  }
  const found = modelOfImage(said, operatorVersion, false);
  if (found.kind === "native") return found;
  const isWhole = said.kind === "text" && said.isStripped !== true;
  return {
    ...found,
    inCluster: false,
    ...(isWhole && found.kind === "manifest" && { text: said.text }),
    ...(note !== undefined && { note }),
  };
}

/** Whether profiles are chosen for the cache: an NGC source without `modelEndpoint`. */
export function hasProfiles({ spec }: Subject<"NIMCache">): boolean {
  return spec.source?.ngc !== undefined && spec.source.ngc.modelEndpoint === undefined;
}

export function modelPullerOf({ spec }: Subject<"NIMCache">): string {
  const { ngc, dataStore, hf } = spec.source ?? {};
  return (ngc ?? dataStore ?? hf)?.modelPuller ?? "";
}

/**
 * What a ConfigMap of the cache holds; whatever that is, no pod reads the image's manifest again. That it cannot be read
 * comes out when profiles are selected. Source: nimcache_controller.go, extractNIMManifest.
 */
function storedManifest({ name }: Subject<"NIMCache">, surroundings: Surroundings): ReadManifest | undefined {
  const stored = surroundings.find("ConfigMap", `${name}-manifest`);
  if (!stored) return undefined;
  const text = isMap(stored.data) ? stored.data["model_manifest.yaml"] : undefined;
  if (typeof text !== "string") {
    return { kind: "unreadable", message: `${noManifestFile}model_manifest.yaml not found in ConfigMap` };
  }
  const manifest = readOnce(stored, text);
  if (manifest.kind !== "unreadable") return manifest;
  const message = `${noManifestFile}failed to unmarshal manifest data: ${manifest.message}`;
  return { ...manifest, message };
}
