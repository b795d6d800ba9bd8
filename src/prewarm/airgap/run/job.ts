import type { ProfileFacts } from "../../../nim/profile/lock/lock.ts";
import type { SelectorVersion } from "../../../nim/profile/selector-version.ts";
import type { ModelFilter } from "../../../nim/schema/kinds.ts";
import type { Layout } from "../../record/schema.ts";
import type { StoreOptions } from "../../store/store-options.ts";
import type { AirgapFile } from "../file/schema.ts";
import type { LinkWay } from "../layout/layout.ts";
import type { RegistryAccess } from "../mirror/registry-access.ts";
import type { ManifestText } from "../mirror/rewritten-manifests.ts";
import type { GpuPool } from "../profiles/profiles.ts";

/** What `nimops airgap` is to do, of the air-gap file, the manifests and the flags together. Paths are absolute. */
export interface AirgapJob {
  readonly dryRun: boolean;
  /** State, journals, and the caches that have no folder of their own. */
  readonly workFolder: string;
  /** Whether what the steps find is kept in the work folder, only read there (a dry run), or neither: of one folder that flags name. */
  readonly state: "kept" | "read" | "none";
  readonly caches: readonly JobCache[];
  /** Images that are mirrored and fill no cache here. */
  readonly otherImages: readonly string[];
  readonly registries: readonly RegistryAccess[];
  /** The GPUs of the inventory; empty where there is none. */
  readonly pools: readonly GpuPool[];
  readonly operatorVersion: SelectorVersion;
  readonly mirror?: JobMirror | undefined;
  readonly download: JobDownload;
  readonly upload?: JobUpload | undefined;
  readonly verify: JobVerify;
  readonly publish?: JobPublish | undefined;
}

export interface JobCache {
  readonly name: string;
  /** As the manifests name it; absent where only a folder is known. */
  readonly image?: string | undefined;
  /** Ids or names; `["all"]` for every one. */
  readonly profiles?: readonly string[] | undefined;
  /** `spec.source.ngc.model` of a NIMCache. */
  readonly filter?: ModelFilter | undefined;
  /** What the lock says of its image's profiles, by id: sizes, memory. */
  readonly known?: ReadonlyMap<string, ProfileFacts> | undefined;
  readonly modelUri?: string | undefined;
  /** Bytes that will be downloaded, where that is known. */
  readonly size?: number | undefined;
  readonly folder: string;
  /** The URL of its place in the store. */
  readonly to?: string | undefined;
}

export interface JobMirror {
  /** A registry, else a folder that is filled. */
  readonly to?: string | undefined;
  readonly carrier?: string | undefined;
  /** A carrier that images come from. */
  readonly from?: string | undefined;
  readonly mapping: string;
  /** Manifests that are written anew, with their images' new names, into a folder. */
  readonly rewrite?: { readonly files: readonly ManifestText[]; readonly to: string } | undefined;
  /** Milliseconds for one image. */
  readonly timeout: number;
}

export interface JobDownload {
  readonly with?: "podman" | "docker" | "job" | undefined;
  readonly gpus?: string | undefined;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  readonly job?: NonNullable<AirgapFile["download"]>["job"];
  readonly variables?: readonly string[] | undefined;
  /** Milliseconds for one image. */
  readonly timeout: number;
}

export interface JobUpload {
  readonly layout: Layout;
  readonly links?: LinkWay | undefined;
  readonly store: StoreOptions;
  readonly parallel?: number | undefined;
  readonly breakLease: boolean;
}

export interface JobVerify {
  readonly full: boolean;
  readonly deep: boolean;
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
  readonly caFile?: string | undefined;
  readonly services: readonly JobService[];
}

export type JobService = NonNullable<NonNullable<AirgapFile["verify"]>["services"]>[number];

export interface JobPublish {
  readonly server: string;
  readonly accessKeyEnv?: string | undefined;
  readonly accessKeyFile?: string | undefined;
  readonly caFile?: string | undefined;
  readonly tlsVerify: boolean;
  readonly models?: readonly { readonly model: string; readonly cache: string }[] | undefined;
}
