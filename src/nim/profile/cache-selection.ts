import { everyProfile } from "../profile-id.ts";
import type { NIMCacheSource } from "../schema/kinds.ts";
import type { ReadManifest } from "./model-manifest.ts";
import { type ModelManifest, modelOfImage } from "./model-of-image.ts";
import { type ProfileSelection, selectProfiles } from "./select.ts";
import { selectWithoutManifest } from "./select-without-manifest.ts";
import { type SelectorVersion, selectsAtLeast } from "./selector-version.ts";

export interface CacheQuestion {
  /** `metadata.name` of the NIMCache. */
  readonly name: string;
  /** `spec.source`. */
  readonly source: NIMCacheSource | undefined;
  /** Of the image `source.ngc.modelPuller`; not looked at for other sources. */
  readonly manifest: Exclude<ModelManifest, { kind: "unknown" }>;
  readonly products: readonly string[];
  readonly operatorVersion: SelectorVersion;
}

export interface CacheSelection extends ProfileSelection {
  /** What `selected` and `message` leave open, such as why there is no selection at all. */
  readonly note?: string;
  /** The manifest, where it was read. */
  readonly read?: ReadManifest;
}

/**
 * Which profiles the operator hands to the download Job of a NIMCache, whatever its source. That it can ask the image's
 * registry is taken for granted. Source: k8s-nim-operator nimcache_controller.go.
 */
export function selectForCache(question: CacheQuestion): CacheSelection {
  const { name, source, manifest: said, products, operatorVersion } = question;
  const none = { selected: [], rejected: [], message: null };
  const instead = insteadOfSelection(source);
  if (instead !== undefined) return { ...none, note: instead };
  const model = source?.ngc?.model;
  const found = modelOfImage(said, operatorVersion, true);
  if (found.kind === "native") {
    const ignored = model === undefined ? "" : "; spec.source.ngc.model is ignored";
    return {
      ...none,
      note: `no selection takes place: the image downloads its own model (native-v1)${ignored}`,
    };
  }
  const note = noteOn(question);
  const noted = note === undefined ? {} : { note };
  if (found.kind === "model-free") {
    const selection = selectWithoutManifest(name, model);
    if (note !== undefined || selection.message !== null || selection.selected.includes(everyProfile)) {
      return { ...selection, ...noted };
    }
    return { ...selection, note: downloadedAgain };
  }
  const { manifest } = found;
  const selection = selectProfiles({ manifest, model, products, operatorVersion });
  if (said.kind !== "text") return { ...selection, ...noted };
  return manifest.kind === "empty"
    ? { ...selection, read: manifest, note: askedAgain }
    : { ...selection, read: manifest };
}

const downloadedAgain =
  "the image has no model manifest: after the download the status fails, and it is downloaded again";
const askedAgain = "the manifest is empty: the operator asks the image again every 30 seconds";

/** What a source does where it has no profiles to select from; undefined for a NIM of NGC. */
export function insteadOfSelection(source: NIMCacheSource | undefined): string | undefined {
  if (source?.ngc === undefined) {
    const hub = source?.hf !== undefined ? "hf" : source?.dataStore !== undefined ? "dataStore" : undefined;
    const what = hub === undefined ? "there is no spec.source.ngc" : `spec.source.${hub} has no profiles`;
    return `no selection takes place: ${what}`;
  }
  const { modelEndpoint } = source.ngc;
  return modelEndpoint === undefined
    ? undefined
    : `no selection takes place: spec.source.ngc.modelEndpoint names the model, ${JSON.stringify(modelEndpoint)}`;
}

function noteOn({ manifest, operatorVersion }: CacheQuestion): string | undefined {
  if (manifest.kind !== "native" || selectsAtLeast(operatorVersion, "3.1.2")) return undefined;
  return `the operator ${operatorVersion} does not ask for native-v1 yet, and looks for a model manifest in the image`;
}
