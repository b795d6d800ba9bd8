import { parseModelManifest, type ReadManifest } from "./model-manifest.ts";
import { type SelectorVersion, selectsAtLeast } from "./selector-version.ts";

/** What a container image says about the models in it. */
export type ModelManifest =
  /** `isStripped`: the lists of files are not in it. */
  | { readonly kind: "text"; readonly text: string; readonly isStripped?: boolean }
  /** The image declares the download protocol `native-v1`. */
  | { readonly kind: "native" }
  /** The image has no model manifest. */
  | { readonly kind: "none" }
  | { readonly kind: "unknown" };

/** What the operator takes an image for. */
export type ModelOfImage =
  /** The image downloads its only model by itself, and nobody reads a manifest. */
  | { readonly kind: "native" }
  | { readonly kind: "manifest"; readonly manifest: ReadManifest }
  /** The image has no manifest, and the operator has seen so. */
  | { readonly kind: "model-free" };

/**
 * What the operator finds in the image of a cache of NGC profiles. `isAsked`: whether it gets an answer from the image's
 * registry; since 3.1.2 it asks that for `native-v1`.
 * Source: k8s-nim-operator nimcache_controller.go, resolveImageProtocol and reconcileModelManifest.
 */
export function modelOfImage(
  said: Exclude<ModelManifest, { kind: "unknown" }>,
  operatorVersion: SelectorVersion,
  isAsked: boolean,
): ModelOfImage {
  if (said.kind === "native" && isAsked && selectsAtLeast(operatorVersion, "3.1.2"))
    return { kind: "native" };
  const seesThatNone = selectsAtLeast(operatorVersion, "3.1.1");
  if (said.kind === "text" && !(seesThatNone && said.text.includes(printedForNone))) {
    return { kind: "manifest", manifest: readOnce(said, said.text) };
  }
  if (seesThatNone) return { kind: "model-free" };
  return { kind: "manifest", manifest: { kind: "unreadable", message: complaintOfCat } };
}

/** Read once for each `owner` of a text: manifests have megabytes, and every service of a cache asks for its profiles. */
export function readOnce(owner: object, text: string): ReadManifest {
  const manifest = remembered.get(owner) ?? parseModelManifest(text);
  remembered.set(owner, manifest);
  return manifest;
}

const remembered = new WeakMap<object, ReadManifest>();

/** Since 3.1.1 the manifest pod prints a sentence where there is no file. */
const printedForNone = "model_manifest.yaml not found";

/** Until 3.1.0 the complaint of `cat`, two colons in a line, is read as the manifest. */
const complaintOfCat = "yaml: mapping values are not allowed in this context";
