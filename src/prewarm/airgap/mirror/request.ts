import type { StepResult } from "../step.ts";
import type { RegistryAccess } from "./registry-access.ts";

export interface MirrorRequest {
  /** As the manifests name them: `nvcr.io/nim/meta/llama-3.1-8b-instruct:1.8.4`, with a tag or a digest. Empty: all of `from`. */
  readonly images: readonly string[];
  /** A folder that an earlier mirror filled (`to: {carrier}`), brought here by hand; without it, the registries. */
  readonly from?: string | undefined;
  readonly to: MirrorTarget;
  /** How registries are spoken to; those that are not named with the tools' own logins, over TLS. */
  readonly registries: readonly RegistryAccess[];
  /** Where the mapping is written, as JSON (`MirrorMapping`); nowhere without it. */
  readonly mappingFile?: string | undefined;
  readonly dryRun: boolean;
  /** Milliseconds for one image. */
  readonly timeout: number;
}

export type MirrorTarget =
  /** `registry.local:5000` or `registry.local:5000/nim`: the path of the source is put behind it. */
  | { readonly registry: string }
  /** A folder to carry by hand, in the form of an OCI layout. */
  | { readonly carrier: string };

export interface MirrorResult extends StepResult {
  readonly step: "mirror";
  readonly mirrored: readonly MirroredImage[];
}

export interface MirroredImage {
  /** As it was asked for. */
  readonly source: string;
  /** Where it is now: `registry.local:5000/nim/meta/llama-3.1-8b-instruct:1.8.4`, or a place in the carrier. */
  readonly destination: string;
  /** `sha256:…` of the index, or of the manifest where there is no index; the same on both sides. */
  readonly digest: string;
  /** Empty where there is no index. */
  readonly platforms: readonly { readonly platform: string; readonly digest: string }[];
  readonly did: "copied" | "there" | "would-copy";
  /** Of all its layers and configurations. */
  readonly bytes: number;
}
